// SPDX-License-Identifier: GPL-2.0-only
#include "grants.h"

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "pool.h"
#include "runs.h"

/* Grants for one hypercall; bounds the memory for its arguments. */
#define BATCH 128

const struct gd_backend *gd_backend(void)
{
	if (IS_ENABLED(CONFIG_XEN_PV) && xen_pv_domain())
		return &gd_backend_pv;
	return &gd_backend_translated;
}

static unsigned long page_kaddr(struct page *page)
{
	return (unsigned long)page_address(page);
}

static int status_to_errno(s16 status)
{
	switch (status) {
	case GNTST_okay:
		return 0;
	case GNTST_no_device_space:
	case GNTST_no_space:
		return -ENOMEM;
	case GNTST_bad_domain:
		return -ESRCH;
	default:
		/* Xen says general_error to a reference that is not for us. */
		return -EACCES;
	}
}

static int batch_map(struct gd_grants *grants, u32 first, u32 n,
		     const u32 *refs, struct gnttab_map_grant_ref *ops)
{
	u32 flags = GNTMAP_host_map;
	int err;
	u32 i;

	if (grants->read_only)
		flags |= GNTMAP_readonly;
	for (i = 0; i < n; i++)
		gnttab_set_map_op(&ops[i], page_kaddr(grants->pages[first + i]),
				  flags, refs[i], grants->domid);
	err = gnttab_map_refs(ops, NULL, grants->pages + first, n);
	for (i = 0; i < n; i++) {
		if (ops[i].status == GNTST_okay) {
			grants->handles[first + i] = ops[i].handle;
			grants->mapped++;
		} else if (!err) {
			err = status_to_errno(ops[i].status);
		}
	}
	return err;
}

static int grants_map_all(struct gd_grants *grants, const u32 *refs)
{
	struct gnttab_map_grant_ref *ops;
	int err = 0;
	u32 i, n;

	ops = kmalloc_array(min_t(u32, grants->count, BATCH), sizeof(*ops),
			    GFP_KERNEL);
	if (!ops)
		return -ENOMEM;
	for (i = 0; i < grants->count && !err; i += n) {
		n = min_t(u32, grants->count - i, BATCH);
		err = batch_map(grants, i, n, refs + i, ops);
		if (!err && fatal_signal_pending(current))
			err = -EINTR;
		cond_resched();
	}
	kfree(ops);
	return err;
}

/* A batch on its way out. */
struct unmap_batch {
	struct gnttab_unmap_grant_ref ops[BATCH];
	struct page *pages[BATCH];
	u32 index[BATCH];
	u32 n;
};

static void unmap_batch_add(const struct gd_grants *grants,
			    struct unmap_batch *batch, u32 index)
{
	struct gnttab_unmap_grant_ref *op = &batch->ops[batch->n];

	gnttab_set_unmap_op(op, page_kaddr(grants->pages[index]),
			    GNTMAP_host_map, grants->handles[index]);
	op->status = GNTST_general_error;
	batch->pages[batch->n] = grants->pages[index];
	batch->index[batch->n] = index;
	batch->n++;
}

static void unmap_batch_flush(struct gd_grants *grants,
			      struct unmap_batch *batch)
{
	u32 i;

	if (!batch->n)
		return;
	if (gnttab_unmap_refs(batch->ops, NULL, batch->pages, batch->n))
		pr_err_once("cannot unmap grants of domain %u\n",
			    grants->domid);
	for (i = 0; i < batch->n; i++)
		if (batch->ops[i].status == GNTST_okay) {
			grants->handles[batch->index[i]] = INVALID_GRANT_HANDLE;
			grants->mapped--;
		}
	batch->n = 0;
	cond_resched();
}

static void pages_expand(struct gd_grants *grants)
{
	struct gd_run *run;
	unsigned long i;
	u32 n = 0;

	for (run = grants->runs; run; run = run->next)
		for (i = 0; i < run->count; i++)
			grants->pages[n++] = pfn_to_page(run->first + i);
}

static int grants_alloc(struct gd_grants *grants, u32 count)
{
	int err = -ENOMEM;
	u32 i;

	grants->pages = kvmalloc_array(count, sizeof(*grants->pages),
				       GFP_KERNEL_ACCOUNT);
	grants->handles = kvmalloc_array(count, sizeof(*grants->handles),
					 GFP_KERNEL_ACCOUNT);
	if (!grants->pages || !grants->handles)
		goto free_arrays;
	grants->runs = gd_pool_take(count, gd_backend()->consecutive);
	if (IS_ERR(grants->runs)) {
		err = PTR_ERR(grants->runs);
		goto free_arrays;
	}
	pages_expand(grants);
	grants->count = count;
	for (i = 0; i < count; i++)
		grants->handles[i] = INVALID_GRANT_HANDLE;
	return 0;

free_arrays:
	kvfree(grants->handles);
	kvfree(grants->pages);
	*grants = (struct gd_grants) { };
	return err;
}

int gd_grants_map(struct gd_grants *grants, domid_t domid, const u32 *refs,
		  u32 count, bool read_only)
{
	int err;

	*grants = (struct gd_grants) {
		.domid = domid,
		.read_only = read_only,
	};
	err = grants_alloc(grants, count);
	if (err)
		return err;
	return grants_map_all(grants, refs);
}

static bool grants_are_busy(const struct gd_grants *grants)
{
	u32 i;

	for (i = 0; i < grants->count; i++)
		if (page_count(grants->pages[i]) > 1)
			return true;
	return false;
}

bool gd_grants_unmap(struct gd_grants *grants)
{
	struct unmap_batch *batch;
	u32 i;

	if (!grants->mapped)
		return true;
	if (grants_are_busy(grants))
		return false;
	batch = kmalloc(sizeof(*batch), GFP_KERNEL);
	if (!batch)
		return false;
	batch->n = 0;
	for (i = 0; i < grants->count; i++) {
		if (grants->handles[i] == INVALID_GRANT_HANDLE)
			continue;
		unmap_batch_add(grants, batch, i);
		if (batch->n == BATCH)
			unmap_batch_flush(grants, batch);
	}
	unmap_batch_flush(grants, batch);
	kfree(batch);
	return !grants->mapped;
}

void gd_grants_free(struct gd_grants *grants)
{
	/* Addresses that Xen still maps something at cannot be used again. */
	if (!WARN_ON_ONCE(grants->mapped))
		gd_pool_give(grants->runs);
	kvfree(grants->handles);
	kvfree(grants->pages);
}

int gd_grants_read_page(domid_t domid, u32 ref, void *page)
{
	struct gd_grants grants;
	int err;

	err = gd_grants_map(&grants, domid, &ref, 1, true);
	if (!err)
		memcpy(page, page_address(grants.pages[0]), PAGE_SIZE);
	gd_grants_unmap(&grants);
	gd_grants_free(&grants);
	return err;
}

static bool grants_are_linear(const struct gd_grants *grants)
{
	return !grants->runs->next;
}

/*
 * Consecutive pages are mapped side by side already. Under PV this is the only
 * mapping that there can be: Xen refuses a second one that vmap() would make.
 */
void *gd_grants_vmap(const struct gd_grants *grants)
{
	if (grants_are_linear(grants))
		return page_address(grants->pages[0]);
	return vmap(grants->pages, grants->count, VM_MAP, PAGE_KERNEL);
}

void gd_grants_vunmap(const struct gd_grants *grants, void *address)
{
	if (!grants_are_linear(grants))
		vunmap(address);
}
