// SPDX-License-Identifier: GPL-2.0-only
/* Charging and giving back, against budgets that are counted the simple way. */
#include "tests/fuzz/fuzz.h"

#include "gntdev-dmabuf/accounting.h"

#define N_BUDGETS 4

struct model {
	struct gd_budget budgets[N_BUDGETS];
	unsigned __int128 used[N_BUDGETS];
};

static void model_compare(const struct model *model)
{
	unsigned int i;

	for (i = 0; i < N_BUDGETS; i++)
		FUZZ_CHECK(model->budgets[i].used == model->used[i]);
}

/* Some of the budgets, each at most once, in the order that a bit mask gives. */
static void charge(struct model *model, struct fuzz *fuzz)
{
	uint32_t which = fuzz_below(fuzz, 1 << N_BUDGETS), n = 0, refused = ~0u;
	uint64_t pages = fuzz_edge(fuzz);
	struct gd_claim claims[N_BUDGETS];
	int expected = 0, blamed = -1;
	unsigned int i;

	for (i = 0; i < N_BUDGETS; i++) {
		if (!(which & 1 << i))
			continue;
		claims[n].budget = &model->budgets[i];
		claims[n].limit = fuzz_edge(fuzz);
		if (!expected && model->used[i] + pages > claims[n].limit) {
			expected = -EDQUOT;
			blamed = n;
		}
		n++;
	}
	FUZZ_CHECK(gd_budget_charge(claims, n, pages, &refused) == expected);
	FUZZ_CHECK((int)refused == blamed);
	for (i = 0; !expected && i < N_BUDGETS; i++)
		if (which & 1 << i)
			model->used[i] += pages;
}

static void uncharge(struct model *model, struct fuzz *fuzz)
{
	uint32_t i = fuzz_below(fuzz, N_BUDGETS);
	uint64_t pages = fuzz_edge(fuzz);
	bool enough = pages <= model->used[i];

	FUZZ_CHECK(gd_budget_uncharge(&model->budgets[i], pages) == enough);
	if (enough)
		model->used[i] -= pages;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	struct model model = { 0 };

	while (fuzz.left) {
		if (fuzz_below(&fuzz, 2))
			charge(&model, &fuzz);
		else
			uncharge(&model, &fuzz);
		model_compare(&model);
	}
	return 0;
}
