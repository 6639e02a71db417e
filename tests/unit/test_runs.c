// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

#include "gntdev-dmabuf/runs.h"

static struct gd_run *run_new(unsigned long first, unsigned long count)
{
	struct gd_run *run = calloc(1, sizeof(*run));

	run->first = first;
	run->count = count;
	return run;
}

static unsigned int runs_free(struct gd_run *runs)
{
	struct gd_run *next;
	unsigned int n = 0;

	for (; runs; runs = next, n++) {
		next = runs->next;
		free(runs);
	}
	return n;
}

static unsigned int insert(struct gd_run **head, unsigned long first,
			   unsigned long count)
{
	return runs_free(gd_runs_insert(head, run_new(first, count)));
}

static void test_insert_merges(void)
{
	struct gd_run *head = NULL;

	CU_ASSERT_EQUAL(insert(&head, 10, 5), 0);
	CU_ASSERT_EQUAL(insert(&head, 20, 5), 0);
	CU_ASSERT_EQUAL(insert(&head, 5, 5), 1);	/* before */
	CU_ASSERT_EQUAL(insert(&head, 25, 1), 1);	/* behind */
	CU_ASSERT_EQUAL(insert(&head, 15, 5), 2);	/* between */
	CU_ASSERT_EQUAL(head->first, 5);
	CU_ASSERT_EQUAL(head->count, 21);
	CU_ASSERT_PTR_NULL(head->next);
	CU_ASSERT_EQUAL(gd_runs_longest(head), 21);
	runs_free(head);
}

static void test_take_prefers_the_smallest_that_fits(void)
{
	struct gd_run *head = NULL, spare, *run;

	insert(&head, 0, 100);
	insert(&head, 200, 10);
	insert(&head, 300, 12);
	run = gd_runs_take(&head, 11, &spare);
	CU_ASSERT_PTR_EQUAL(run, &spare);
	CU_ASSERT_EQUAL(run->first, 300);
	CU_ASSERT_EQUAL(run->count, 11);
	run = gd_runs_take(&head, 10, &spare);
	CU_ASSERT_PTR_NOT_EQUAL(run, &spare);
	CU_ASSERT_EQUAL(run->first, 200);
	free(run);
	CU_ASSERT_PTR_NULL(gd_runs_take(&head, 101, &spare));
	CU_ASSERT_EQUAL(gd_runs_longest(head), 100);
	runs_free(head);
}

static void test_empty(void)
{
	struct gd_run *head = NULL, spare;

	CU_ASSERT_EQUAL(gd_runs_longest(head), 0);
	CU_ASSERT_PTR_NULL(gd_runs_take(&head, 1, &spare));
}

/* Against a plain map of who has which frame. */
static void test_random_use_loses_nothing(void)
{
	enum { FRAMES = 512, HELD = 64 };
	struct gd_run *head = NULL, *held[HELD] = { NULL }, *spare, *run;
	unsigned char owner[FRAMES] = { 0 };
	unsigned long total, i;
	unsigned int step, slot;

	srand(1);
	insert(&head, 0, FRAMES);
	for (step = 0; step < 20000; step++) {
		slot = rand() % HELD;
		if (held[slot]) {
			memset(owner + held[slot]->first, 0, held[slot]->count);
			runs_free(gd_runs_insert(&head, held[slot]));
			held[slot] = NULL;
			continue;
		}
		spare = run_new(0, 0);
		run = gd_runs_take(&head, 1 + rand() % 24, spare);
		if (run != spare)
			free(spare);
		held[slot] = run;
		for (i = 0; run && i < run->count; i++)
			CU_ASSERT_EQUAL_FATAL(owner[run->first + i]++, 0);
	}
	for (total = 0, run = head; run; run = run->next) {
		total += run->count;
		CU_ASSERT_TRUE(!run->next ||
			       run->next->first > run->first + run->count);
	}
	for (slot = 0; slot < HELD; slot++)
		if (held[slot]) {
			total += held[slot]->count;
			free(held[slot]);
		}
	CU_ASSERT_EQUAL(total, FRAMES);
	runs_free(head);
}

TEST_MAIN("runs",
	  TEST(test_insert_merges),
	  TEST(test_take_prefers_the_smallest_that_fits),
	  TEST(test_empty),
	  TEST(test_random_use_loses_nothing))
