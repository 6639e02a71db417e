/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's display buffers and the framebuffers in them, by cookie.
 *
 * A buffer's pages are mapped once, at DBUF_CREATE, and given back at
 * DBUF_DESTROY. "Back" takes a while: the card, or whoever got the dma-buf for a
 * screenshot, may still hold it. Until the module reports the last grant
 * unmapped, the buffer is "leaving": its cookie is free, its pages still count,
 * and the guest's DBUF_DESTROY waits for its answer, because the guest reuses
 * the pages as soon as it gets one.
 */
#ifndef VDISPL_WORKER_BUFFER_H
#define VDISPL_WORKER_BUFFER_H

#include <stdint.h>

#include <uthash.h>
#include <xen/io/displif.h>

#include "tools/libgntdmabuf/gntdmabuf.h"
#include "tools/vdispl-worker/framebuffer.h"
#include "tools/vdispl-worker/violation.h"

/* Far above any front end's need, low enough for our descriptors and memory. */
#define BUFFER_MAX 128
#define FRAMEBUFFER_MAX 256

struct buffer {
	UT_hash_handle hh;
	uint64_t cookie;
	uint64_t pages;
	uint32_t size;			/* buffer_sz, octets */
	uint32_t offset;		/* data_ofs, octets */
	struct gntdmabuf_buffer dmabuf;	/* .fd -1 when leaving */
	struct scanout_import imports[WORKER_MAX_CARDS];
	struct framebuffer *framebuffers;
	void *map;			/* for the copy path; NULL: not needed so far */
	uint16_t destroy_id;		/* the request that waits, when leaving */
};

struct buffers {
	struct gntdmabuf *grants;	/* not owned */
	struct card *cards;		/* not owned */
	unsigned int n_cards;
	uint32_t domid;
	uint64_t max_pages;

	struct buffer *by_cookie;
	struct buffer *leaving;		/* by dmabuf.handle */
	struct framebuffer *framebuffers;
	uint64_t pages;			/* held, leaving ones included */

	/* Called before a framebuffer goes: nothing may show it afterwards. */
	void (*forget)(void *context, struct framebuffer *fb);
	/* Called when the guest's pages are its own again: answer request @id. */
	void (*released)(void *context, uint16_t id);
	void *context;
};

/* Maps and tries out a new buffer; the request has passed validate.c. */
int buffers_create(struct buffers *b, const struct xendispl_dbuf_create_req *r,
		   struct violation *why);

/*
 * Takes a buffer and all that is in it away. 0: .released follows for @id, from
 * buffers_read_events(), never from inside this call.
 */
int buffers_destroy(struct buffers *b, uint64_t cookie, uint16_t id,
		    struct violation *why);

int buffers_attach(struct buffers *b, const struct xendispl_fb_attach_req *r,
		   struct violation *why);
int buffers_detach(struct buffers *b, uint64_t fb_cookie, struct violation *why);

/* NULL, and *why, if there is none. */
struct framebuffer *buffers_find(struct buffers *b, uint64_t fb_cookie,
				 struct violation *why);

/* Takes the module's events in. */
void buffers_read_events(struct buffers *b);

/* The guest's pages, to read; -errno. Bracket reads with buffer_sync(). */
int buffer_map(struct buffer *buffer, const uint8_t **pixels);
int buffer_sync_begin(struct buffer *buffer);
void buffer_sync_end(struct buffer *buffer);

/* All but those that are leaving. */
unsigned int buffers_count(const struct buffers *b);

/* Everything goes, unanswered. */
void buffers_finish(struct buffers *b);

#endif
