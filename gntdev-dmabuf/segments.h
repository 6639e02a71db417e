/* SPDX-License-Identifier: GPL-2.0-only */
/* A part of a scattered area, run by run: its pages as far as they lie side by side. */
#ifndef GD_SEGMENTS_H
#define GD_SEGMENTS_H

#include "pure.h"

#define GD_SEGMENTS_PAGE_SHIFT	12

struct gd_segments {
	u64 skip;		/* pages before the part */
	u32 left;		/* pages of the part that are still to come */

	/* The run */
	unsigned long pfn;
	u32 count;
};

/*
 * Goes on with the segment of @length octets at @address: the run is what the part
 * has of it, which may be nothing. -EADDRNOTAVAIL: the segment does not begin and
 * end where pages do.
 */
static inline int gd_segments_add(struct gd_segments *segments, u64 address,
				  u64 length)
{
	const u64 within_page = ((u64)1 << GD_SEGMENTS_PAGE_SHIFT) - 1;
	u64 pages = length >> GD_SEGMENTS_PAGE_SHIFT;

	segments->count = 0;
	if ((address | length) & within_page)
		return -EADDRNOTAVAIL;
	if (segments->skip >= pages) {
		segments->skip -= pages;
		return 0;
	}
	pages -= segments->skip;
	if (pages > segments->left)
		pages = segments->left;
	segments->pfn = (address >> GD_SEGMENTS_PAGE_SHIFT) + segments->skip;
	segments->count = pages;
	segments->left -= pages;
	segments->skip = 0;
	return 0;
}

#endif
