// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include "tools/vdispld/backoff.h"

static void test_first_starts_are_free(void)
{
	struct backoff backoff = { 0 };
	unsigned int i;

	for (i = 0; i < BACKOFF_BURST; i++) {
		CU_ASSERT_EQUAL(backoff_delay(&backoff, 5000), 0);
		backoff_started(&backoff, 5000);
	}
	CU_ASSERT_EQUAL(backoff_delay(&backoff, 5000), BACKOFF_START_MS);
}

static void test_toggling_costs_one_start_per_period(void)
{
	struct backoff backoff = { 0 };
	unsigned int starts = 0;
	uint64_t now;

	for (now = 1000; now < 61000; now++)
		if (!backoff_delay(&backoff, now)) {
			backoff_started(&backoff, now);
			starts++;
		}
	CU_ASSERT(starts <= BACKOFF_BURST + 60000 / BACKOFF_START_MS);
	CU_ASSERT(starts >= 60000 / BACKOFF_START_MS);
}

static void test_failures_double_up_to_a_limit(void)
{
	static const uint64_t expected[] = {
		0, 250, 500, 1000, 2000, 4000, 8000, 16000, 32000, 32000, 32000,
	};
	struct backoff backoff = { 0 };
	uint64_t now = 1000;
	unsigned int i;

	for (i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		backoff_started(&backoff, now);
		backoff_failed(&backoff, now + 1);
		CU_ASSERT_EQUAL(backoff_delay(&backoff, now + 1), expected[i]);
		now += 1 + expected[i];
		CU_ASSERT_EQUAL(backoff_delay(&backoff, now), 0);
	}
	backoff.failures = 4000000000u;
	CU_ASSERT(backoff_delay(&backoff, now) <= BACKOFF_MAX_MS);
}

static void test_long_connection_clears_failures(void)
{
	struct backoff backoff = { 0 };
	unsigned int i;

	for (i = 0; i < 5; i++)
		backoff_failed(&backoff, 1000);
	backoff_started(&backoff, 100000);
	backoff_failed(&backoff, 100000 + BACKOFF_HEALTHY_MS);
	CU_ASSERT_EQUAL(backoff_delay(&backoff, 100000 + BACKOFF_HEALTHY_MS), 0);
}

TEST_MAIN("backoff",
	  TEST(test_first_starts_are_free),
	  TEST(test_toggling_costs_one_start_per_period),
	  TEST(test_failures_double_up_to_a_limit),
	  TEST(test_long_connection_clears_failures))
