/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that imports pin, charged to the locked memory of the user who imported
 * it (RLIMIT_MEMLOCK): a page that is imported twice is charged once.
 */
#ifndef GD_LOCKED_H
#define GD_LOCKED_H

#include <linux/types.h>

struct gd_locker;

/*
 * Charges the current user, who stays the one to give it back to. -EDQUOT: more
 * than RLIMIT_MEMLOCK, without CAP_IPC_LOCK. -ENOMEM.
 */
int gd_locked_charge(struct gd_locker **locker, const unsigned long *pfns,
		     u32 count);
void gd_locked_uncharge(struct gd_locker *locker, const unsigned long *pfns,
			u32 count);

/* There is no import any more. */
void gd_locked_exit(void);

#endif
