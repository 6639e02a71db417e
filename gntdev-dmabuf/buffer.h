/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A buffer, from its creation until its last grant is unmapped or has ended.
 *
 * Two things are counted. Users are what needs the grants (life.h): with the last
 * one the grants go. References keep the structure: of the dma-buf, of the grants,
 * and of whoever looks the buffer up (registry.h).
 */
#ifndef GD_BUFFER_H
#define GD_BUFFER_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <xen/gntdev-dmabuf.h>

#include "grants.h"
#include "import.h"
#include "life.h"

struct dma_buf;
struct gd_control;
struct inode;

struct gd_buffer {
	/*
	 * Constructed with the slab: whoever frees a buffer leaves these as they were.
	 *
	 * @lock is read-held while a use begins, so that none begins, or has only half
	 * begun, once the state is not LIVE.
	 */
	struct rw_semaphore lock;
	spinlock_t life_lock;		/* @life and @retired */
	wait_queue_head_t wait;		/* for GNTDMABUF_STATE_RELEASED */
	struct mutex mappings_lock;	/* the lists */
	struct list_head mappings;	/* struct gd_mapping */
	struct list_head importers;

	struct delayed_work unmap_work;
	struct delayed_work complain_work;
	struct work_struct revoke_work;

	/* From here on zero when it is made. */
	struct kref ref;
	struct list_head link;		/* all buffers */
	struct gd_control *control;
	u64 handle;			/* 0 until registered */
	struct rb_node by_handle;	/* in gd_control::buffers */
	bool published;			/* it can be looked up */
	domid_t domid;
	u32 pages;
	u32 offset;
	bool read_only;
	int fd;				/* its number when it was made */
	pid_t pid;			/* who made it */
	char comm[TASK_COMM_LEN];
	struct dma_buf *dmabuf;		/* an export's, for its creator */
	struct inode *inode;		/* the dma-buf's: what CPU mappings are of */
	bool release_event;		/* there is room for it; false: none is wanted */
	bool revoke_event;

	struct gd_life life;
	bool is_import;
	union {
		struct gd_grants grants;	/* an export's */
		struct gd_import import;
	};
	unsigned int unmap_tries;
	unsigned long retired;		/* jiffies */
	bool will_complain;		/* @complain_work was queued */
	bool complained;

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
				   u32 pages, bool is_import);

void gd_buffer_close(struct gd_buffer *buffer);

/* Room for one of the two events. -ENOBUFS, -ENOMEM. */
int gd_buffer_want_event(struct gd_buffer *buffer, bool *event);
void gd_buffer_forget_event(struct gd_buffer *buffer, bool *event);

/*
 * Another user, while the lock is read-held and the buffer LIVE. The last one to
 * go has the grants unmapped in the background, and the release announced.
 */
void gd_buffer_user_get(struct gd_buffer *buffer);

/* One more beside another, and LIVE or REVOKED; false: nobody uses it any more. */
bool gd_buffer_user_share(struct gd_buffer *buffer);

void gd_buffer_user_put(struct gd_buffer *buffer);

void gd_buffer_put(struct gd_buffer *buffer);

/*
 * Nobody can begin to use it from now on: CPU mappings are gone, importers are
 * asked to let go. True if it is this call that did it.
 */
bool gd_buffer_revoke(struct gd_buffer *buffer);

/* The same in the background; an import is ended. Once more: tells importers again. */
void gd_buffer_revoke_later(struct gd_buffer *buffer);

/* Ends an import, in the background. -ENOENT: it is none, or not LIVE any more. */
int gd_buffer_end(struct gd_buffer *buffer);

/* 0, -ETIMEDOUT, -EINTR. */
int gd_buffer_wait(struct gd_buffer *buffer, u32 timeout_ms);

/* Grants still to be unmapped or, for an import, to end. */
u32 gd_buffer_pending(const struct gd_buffer *buffer);

static inline enum gntdmabuf_state
gd_buffer_state(const struct gd_buffer *buffer)
{
	return READ_ONCE(buffer->life.state);
}

/* State and generation that belong together. */
struct gd_life gd_buffer_life(struct gd_buffer *buffer);

#endif
