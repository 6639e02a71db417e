/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A control descriptor: what one open file of the device may do, the buffers that
 * were made through it, and the events that wait on it. It lives until the file
 * is closed and its last buffer released, whichever comes later.
 */
#ifndef GD_CONTROL_H
#define GD_CONTROL_H

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <xen/gntdev-dmabuf.h>
#include <xen/interface/xen.h>

#include "accounting.h"

struct file;
struct poll_table_struct;
struct seq_file;

struct gd_control {
	struct kref ref;
	u32 id;			/* the upper half of its handles */
	bool revoke_on_close;
	struct gd_budget budget;

	struct mutex lock;	/* what follows, up to the events */
	bool restricted;	/* to @domid, which does not change any more */
	domid_t domid;
	u64 limit;		/* pages; only charge.c's own if not restricted */
	u32 sequence;		/* the lower half of the newest handle */
	struct rb_root buffers;	/* struct gd_buffer by handle, until released */

	/*
	 * Room for an event is found before it can happen, so that none is ever
	 * lost: a ring, of a power of two.
	 */
	struct mutex event_lock;	/* what follows */
	bool closed;		/* nobody will read events any more */
	struct gntdmabuf_event_record *events;
	u32 events_size;
	u32 n_reserved;		/* waiting, or promised by gd_event_reserve() */
	u32 n_waiting;
	u32 first_waiting;
	wait_queue_head_t event_wait;
};

struct gd_control *gd_control_create(void);
void gd_control_get(struct gd_control *control);
void gd_control_put(struct gd_control *control);

/* The file is closed: events go nowhere from now on. */
void gd_control_close(struct gd_control *control);

/* 0; -EPERM: it is restricted to another domain. */
int gd_control_permits(struct gd_control *control, domid_t domid);

/* The ioctl of this name. */
int gd_control_restrict(struct gd_control *control, domid_t domid, u64 pages);

/*
 * Room for one event, which is to be given back or used. -ENOBUFS: too many wait or
 * are promised. -ENOMEM.
 */
int gd_event_reserve(struct gd_control *control);
void gd_event_cancel(struct gd_control *control);
void gd_event_queue(struct gd_control *control, u32 type, u32 domid, u64 handle);

/* read(2) and poll(2) of the control descriptor. */
ssize_t gd_control_read(struct gd_control *control, char __user *to,
			size_t size, bool nonblock);
__poll_t gd_control_poll(struct gd_control *control, struct file *file,
			 struct poll_table_struct *table);

/* Its lines in /proc/PID/fdinfo. */
void gd_control_show(struct gd_control *control, struct seq_file *seq);

#endif
