// SPDX-License-Identifier: GPL-2.0-only
#include "control.h"

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "buffer.h"
#include "charge.h"

/* More than any budget has buffers of, and little memory. */
#define MAX_EVENTS 65536U
#define MIN_EVENTS 32U

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
	mutex_init(&control->event_lock);
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

	WARN_ON_ONCE(control->budget.used || control->n_reserved ||
		     !RB_EMPTY_ROOT(&control->buffers));
	kvfree(control->events);
	mutex_destroy(&control->event_lock);
	mutex_destroy(&control->lock);
	kfree(control);
}

void gd_control_put(struct gd_control *control)
{
	kref_put(&control->ref, control_free);
}

void gd_control_close(struct gd_control *control)
{
	mutex_lock(&control->event_lock);
	control->closed = true;
	control->n_reserved -= control->n_waiting;
	control->n_waiting = 0;
	mutex_unlock(&control->event_lock);
}

int gd_control_permits(struct gd_control *control, domid_t domid)
{
	/* Pairs with gd_control_restrict(). */
	if (!smp_load_acquire(&control->restricted))
		return 0;
	return control->domid == domid ? 0 : -EPERM;
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
		control->domid = domid;
		control->limit = pages;
		/* Last: who sees it sees the domain. */
		smp_store_release(&control->restricted, true);
	}
	mutex_unlock(&control->lock);
	return err;
}

static struct gntdmabuf_event_record *event_at(struct gd_control *control,
					       u32 i)
{
	return &control->events[i & (control->events_size - 1)];
}

static int events_grow(struct gd_control *control)
{
	u32 size = max(2 * control->events_size, MIN_EVENTS), i;
	struct gntdmabuf_event_record *events;

	lockdep_assert_held(&control->event_lock);
	if (size > MAX_EVENTS)
		return -ENOBUFS;
	events = kvmalloc_array(size, sizeof(*events), GFP_KERNEL_ACCOUNT);
	if (!events)
		return -ENOMEM;
	for (i = 0; i < control->n_waiting; i++)
		events[i] = *event_at(control, control->first_waiting + i);
	kvfree(control->events);
	control->events = events;
	control->events_size = size;
	control->first_waiting = 0;
	return 0;
}

int gd_event_reserve(struct gd_control *control)
{
	int err = 0;

	mutex_lock(&control->event_lock);
	if (control->n_reserved == control->events_size)
		err = events_grow(control);
	if (!err)
		control->n_reserved++;
	mutex_unlock(&control->event_lock);
	return err;
}

void gd_event_cancel(struct gd_control *control)
{
	mutex_lock(&control->event_lock);
	control->n_reserved--;
	mutex_unlock(&control->event_lock);
}

void gd_event_queue(struct gd_control *control, u32 type, u32 domid, u64 handle)
{
	struct gntdmabuf_event_record *event;

	mutex_lock(&control->event_lock);
	if (control->closed) {
		control->n_reserved--;
	} else {
		event = event_at(control,
				 control->first_waiting + control->n_waiting);
		event->type = type;
		event->domid = domid;
		event->handle = handle;
		WRITE_ONCE(control->n_waiting, control->n_waiting + 1);
	}
	mutex_unlock(&control->event_lock);
	if (wq_has_sleeper(&control->event_wait))
		wake_up_interruptible(&control->event_wait);
}

/* Its room stays reserved. */
static bool event_take(struct gd_control *control,
		       struct gntdmabuf_event_record *record)
{
	bool taken;

	mutex_lock(&control->event_lock);
	taken = control->n_waiting;
	if (taken) {
		*record = *event_at(control, control->first_waiting++);
		WRITE_ONCE(control->n_waiting, control->n_waiting - 1);
	}
	mutex_unlock(&control->event_lock);
	return taken;
}

/* What could not be handed over is the next one to be read again. */
static void event_untake(struct gd_control *control,
			 const struct gntdmabuf_event_record *record)
{
	mutex_lock(&control->event_lock);
	*event_at(control, --control->first_waiting) = *record;
	WRITE_ONCE(control->n_waiting, control->n_waiting + 1);
	mutex_unlock(&control->event_lock);
}

static bool events_wait(const struct gd_control *control)
{
	return READ_ONCE(control->n_waiting);
}

ssize_t gd_control_read(struct gd_control *control, char __user *to,
			size_t size, bool nonblock)
{
	struct gntdmabuf_event_record record;
	size_t done = 0;

	if (size < sizeof(record))
		return -EINVAL;
	while (size - done >= sizeof(record)) {
		if (!event_take(control, &record)) {
			if (done || nonblock)
				return done ? done : -EAGAIN;
			if (wait_event_interruptible(control->event_wait,
						     events_wait(control)))
				return -EINTR;
			continue;
		}
		if (copy_to_user(to + done, &record, sizeof(record))) {
			event_untake(control, &record);
			return done ? done : -EFAULT;
		}
		gd_event_cancel(control);
		done += sizeof(record);
	}
	return done;
}

__poll_t gd_control_poll(struct gd_control *control, struct file *file,
			 struct poll_table_struct *table)
{
	poll_wait(file, &control->event_wait, table);
	/* Pairs with wq_has_sleeper(); not every kernel's poll_wait() has it. */
	smp_mb();
	return events_wait(control) ? EPOLLIN | EPOLLRDNORM : 0;
}

void gd_control_show(struct gd_control *control, struct seq_file *seq)
{
	u32 exports = 0, imports = 0;
	struct rb_node *node;

	mutex_lock(&control->lock);
	for (node = rb_first(&control->buffers); node; node = rb_next(node)) {
		if (rb_entry(node, struct gd_buffer, by_handle)->is_import)
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
