/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way of showing a guest's pixels that always works: two dumb buffers of the
 * display's mode, and a copy of each frame into the one that is not on screen.
 */
#ifndef VDISPL_WORKER_COPY_H
#define VDISPL_WORKER_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/vdispl-worker/card.h"
#include "tools/vdispl-worker/framebuffer.h"
#include "tools/vdispl-worker/placement.h"

/* Zeroed: nothing there. */
struct copy {
	struct card_dumb dumbs[2];
	bool dirty[2];			/* has pixels outside the placement */
	unsigned int back;		/* the one to draw into */
	struct placement_size size;
	uint32_t fourcc;		/* of the guest's pixels */
	bool convert;			/* the card does not know that format */
	struct placement placement;
};

/* For framebuffers of @fourcc on a mode of @size. On error nothing is left. */
int copy_prepare(struct copy *copy, struct card *card, struct placement_size size,
		 uint32_t fourcc, const struct placement *placement);

/*
 * Draws @fb into the back buffer; *fb_id is to be shown, then copy_swap().
 * Returns the octets read from the guest, or -errno.
 */
int64_t copy_draw(struct copy *copy, struct framebuffer *fb, uint32_t *fb_id);
void copy_swap(struct copy *copy);

void copy_finish(struct copy *copy, struct card *card);

#endif
