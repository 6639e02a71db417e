// SPDX-License-Identifier: GPL-2.0-only
#include "runs.h"

static bool run_is_before(const struct gd_run *a, const struct gd_run *b)
{
	return a->first + a->count == b->first;
}

struct gd_run *gd_runs_insert(struct gd_run **head, struct gd_run *run)
{
	struct gd_run *prev = NULL, *left_over = NULL, *next = *head;

	while (next && next->first < run->first) {
		prev = next;
		next = next->next;
	}
	if (next && run_is_before(run, next)) {
		run->count += next->count;
		run->next = next->next;
		next->next = left_over;
		left_over = next;
	} else {
		run->next = next;
	}
	if (prev && run_is_before(prev, run)) {
		prev->count += run->count;
		prev->next = run->next;
		run->next = left_over;
		left_over = run;
	} else if (prev) {
		prev->next = run;
	} else {
		*head = run;
	}
	return left_over;
}

struct gd_run *gd_runs_take(struct gd_run **head, unsigned long count,
			    struct gd_run *spare)
{
	struct gd_run **link, **best = NULL, *run;

	for (link = head; *link; link = &(*link)->next)
		if ((*link)->count >= count &&
		    (!best || (*link)->count < (*best)->count))
			best = link;
	if (!best)
		return NULL;

	run = *best;
	if (run->count == count) {
		*best = run->next;
		run->next = NULL;
		return run;
	}
	spare->next = NULL;
	spare->first = run->first;
	spare->count = count;
	run->first += count;
	run->count -= count;
	return spare;
}

unsigned long gd_runs_longest(const struct gd_run *head)
{
	unsigned long longest = 0;

	for (; head; head = head->next)
		if (head->count > longest)
			longest = head->count;
	return longest;
}
