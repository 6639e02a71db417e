/* SPDX-License-Identifier: GPL-2.0-only */
/* A part of a scattered area, as the numbers of its pages. */
#ifndef GD_SEGMENTS_H
#define GD_SEGMENTS_H

#include "pure.h"

#define GD_SEGMENTS_PAGE_SHIFT	12

struct gd_segments {
	u64 skip;		/* pages before the part */
	unsigned long *pfns;	/* room for @count */
	u32 count;
	u32 done;
};

/*
 * Goes on with the segment of @length octets at @address. It may be called again
 * when the part is complete. -EADDRNOTAVAIL: the segment does not begin and end
 * where pages do.
 */
int gd_segments_add(struct gd_segments *segments, u64 address, u64 length);

static inline bool gd_segments_are_complete(const struct gd_segments *segments)
{
	return segments->done == segments->count;
}

#endif
