/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a card can show a guest's picture from the guest's own pages, proven
 * by trying: import, AddFB2, and a commit that changes nothing. A refusal is
 * kept with the step that failed; it becomes the reason for copying.
 */
#ifndef VDISPL_WORKER_SCANOUT_H
#define VDISPL_WORKER_SCANOUT_H

#include <stddef.h>
#include <stdint.h>

#include "tools/vdispl-worker/card.h"

enum scanout_step {
	SCANOUT_IMPORT,		/* the dma-buf into the card */
	SCANOUT_ADD,		/* a framebuffer of that format and stride */
	SCANOUT_TRIAL,		/* a display mode that shows it */
};

struct scanout {
	uint32_t fb_id;			/* 0: the card cannot; below is why */
	enum scanout_step step;
	int error;			/* -errno of that step */
};

/* The buffer's side of the card, imported once for all its framebuffers. */
struct scanout_import {
	uint32_t gem;			/* 0: not imported */
	int error;			/* why not, -errno */
};

/* Never fails: a refusal is a result. */
void scanout_import(struct card *card, int dmabuf, struct scanout_import *import);
void scanout_import_end(struct card *card, struct scanout_import *import);

/*
 * Tries @picture with each of @strides until the card would show it, and leaves
 * the one that worked (or the first) in picture->stride.
 */
void scanout_prove(struct card *card, const struct scanout_import *import,
		   struct picture *picture, const uint32_t *strides,
		   unsigned int n_strides, struct scanout *scanout);
void scanout_end(struct card *card, struct scanout *scanout);

/* "AddFB2: Invalid argument" */
void scanout_reason(const struct scanout *scanout, char *text, size_t size);

#endif
