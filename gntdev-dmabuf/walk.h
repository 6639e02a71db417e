/* SPDX-License-Identifier: GPL-2.0-only */
/* A walk over the pages that a scatterlist maps, as many at once as its user likes. */
#ifndef GD_WALK_H
#define GD_WALK_H

#include <linux/types.h>

#include "segments.h"

struct scatterlist;
struct sg_table;

struct gd_walk {
	struct gd_segments part;
	struct scatterlist *sg;		/* the next segment */
	u32 segments;			/* from there on */
	int err;
};

/* Over @count pages from page @offset on. */
void gd_walk_begin(struct gd_walk *walk, const struct sg_table *sgt, u32 offset,
		   u32 count);

/* Lists the next pages, at most @room. 0: there are none, or one that is no good. */
u32 gd_walk_list(struct gd_walk *walk, unsigned long *pfns, u32 room);

/*
 * After the last page. -EINVAL: there are not so many. -EADDRNOTAVAIL: one is not
 * whole.
 */
int gd_walk_end(const struct gd_walk *walk);

#endif
