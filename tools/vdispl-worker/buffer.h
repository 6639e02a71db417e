/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's display buffers and the framebuffers in them, by cookie.
 *
 * A buffer is made once, at DBUF_CREATE: of pages of the guest's, which we map, or
 * of ours, which the guest maps (be-alloc). It goes at DBUF_DESTROY, and its cookie
 * is free then; its pages take longer, see loans.h. The guest gets its answer
 * when its own pages are back, because it reuses them; for ours it need not wait.
 */
#ifndef VDISPL_WORKER_BUFFER_H
#define VDISPL_WORKER_BUFFER_H

#include <stdbool.h>
#include <stdint.h>

#include <uthash.h>
#include <xen/io/displif.h>

#include "tools/vdispl-worker/framebuffer.h"
#include "tools/vdispl-worker/loans.h"
#include "tools/vdispl-worker/memory.h"
#include "tools/vdispl-worker/view.h"
#include "tools/vdispl-worker/violation.h"

/* Far above any front end's need. Of buffers there are LOANS_MAX at most. */
#define FRAMEBUFFER_MAX 256

struct buffer {
	UT_hash_handle hh;
	uint64_t cookie;
	uint32_t size;			/* buffer_sz, octets */
	uint32_t offset;		/* data_ofs, octets */
	uint32_t directory;		/* gref_directory */
	struct loan *loan;		/* its pages */
	int fd;				/* a dma-buf of them */
	bool own;			/* be-alloc: they are ours */
	struct view view;
	struct scanout_import imports[WORKER_MAX_CARDS];
	struct framebuffer *framebuffers;
	void *map;			/* for the copy path; NULL: not needed so far */
};

struct buffers {
	struct loans *loans;		/* not owned, like the next two */
	struct card *cards;		/* .fd -1: there is none in this place */
	const struct memory *memory;	/* NULL: every buffer is the guest's own */
	struct views *views;		/* not owned; NULL: nothing is handed out */
	unsigned int n_cards;
	unsigned int max;		/* buffers at once */

	struct buffer *by_cookie;
	struct framebuffer *framebuffers;

	/* Called before a framebuffer goes: nothing may show it afterwards. */
	void (*forget)(void *context, struct framebuffer *fb);
	void *context;
};

/* Makes and tries out a new buffer; the request has passed validate.c. */
int buffers_create(struct buffers *b, const struct xendispl_dbuf_create_req *r,
		   struct violation *why);

/*
 * Takes a buffer and all that is in it away. 1: @answer follows when the guest's
 * pages are back, see loan_end(). 0: it may be sent now.
 */
int buffers_destroy(struct buffers *b, uint64_t cookie, const struct answer *answer,
		    struct violation *why);

int buffers_attach(struct buffers *b, const struct xendispl_fb_attach_req *r,
		   struct violation *why);
int buffers_detach(struct buffers *b, uint64_t fb_cookie, struct violation *why);

/* NULL, and *why, if there is none. */
struct framebuffer *buffers_find(struct buffers *b, uint64_t fb_cookie,
				 struct violation *why);

/*
 * Another card in place @card: everything on the one that was there is given back,
 * before it is closed; everything is tried on the new one, once it is open and
 * has its display.
 */
void buffers_leave_card(struct buffers *b, unsigned int card);
void buffers_join_card(struct buffers *b, unsigned int card);

/* Its pages, to read; -errno. Bracket reads with buffer_sync(). */
int buffer_map(struct buffer *buffer, const uint8_t **pixels);
int buffer_sync_begin(struct buffer *buffer);
void buffer_sync_end(struct buffer *buffer);

unsigned int buffers_count(const struct buffers *b);

/* What they are, the oldest first; there is room for buffers_count() of them. */
void buffers_describe(const struct buffers *b, struct worker_buffer *described);

/* Everything goes, unanswered. */
void buffers_finish(struct buffers *b);

#endif
