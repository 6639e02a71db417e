/* SPDX-License-Identifier: GPL-2.0-only */
/* Page budgets: integers, no locks. charge.c holds the lock and the policy. */
#ifndef GD_ACCOUNTING_H
#define GD_ACCOUNTING_H

#include "pure.h"

/* Pages in use, counted once for every grant that is mapped. */
struct gd_budget {
	u64 used;
};

/* One budget of those that a charge goes to, and what it may grow to. */
struct gd_claim {
	struct gd_budget *budget;
	u64 limit;
};

/*
 * Charges @pages to each of the @n budgets, or to none. -EDQUOT: one of them has
 * no room; *refused says which.
 */
int gd_budget_charge(const struct gd_claim *claims, u32 n, u64 pages,
		     u32 *refused);

/* Gives @pages back to one budget; false, and no change, if it has fewer. */
bool gd_budget_uncharge(struct gd_budget *budget, u64 pages);

#endif
