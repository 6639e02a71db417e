// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenstored says on @releaseDomain that some domain has shut down or died, not
 * which. So each domain that has buffers is looked at, and Xen is asked: the store
 * would tell too, but when the tool stack cleans up there is its own affair.
 *
 * A number cannot be given to another domain while pages of the old one are
 * mapped, so an export cannot be taken for somebody else's. An import can, if the
 * number was given again before the watch came here; tool stacks wait longer.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "domain.h"

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/workqueue.h>
#include <xen/interface/event_channel.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include <asm/xen/hypercall.h>

#include "buffer.h"
#include "registry.h"

/* The tool stack makes a domain's first ports: the store's and the console's. */
#define FIRST_PORTS 64

static bool watching;

/* Counts how often some domain has died, so far as the watch has told. */
static atomic_t deaths = ATOMIC_INIT(1);

/*
 * Who lived when, because asking Xen takes as long as a small buffer does: an
 * answer is good until the next death. A death that the watch is yet to tell of is
 * no harm: what is published until then, the watch will find.
 */
static u64 alive[64];

static u64 alive_at(domid_t domid, u32 when)
{
	return (u64)when << 32 | domid;
}

enum answer { DEAD, ALIVE, UNTOLD };

/*
 * A domain of which pages are mapped does not vanish. But the first that Xen does
 * when it takes a domain down is to close all its event channels; a domain that
 * lives has some, unless it closes them itself, and then it harms nobody else.
 */
static enum answer domain_ask(domid_t domid)
{
	struct evtchn_status status = { .dom = domid };
	int err;

	for (status.port = 1; status.port <= FIRST_PORTS; status.port++) {
		err = HYPERVISOR_event_channel_op(EVTCHNOP_status, &status);
		if (err == -ESRCH || err == -EINVAL)
			return DEAD;
		if (err)
			return UNTOLD;
		if (status.status != EVTCHNSTAT_closed)
			return ALIVE;
	}
	return DEAD;
}

bool gd_domain_is_dead(domid_t domid)
{
	u64 *known = &alive[domid % ARRAY_SIZE(alive)];
	bool is_told = READ_ONCE(watching);
	/* Read before Xen is asked: a death meanwhile makes the answer an old one. */
	u64 now = alive_at(domid, atomic_read(&deaths));
	enum answer answer;

	if (READ_ONCE(*known) == now)
		return false;
	answer = domain_ask(domid);
	/* Where Xen does not tell, xenstored may be silent as well. */
	if (answer == ALIVE && is_told)
		WRITE_ONCE(*known, now);
	return answer == DEAD;
}

struct bury {
	domid_t domid;		/* the last one that was looked at */
	bool is_dead;
};

static void buffer_bury(void *context, struct gd_buffer *buffer)
{
	struct bury *bury = context;

	/* One that is still being made is looked at when it is published. */
	if (!READ_ONCE(buffer->published) ||
	    gd_buffer_state(buffer) != GNTDMABUF_STATE_LIVE)
		return;
	if (bury->domid != buffer->domid) {
		bury->domid = buffer->domid;
		bury->is_dead = gd_domain_is_dead(buffer->domid);
	}
	if (bury->is_dead)
		gd_buffer_revoke_later(buffer);
}

static void release_work_run(struct work_struct *work)
{
	struct bury bury = { .domid = DOMID_INVALID };

	gd_buffers_visit(buffer_bury, &bury);
}

static DECLARE_WORK(release_work, release_work_run);

/* In the thread that serves all watches of this kernel, so not at length. */
static void release_domain(struct xenbus_watch *watch, const char *path,
			   const char *token)
{
	atomic_inc(&deaths);
	schedule_work(&release_work);
}

static struct xenbus_watch release_watch = {
	.node = "@releaseDomain",
	.callback = release_domain,
};

static int store_ready(struct notifier_block *notifier, unsigned long event,
		       void *data)
{
	int err = register_xenbus_watch(&release_watch);

	WRITE_ONCE(watching, !err);
	if (err)
		pr_notice("cannot watch domains die: error %d\n", err);
	return NOTIFY_DONE;
}

/* The store of a dom0 starts later than the kernel, perhaps later than we. */
static struct notifier_block store_notifier = {
	.notifier_call = store_ready,
};

int gd_domains_init(void)
{
	return register_xenstore_notifier(&store_notifier);
}

void gd_domains_exit(void)
{
	unregister_xenstore_notifier(&store_notifier);
	if (watching)
		unregister_xenbus_watch(&release_watch);
	cancel_work_sync(&release_work);
}
