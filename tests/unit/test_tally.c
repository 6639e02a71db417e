// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include "gntdev-dmabuf/tally.h"

#define ALL (~(u64)0)

static void test_once(void)
{
	struct gd_tally tally = { 0 };

	CU_ASSERT_EQUAL(gd_tally_add(&tally, 0xf0), 0);
	CU_ASSERT_EQUAL(gd_tally_add(&tally, 0x0f), 0);
	CU_ASSERT_EQUAL(tally.once, 0xff);
	CU_ASSERT_EQUAL(gd_tally_remove(&tally, 0x3c), 0);
	CU_ASSERT_EQUAL(gd_tally_remove(&tally, 0xc3), 0);
	CU_ASSERT_EQUAL(tally.once, 0);
}

static void test_twice_is_charged_once(void)
{
	struct gd_tally tally = { 0 };

	CU_ASSERT_EQUAL(gd_tally_add(&tally, 0x3), 0);
	CU_ASSERT_EQUAL(gd_tally_add(&tally, 0x6), 0x2);
	CU_ASSERT_EQUAL(gd_tally_add(&tally, 0x2), 0x2);
	CU_ASSERT_EQUAL(gd_tally_remove(&tally, 0x3), 0x2);
	CU_ASSERT_EQUAL(gd_tally_remove(&tally, 0x2), 0x2);
	CU_ASSERT_EQUAL(gd_tally_remove(&tally, 0x6), 0);
	CU_ASSERT_EQUAL(tally.once | tally.again, 0);
}

static void test_each_page_for_itself(void)
{
	struct gd_tally tally = { 0 };
	u32 page, times;

	for (page = 0; page < GD_TALLY_PAGES; page++)
		for (times = 0; times <= page; times++)
			CU_ASSERT_EQUAL(gd_tally_add(&tally, (u64)1 << page),
					times ? (u64)1 << page : 0);
	/* Each round takes one away from every page that is left. */
	for (page = 0; page < GD_TALLY_PAGES; page++)
		CU_ASSERT_EQUAL(gd_tally_remove(&tally, ALL << page),
				ALL << page ^ (u64)1 << page);
	CU_ASSERT_EQUAL(tally.once | tally.again, 0);
}

TEST_MAIN("tally",
	  TEST(test_once),
	  TEST(test_twice_is_charged_once),
	  TEST(test_each_page_for_itself))
