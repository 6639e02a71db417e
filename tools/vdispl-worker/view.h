/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What local clients get to see of a guest's buffers. Somebody asks for a picture: its
 * grants are mapped once more, read-only, and this second dma-buf is what is handed
 * out. So it cannot be written, and it can be taken back at any moment without the
 * display's own mapping being touched: when the guest gives the buffer up, when its
 * last framebuffer goes, when nobody has asked for VIEW_IDLE_MS, and when this process
 * ends. A client's mapping is gone then (SIGBUS); its descriptor holds nothing.
 *
 * Drivers that import it may only read, which few of them promise. One that did and
 * does not let go keeps the guest's DBUF_DESTROY waiting for VIEW_TICKS ticks at most.
 *
 * Memory of ours (be-alloc) is handed out as it is: no guest waits for it.
 */
#ifndef VDISPL_WORKER_VIEW_H
#define VDISPL_WORKER_VIEW_H

#include <stdint.h>

#include <uv.h>

#include "tools/vdispl-worker/loans.h"

#define VIEW_IDLE_MS 10000
#define VIEW_TICK_MS 500
#define VIEW_TICKS 3

struct buffer;
struct buffers;

/* A buffer's; zeroed: there is none. */
struct view {
	struct loan *loan;		/* NULL: nothing is handed out */
	int fd;				/* of .loan */
	struct loan *ending;		/* taken back, but not let go yet */
	uint64_t number;		/* another one for each dma-buf */
};

struct views {
	struct loans loans;		/* on a control descriptor of their own */
	struct buffers *buffers;	/* not owned */
	uint64_t last_number;
	uv_timer_t idle;
	uv_timer_t late;
	/* Whether somebody waits for the next picture. */
	bool (*in_use)(void *context);
	void *context;
};

/* The rest is set already. */
void views_start(struct views *views, uv_loop_t *loop);

/* Somebody has asked for something. */
void views_touch(struct views *views);

/*
 * The dma-buf of @buffer that may be handed out, which stays ours, or -errno. -ENOSPC:
 * the others are taken back to make room; it may be asked for again. -EBUSY: likewise,
 * when the one before has ended.
 */
int view_get(struct views *views, struct buffer *buffer);

/* Takes it back, if there is one. */
void view_end(struct views *views, struct view *view);

/* The same for a buffer that goes; @loan, the display's, ends then and waits for it. */
void view_end_with(struct views *views, struct view *view, struct loan *loan);

#endif
