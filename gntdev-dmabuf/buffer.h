/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registry: every buffer from its creation until its last grant is unmapped,
 * found by handle or, as mainline's gntdev has it, by the number that its file
 * descriptor once had.
 *
 *	LIVE -> RELEASING -> RELEASED
 */
#ifndef GD_BUFFER_H
#define GD_BUFFER_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <xen/gntdev-dmabuf.h>

#include "grants.h"

struct dma_buf;
struct gd_control;
struct gd_event;
struct seq_file;

struct gd_buffer {
	struct kref ref;
	struct list_head link;		/* all buffers */
	struct gd_control *control;
	u64 handle;			/* 0 until registered */
	domid_t domid;
	u32 pages;
	u32 offset;
	int fd;				/* its number when it was made */
	pid_t pid;			/* who made it */
	char comm[TASK_COMM_LEN];
	struct dma_buf *dmabuf;		/* holds us, until its release */
	struct gd_event *event;		/* for its release; NULL: none is wanted */

	struct rw_semaphore lock;	/* state; read-held to begin a use */
	enum gntdmabuf_state state;
	u64 generation;
	wait_queue_head_t wait;		/* for GNTDMABUF_STATE_RELEASED */
	struct gd_grants grants;
	struct delayed_work unmap_work;
	unsigned int unmap_tries;

	struct mutex mappings_lock;	/* the list */
	struct list_head mappings;	/* struct gd_mapping */
	atomic_t attachments;
	atomic_t dma_maps;
	atomic_t cpu_maps;
	atomic_t vmaps;
};

int gd_buffers_init(void);
void gd_buffers_exit(void);

/*
 * A buffer without grants, charged @pages; keeps the module loaded. It is given
 * back by gd_buffer_release(). -EDQUOT, -ENOMEM.
 */
struct gd_buffer *gd_buffer_create(struct gd_control *control, domid_t domid,
				   u32 pages);

/* Gives it a handle. -EPERM: the control descriptor was restricted meanwhile. */
int gd_buffer_register(struct gd_buffer *buffer);

/* Nobody uses it any more: unmaps in the background, then announces it. */
void gd_buffer_release(struct gd_buffer *buffer);

void gd_buffer_put(struct gd_buffer *buffer);

/*
 * Finds a buffer of @control; the caller puts it. NULL: it is released already.
 * ERR_PTR(-ENOENT): there never was one.
 */
struct gd_buffer *gd_buffer_find(struct gd_control *control, u64 handle);

/* The newest live buffer that was made as number @fd; ERR_PTR(-ENOENT). */
struct gd_buffer *gd_buffer_find_fd(struct gd_control *control, int fd);

/* 0, -ETIMEDOUT, -EINTR. */
int gd_buffer_wait(struct gd_buffer *buffer, u32 timeout_ms);

/* Fills in everything but the handle. */
void gd_buffer_query(struct gd_buffer *buffer, struct gntdmabuf_query *query);

/* Buffers that are not released yet. */
u64 gd_buffers_count(void);

/* A line a buffer, for people. */
void gd_buffers_show(struct seq_file *seq);

#endif
