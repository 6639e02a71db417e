/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registry: every buffer from its creation until its last grant is unmapped,
 * found by handle or, as mainline's gntdev has it, by the number that its file
 * descriptor once had.
 *
 *	LIVE -> [REVOKED ->] RELEASING -> RELEASED
 *
 * Two things are counted. Users are what needs the grants: the dma-buf until it is
 * released or revoked, and each device and kernel mapping. With the last user the
 * grants go. References keep the structure: of the dma-buf, of the grants, and of
 * whoever looks the buffer up.
 */
#ifndef GD_BUFFER_H
#define GD_BUFFER_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
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
	bool published;			/* it can be looked up */
	domid_t domid;
	u32 pages;
	u32 offset;
	int fd;				/* its number when it was made */
	pid_t pid;			/* who made it */
	char comm[TASK_COMM_LEN];
	struct dma_buf *dmabuf;		/* without a reference; while LIVE */
	struct gd_event *release_event;	/* NULL: none is wanted */
	struct gd_event *revoke_event;

	struct rw_semaphore lock;	/* state; read-held to begin a use */
	enum gntdmabuf_state state;
	u64 generation;
	refcount_t users;
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
 * A buffer without grants, charged @pages; keeps the module loaded. The caller is
 * its first user and has a reference: gd_buffer_close() gives both back. -EDQUOT,
 * -ENOMEM.
 */
struct gd_buffer *gd_buffer_create(struct gd_control *control, domid_t domid,
				   u32 pages);

/* Gives it a handle. -EPERM: the control descriptor was restricted meanwhile. */
int gd_buffer_register(struct gd_buffer *buffer);

/* From now on it can be looked up, and its creator cannot take it back. */
void gd_buffer_publish(struct gd_buffer *buffer, int fd);

void gd_buffer_close(struct gd_buffer *buffer);

/*
 * Another user, allowed while its lock is held and it is LIVE. The last one to go
 * has the grants unmapped in the background, and the release announced.
 */
void gd_buffer_user_get(struct gd_buffer *buffer);
void gd_buffer_user_put(struct gd_buffer *buffer);

void gd_buffer_put(struct gd_buffer *buffer);

/*
 * Nobody can begin to use it from now on: CPU mappings are gone, importers are
 * asked to let go. True if it is this call that did it.
 */
bool gd_buffer_revoke(struct gd_buffer *buffer);

/* The buffers of @control, of @domid alone unless that is negative. */
void gd_buffers_revoke(struct gd_control *control, int domid, u32 *revoked,
		       u32 *zombies);

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

/* Buffers that are not released yet, and those of them that are revoked. */
u64 gd_buffers_count(void);
u64 gd_buffers_zombies(void);

/* A line a buffer, for people. */
void gd_buffers_show(struct seq_file *seq);

#endif
