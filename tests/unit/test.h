/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CUnit behind one macro, so that a test file is only cases:
 *
 *	static void test_wraps(void) { CU_ASSERT_EQUAL(ring_next(63), 0); }
 *
 *	TEST_MAIN("ring",
 *		  TEST(test_wraps),
 *		  TEST(test_rejects_jump))
 *
 * The binary runs every case, or those whose names are given as arguments, and
 * prints TAP: "ok 1 - ring: wraps". It fails when a case fails, and when it ran
 * none at all.
 */
#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

#include <CUnit/Basic.h>

#define TEST(function) { #function, function }

#define TEST_MAIN(suite, ...)						\
	int main(int argc, char **argv)					\
	{								\
		static CU_TestInfo cases[] = { __VA_ARGS__, CU_TEST_INFO_NULL }; \
									\
		return test_run(suite, cases, argc - 1, argv + 1);	\
	}

/* 0 when every chosen case passed and there was one, otherwise 1. */
int test_run(const char *suite, CU_TestInfo *cases, int n_names, char **names);

#endif
