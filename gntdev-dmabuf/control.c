// SPDX-License-Identifier: GPL-2.0-only
#include "control.h"

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "buffer.h"
#include "charge.h"

/* More than any budget has buffers of, and little memory. */
#define MAX_EVENTS 65536

static atomic_t last_id;

struct gd_control *gd_control_create(void)
{
	struct gd_control *control;

	control = kzalloc(sizeof(*control), GFP_KERNEL_ACCOUNT);
	if (!control)
		return NULL;
	kref_init(&control->ref);
	control->id = atomic_inc_return(&last_id);
	control->limit = U64_MAX;
	mutex_init(&control->lock);
	control->buffers = RB_ROOT;
	spin_lock_init(&control->event_lock);
	INIT_LIST_HEAD(&control->events);
	init_waitqueue_head(&control->event_wait);
	return control;
}

void gd_control_get(struct gd_control *control)
{
	kref_get(&control->ref);
}

static void control_free(struct kref *ref)
{
	struct gd_control *control = container_of(ref, struct gd_control, ref);

	WARN_ON_ONCE(control->budget.used || control->n_events ||
		     !RB_EMPTY_ROOT(&control->buffers));
	mutex_destroy(&control->lock);
	kfree(control);
}

void gd_control_put(struct gd_control *control)
{
	kref_put(&control->ref, control_free);
}

void gd_control_close(struct gd_control *control)
{
	struct gd_event *event, *next;
	LIST_HEAD(events);

	spin_lock(&control->event_lock);
	control->closed = true;
	list_splice_init(&control->events, &events);
	list_for_each_entry(event, &events, link)
		control->n_events--;
	spin_unlock(&control->event_lock);
	list_for_each_entry_safe(event, next, &events, link)
		kfree(event);
}

int gd_control_permits(struct gd_control *control, domid_t domid)
{
	int err;

	mutex_lock(&control->lock);
	err = control->restricted && control->domid != domid ? -EPERM : 0;
	mutex_unlock(&control->lock);
	return err;
}

static int restrict_check(struct gd_control *control, domid_t domid, u64 pages)
{
	struct rb_node *node;

	lockdep_assert_held(&control->lock);
	if (control->restricted &&
	    (control->domid != domid || control->limit < pages))
		return -EPERM;
	for (node = rb_first(&control->buffers); node; node = rb_next(node))
		if (rb_entry(node, struct gd_buffer, by_handle)->domid != domid)
			return -EBUSY;
	return 0;
}

int gd_control_restrict(struct gd_control *control, domid_t domid, u64 pages)
{
	int err;

	mutex_lock(&control->lock);
	err = restrict_check(control, domid, pages);
	if (!err) {
		control->restricted = true;
		control->domid = domid;
		control->limit = pages;
	}
	mutex_unlock(&control->lock);
	return err;
}

struct gd_event *gd_event_reserve(struct gd_control *control)
{
	struct gd_event *event = kzalloc(sizeof(*event), GFP_KERNEL_ACCOUNT);
	bool full;

	if (!event)
		return ERR_PTR(-ENOMEM);
	spin_lock(&control->event_lock);
	full = control->n_events >= MAX_EVENTS;
	if (!full)
		control->n_events++;
	spin_unlock(&control->event_lock);
	if (full) {
		kfree(event);
		return ERR_PTR(-ENOBUFS);
	}
	return event;
}

void gd_event_cancel(struct gd_control *control, struct gd_event *event)
{
	if (!event)
		return;
	spin_lock(&control->event_lock);
	control->n_events--;
	spin_unlock(&control->event_lock);
	kfree(event);
}

void gd_event_queue(struct gd_control *control, struct gd_event *event,
		    u32 type, u32 domid, u64 handle)
{
	bool closed;

	event->record.type = type;
	event->record.domid = domid;
	event->record.handle = handle;
	spin_lock(&control->event_lock);
	closed = control->closed;
	if (!closed)
		list_add_tail(&event->link, &control->events);
	spin_unlock(&control->event_lock);
	if (closed)
		gd_event_cancel(control, event);
	else
		wake_up_interruptible(&control->event_wait);
}

static struct gd_event *event_take(struct gd_control *control)
{
	struct gd_event *event;

	spin_lock(&control->event_lock);
	event = list_first_entry_or_null(&control->events, struct gd_event,
					 link);
	if (event)
		list_del(&event->link);
	spin_unlock(&control->event_lock);
	return event;
}

/* What could not be handed over is the next one to be read again. */
static void event_untake(struct gd_control *control, struct gd_event *event)
{
	spin_lock(&control->event_lock);
	list_add(&event->link, &control->events);
	spin_unlock(&control->event_lock);
}

ssize_t gd_control_read(struct gd_control *control, char __user *to,
			size_t size, bool nonblock)
{
	const size_t record = sizeof(struct gntdmabuf_event_record);
	struct gd_event *event;
	size_t done = 0;

	if (size < record)
		return -EINVAL;
	while (size - done >= record) {
		event = event_take(control);
		if (!event && (done || nonblock))
			return done ? done : -EAGAIN;
		if (!event) {
			if (wait_event_interruptible(control->event_wait,
						     !list_empty_careful(&control->events)))
				return -EINTR;
			continue;
		}
		if (copy_to_user(to + done, &event->record, record)) {
			event_untake(control, event);
			return done ? done : -EFAULT;
		}
		gd_event_cancel(control, event);
		done += record;
	}
	return done;
}

__poll_t gd_control_poll(struct gd_control *control, struct file *file,
			 struct poll_table_struct *table)
{
	poll_wait(file, &control->event_wait, table);
	return list_empty_careful(&control->events) ? 0 : EPOLLIN | EPOLLRDNORM;
}

void gd_control_show(struct gd_control *control, struct seq_file *seq)
{
	u32 exports = 0, imports = 0;
	struct rb_node *node;

	mutex_lock(&control->lock);
	for (node = rb_first(&control->buffers); node; node = rb_next(node)) {
		if (rb_entry(node, struct gd_buffer, by_handle)->import)
			imports++;
		else
			exports++;
	}
	if (control->restricted)
		seq_printf(seq, "gntdmabuf-domain:\t%u\ngntdmabuf-limit:\t%llu\n",
			   control->domid, control->limit);
	mutex_unlock(&control->lock);
	seq_printf(seq, "gntdmabuf-exports:\t%u\n", exports);
	seq_printf(seq, "gntdmabuf-imports:\t%u\n", imports);
	seq_printf(seq, "gntdmabuf-pages:\t%llu\n",
		   gd_charged_to(&control->budget));
}
