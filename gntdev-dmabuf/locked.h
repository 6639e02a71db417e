/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that imports pin, charged to the locked memory of the user who imported
 * it (RLIMIT_MEMLOCK): a page that is imported twice is charged once.
 */
#ifndef GD_LOCKED_H
#define GD_LOCKED_H

#include <linux/types.h>

struct gd_locker;
struct gd_tally;

/* Pages that one tally counts. */
struct gd_locked_set {
	struct gd_tally *tally;		/* the locker's */
	u64 set;
};

/* So many sets need no memory of their own. */
#define GD_LOCKED_FEW 2

/* What one import has charged. */
struct gd_locked {
	struct gd_locker *locker;	/* NULL: nothing */
	struct gd_locked_set *sets;
	struct gd_locked_set few[GD_LOCKED_FEW];
	u32 count;
	u32 room;
	u32 pages;			/* of all sets */
};

/*
 * Charges @count pages more to the current user, who stays the one to give them
 * back. At first @locked is all zero. A failure may leave some of them charged.
 * -EDQUOT: more than RLIMIT_MEMLOCK, without CAP_IPC_LOCK. -ENOMEM.
 */
int gd_locked_charge(struct gd_locked *locked, const unsigned long *pfns,
		     u32 count);

/* Gives back all. It may be all zero. */
void gd_locked_uncharge(struct gd_locked *locked);

int gd_locked_init(void);

/* There is no import any more. */
void gd_locked_exit(void);

#endif
