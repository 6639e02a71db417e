// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <stdint.h>

#include "gntdev-dmabuf/accounting.h"

static void test_all_or_none(void)
{
	struct gd_budget fd = { 0 }, domain = { 90 }, module = { 500 };
	struct gd_claim claims[] = {
		{ &fd, 50 }, { &domain, 100 }, { &module, 1000 },
	};
	u32 refused = 7;

	CU_ASSERT_EQUAL(gd_budget_charge(claims, 3, 10, &refused), 0);
	CU_ASSERT_EQUAL(gd_budget_charge(claims, 3, 1, &refused), -EDQUOT);
	CU_ASSERT_EQUAL(refused, 1);
	CU_ASSERT_EQUAL(fd.used, 10);
	CU_ASSERT_EQUAL(domain.used, 100);
	CU_ASSERT_EQUAL(module.used, 510);
}

static void test_limits_near_the_end_of_numbers(void)
{
	struct gd_budget budget = { UINT64_MAX - 1 };
	struct gd_claim claim = { &budget, UINT64_MAX };
	u32 refused;

	CU_ASSERT_EQUAL(gd_budget_charge(&claim, 1, 2, &refused), -EDQUOT);
	CU_ASSERT_EQUAL(gd_budget_charge(&claim, 1, UINT64_MAX, &refused),
			-EDQUOT);
	CU_ASSERT_EQUAL(gd_budget_charge(&claim, 1, 1, &refused), 0);
	CU_ASSERT_EQUAL(budget.used, UINT64_MAX);
}

static void test_limit_lowered_below_use(void)
{
	struct gd_budget budget = { 100 };
	struct gd_claim claim = { &budget, 50 };
	u32 refused;

	CU_ASSERT_EQUAL(gd_budget_charge(&claim, 1, 0, &refused), -EDQUOT);
	CU_ASSERT_EQUAL(gd_budget_charge(&claim, 1, 1, &refused), -EDQUOT);
	CU_ASSERT_TRUE(gd_budget_uncharge(&budget, 60));
	CU_ASSERT_EQUAL(gd_budget_charge(&claim, 1, 10, &refused), 0);
}

static void test_more_cannot_come_back_than_went(void)
{
	struct gd_budget budget = { 3 };

	CU_ASSERT_FALSE(gd_budget_uncharge(&budget, 4));
	CU_ASSERT_EQUAL(budget.used, 3);
	CU_ASSERT_TRUE(gd_budget_uncharge(&budget, 3));
	CU_ASSERT_EQUAL(budget.used, 0);
}

TEST_MAIN("accounting",
	  TEST(test_all_or_none),
	  TEST(test_limits_near_the_end_of_numbers),
	  TEST(test_limit_lowered_below_use),
	  TEST(test_more_cannot_come_back_than_went))
