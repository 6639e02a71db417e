/* SPDX-License-Identifier: GPL-2.0-only */
/* How many times each of 64 pages side by side is imported. */
#ifndef GD_TALLY_H
#define GD_TALLY_H

#include "pure.h"

#define GD_TALLY_PAGES	64

/* All zero: none is. In a set, bit N stands for page N. */
struct gd_tally {
	u64 once;			/* at least */
	u64 again;			/* more than once */
	u32 more[GD_TALLY_PAGES];	/* so often beyond that */
};

/* Takes one page out of @set, which is not empty. */
static inline u32 gd_tally_pop(u64 *set)
{
	u32 page = __builtin_ctzll(*set);

	*set &= *set - 1;
	return page;
}

/* Once more each page of @set; returns those that were imported already. */
static inline u64 gd_tally_add(struct gd_tally *tally, u64 set)
{
	u64 known = set & tally->once, left = known;

	tally->once |= set;
	tally->again |= known;
	while (left)
		tally->more[gd_tally_pop(&left)]++;
	return known;
}

/* The reverse; returns those that still are. */
static inline u64 gd_tally_remove(struct gd_tally *tally, u64 set)
{
	u64 known = set & tally->again, left = known;
	u32 page;

	tally->once &= ~(set ^ known);
	while (left) {
		page = gd_tally_pop(&left);
		if (!--tally->more[page])
			tally->again &= ~((u64)1 << page);
	}
	return known;
}

#endif
