// SPDX-License-Identifier: GPL-2.0-only
#include "accounting.h"

static bool budget_has_room(const struct gd_claim *claim, u64 pages)
{
	/* A limit that was lowered later may lie below what is in use. */
	if (claim->budget->used > claim->limit)
		return false;
	return pages <= claim->limit - claim->budget->used;
}

int gd_budget_charge(const struct gd_claim *claims, u32 n, u64 pages,
		     u32 *refused)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (!budget_has_room(&claims[i], pages)) {
			*refused = i;
			return -EDQUOT;
		}
	}
	for (i = 0; i < n; i++)
		claims[i].budget->used += pages;
	return 0;
}

bool gd_budget_uncharge(struct gd_budget *budget, u64 pages)
{
	if (pages > budget->used)
		return false;
	budget->used -= pages;
	return true;
}
