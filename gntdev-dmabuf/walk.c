// SPDX-License-Identifier: GPL-2.0-only
#include "walk.h"

#include <linux/minmax.h>
#include <linux/scatterlist.h>

void gd_walk_begin(struct gd_walk *walk, const struct sg_table *sgt, u32 offset,
		   u32 count)
{
	*walk = (struct gd_walk) {
		.part.skip = offset,
		.part.left = count,
		.sg = sgt->sgl,
		.segments = sgt->nents,
	};
}

/* As sg_next(), which is a call for each page of scattered memory. */
static inline struct scatterlist *segment_next(struct scatterlist *sg)
{
	sg++;
	return unlikely(sg_is_chain(sg)) ? sg_chain_ptr(sg) : sg;
}

/* False: there is no other segment, none is needed, or one was no good. */
static inline bool walk_on(struct gd_walk *walk)
{
	if (walk->err || !walk->segments || !walk->part.left)
		return false;
	/* Device addresses: the table's pages are its exporter's own business. */
	walk->err = gd_segments_add(&walk->part, sg_dma_address(walk->sg),
				    sg_dma_len(walk->sg));
	if (--walk->segments)
		walk->sg = segment_next(walk->sg);
	return !walk->err;
}

u32 gd_walk_list(struct gd_walk *walk, unsigned long *pfns, u32 room)
{
	/* Of its own, so that the compiler need not fear for it with each page. */
	struct gd_walk here = *walk;
	u32 n = 0, end;

	while (n < room && (here.part.count || walk_on(&here))) {
		end = n + min(here.part.count, room - n);
		here.part.count -= end - n;
		while (n < end)
			pfns[n++] = here.part.pfn++;
	}
	*walk = here;
	return n;
}

int gd_walk_end(const struct gd_walk *walk)
{
	if (walk->err)
		return walk->err;
	return walk->part.left ? -EINVAL : 0;
}
