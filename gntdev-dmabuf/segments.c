// SPDX-License-Identifier: GPL-2.0-only
#include "segments.h"

#define PAGE_OCTETS ((u64)1 << GD_SEGMENTS_PAGE_SHIFT)

int gd_segments_add(struct gd_segments *segments, u64 address, u64 length)
{
	u64 pfn = address >> GD_SEGMENTS_PAGE_SHIFT;
	u64 pages = length >> GD_SEGMENTS_PAGE_SHIFT;
	u32 left = segments->count - segments->done;
	unsigned long *pfns = segments->pfns + segments->done;

	if ((address | length) & (PAGE_OCTETS - 1))
		return -EADDRNOTAVAIL;
	if (segments->skip >= pages) {
		segments->skip -= pages;
		return 0;
	}
	pfn += segments->skip;
	pages -= segments->skip;
	segments->skip = 0;
	if (pages > left)
		pages = left;
	segments->done += pages;
	for (; pages; pages--)
		*pfns++ = pfn++;
	return 0;
}
