/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Workers without processes, in place of tools/vdispld/worker.c: the test plays
 * their part. One record for each start, in order.
 */
#ifndef TESTS_FAKE_WORKER_H
#define TESTS_FAKE_WORKER_H

#include <stdbool.h>

#include "tools/vdispld/worker.h"

struct fake_worker {
	struct worker_setup setup;
	bool killed;		/* and waits to be reaped */
	bool ended;
	uint32_t asked;		/* WORKER_GET_*: a question is open; 0: none */
};

void fake_workers_reset(void);
unsigned int fake_workers(void);
struct fake_worker *fake_worker(unsigned int index);
unsigned int fake_workers_alive(void);

/* What the processes would do. */
void fake_worker_ready(unsigned int index);
void fake_worker_end(unsigned int index, const char *how);
void fake_worker_answer(unsigned int index, const struct worker_answer *answer);

/* Reaps those that have been killed. */
void fake_workers_reap(void);

/* The next start fails with this -errno; 0: works. */
void fake_worker_fail(int error);

#endif
