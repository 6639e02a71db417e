/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of page frame numbers, kept as runs of consecutive ones. No locks. */
#ifndef GD_RUNS_H
#define GD_RUNS_H

#include "pure.h"

struct gd_run {
	struct gd_run *next;	/* the next higher one, never adjacent */
	unsigned long first;
	unsigned long count;	/* never 0 */
};

/*
 * Puts @run, whose frames are not in the set, into the set at *@head. Returns
 * the structures that merging has left over (linked by next), or NULL.
 */
struct gd_run *gd_runs_insert(struct gd_run **head, struct gd_run *run);

/*
 * Takes @count consecutive frames from the smallest run that has them. Returns
 * them as @spare, or as a run that had exactly that many, in which case @spare
 * was not used; NULL: there is no such run.
 */
struct gd_run *gd_runs_take(struct gd_run **head, unsigned long count,
			    struct gd_run *spare);

/* The length of the longest run; 0 if the set is empty. */
unsigned long gd_runs_longest(const struct gd_run *head);

#endif
