/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the pool's pages come from: struct pages with a place in the linear
 * mapping, and no memory behind them until a grant is mapped there.
 */
#ifndef GD_FRAMES_H
#define GD_FRAMES_H

#include <linux/types.h>

struct page;

/* All @count or none. */
int gd_frames_alloc(struct page **pages, unsigned long count);
void gd_frames_free(struct page **pages, unsigned long count);

/*
 * Gives the memory of @pages to Xen. -ENOMEM: they have it still. -EIO: some have
 * not, and there is no more of it; they are lost.
 */
int gd_frames_empty(struct page **pages, unsigned long count);

/* Takes it back; false: some got none, and they are lost. */
bool gd_frames_refill(struct page **pages, unsigned long count);

/* True if each page kept costs a page of memory. */
bool gd_frames_cost_memory(void);

#endif
