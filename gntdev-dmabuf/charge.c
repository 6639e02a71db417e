// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "charge.h"

#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

/*
 * Every page takes one of Xen's maptrack entries, of which a dom0 has 262144
 * unless told otherwise, and which block and network back ends need too. A
 * 1920x1080 buffer is 2025 pages, a 3840x2160 one 8100, three of those 24300;
 * a guest can grant 32768 pages unless told otherwise.
 */
static unsigned int max_buffer_pages = 65536;
module_param(max_buffer_pages, uint, 0644);
MODULE_PARM_DESC(max_buffer_pages, "pages of one buffer");

static unsigned int max_descriptor_pages = 65536;
module_param(max_descriptor_pages, uint, 0644);
MODULE_PARM_DESC(max_descriptor_pages, "pages of one control descriptor");

static unsigned int max_domain_pages = 65536;
module_param(max_domain_pages, uint, 0644);
MODULE_PARM_DESC(max_domain_pages, "pages of one domain");

static unsigned int max_pages = 131072;
module_param(max_pages, uint, 0644);
MODULE_PARM_DESC(max_pages, "pages of all domains together");

struct domain_charge {
	struct list_head link;
	domid_t domid;
	struct gd_budget budget;
};

static DEFINE_SPINLOCK(charge_lock);
static LIST_HEAD(domain_charges);

/* Of the domains that are charged with nothing only the last one is remembered. */
static struct domain_charge *last_idle;

static struct gd_budget module_budget;

struct gd_limits gd_limits_read(void)
{
	return (struct gd_limits) {
		.buffer = min_t(u64, READ_ONCE(max_buffer_pages),
				GD_MAX_BUFFER_PAGES),
		.descriptor = READ_ONCE(max_descriptor_pages),
		.domain = READ_ONCE(max_domain_pages),
		.module = READ_ONCE(max_pages),
	};
}

static struct domain_charge *domain_charge_find(domid_t domid)
{
	struct domain_charge *domain;

	list_for_each_entry(domain, &domain_charges, link)
		if (domain->domid == domid)
			return domain;
	return NULL;
}

static void domain_charge_put(struct domain_charge *domain)
{
	if (domain->budget.used)
		return;
	if (last_idle && last_idle != domain && !last_idle->budget.used) {
		list_del(&last_idle->link);
		kfree(last_idle);
	}
	last_idle = domain;
}

/* With the lock held, which it gives up for a moment if it needs memory. */
static struct domain_charge *domain_charge_get(domid_t domid)
{
	struct domain_charge *domain = domain_charge_find(domid), *fresh;

	if (domain)
		return domain;
	spin_unlock(&charge_lock);
	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	spin_lock(&charge_lock);
	domain = domain_charge_find(domid);
	if (domain || !fresh) {
		kfree(fresh);
		return domain;
	}
	fresh->domid = domid;
	list_add(&fresh->link, &domain_charges);
	return fresh;
}

static int charge_locked(struct gd_budget *descriptor, u64 descriptor_limit,
			 struct domain_charge *domain, u64 pages, u32 *refused)
{
	struct gd_limits limits = gd_limits_read();
	const struct gd_claim claims[] = {
		{ descriptor, min(descriptor_limit, limits.descriptor) },
		{ &domain->budget, limits.domain },
		{ &module_budget, limits.module },
	};

	return gd_budget_charge(claims, ARRAY_SIZE(claims), pages, refused);
}

int gd_charge(struct gd_budget *descriptor, u64 descriptor_limit,
	      domid_t domid, u64 pages)
{
	static unsigned long told;
	static const char *const names[] = {
		"the control descriptor's (max_descriptor_pages, or restricted)",
		"the domain's (max_domain_pages)",
		"the module's (max_pages)",
	};
	struct domain_charge *domain;
	u32 refused;
	int err;

	spin_lock(&charge_lock);
	domain = domain_charge_get(domid);
	if (!domain) {
		spin_unlock(&charge_lock);
		return -ENOMEM;
	}
	err = charge_locked(descriptor, descriptor_limit, domain, pages,
			    &refused);
	domain_charge_put(domain);
	spin_unlock(&charge_lock);
	if (err && !test_and_set_bit(refused, &told))
		pr_warn("domain %u: %llu more pages exceed %s budget\n",
			domid, pages, names[refused]);
	return err;
}

void gd_uncharge(struct gd_budget *descriptor, domid_t domid, u64 pages)
{
	struct domain_charge *domain;
	bool balanced;

	spin_lock(&charge_lock);
	domain = domain_charge_find(domid);
	balanced = domain && gd_budget_uncharge(&domain->budget, pages) &&
		   gd_budget_uncharge(descriptor, pages) &&
		   gd_budget_uncharge(&module_budget, pages);
	if (domain)
		domain_charge_put(domain);
	spin_unlock(&charge_lock);
	WARN_ON_ONCE(!balanced);
}

u64 gd_charged_to(const struct gd_budget *budget)
{
	u64 used;

	spin_lock(&charge_lock);
	used = budget->used;
	spin_unlock(&charge_lock);
	return used;
}

u64 gd_charged(void)
{
	return gd_charged_to(&module_budget);
}

void gd_charges_exit(void)
{
	kfree(last_idle);
}
