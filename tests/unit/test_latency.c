// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <stdint.h>

#include "tools/vdispl-worker/latency.h"

static void test_nothing_yet(void)
{
	const struct latency latency = { .n = 0 };

	CU_ASSERT_EQUAL(latency_last(&latency), 0);
	CU_ASSERT_EQUAL(latency_median(&latency), 0);
	CU_ASSERT_EQUAL(latency_max(&latency), 0);
}

static void test_last_median_and_max(void)
{
	static const uint64_t times[] = { 9, 30, 1, 10, 8 };
	struct latency latency = { .n = 0 };
	unsigned int i;

	for (i = 0; i < 5; i++)
		latency_add(&latency, times[i]);
	CU_ASSERT_EQUAL(latency_last(&latency), 8);
	CU_ASSERT_EQUAL(latency_median(&latency), 9);
	CU_ASSERT_EQUAL(latency_max(&latency), 30);
}

static void test_only_recent_ones_count(void)
{
	struct latency latency = { .n = 0 };
	unsigned int i;

	latency_add(&latency, 5000);
	for (i = 0; i < LATENCY_RECENT - 1; i++)
		latency_add(&latency, 16);
	CU_ASSERT_EQUAL(latency_max(&latency), 5000);
	latency_add(&latency, 17);
	CU_ASSERT_EQUAL(latency_max(&latency), 17);
	CU_ASSERT_EQUAL(latency_last(&latency), 17);
	CU_ASSERT_EQUAL(latency_median(&latency), 16);
}

static void test_clock_that_goes_back(void)
{
	struct latency latency = { .n = 0 };

	latency_add(&latency, UINT64_C(3) - 5);
	CU_ASSERT_EQUAL(latency_last(&latency), UINT32_MAX);
}

TEST_MAIN("latency",
	  TEST(test_nothing_yet),
	  TEST(test_last_median_and_max),
	  TEST(test_only_recent_ones_count),
	  TEST(test_clock_that_goes_back))
