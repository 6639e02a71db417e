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
	bool resumed;		/* of the broker before */
	struct worker_handle handle;	/* made when asked for */
	unsigned int n_refreshes;
	unsigned int n_outputs;	/* set while it ran; the last one: */
	struct worker_set_output output;
	uint32_t asked;		/* WORKER_GET_*: a question is open; 0: none */
	bool awaited;		/* another frame than the next is waited for */
	uint64_t awaited_frame;
	void *tracer;		/* NULL: nobody traces */
};

void fake_workers_reset(void);
unsigned int fake_workers(void);
struct fake_worker *fake_worker(unsigned int index);
unsigned int fake_workers_alive(void);

/* What the processes would do. */
void fake_worker_ready(unsigned int index);
void fake_worker_end(unsigned int index, const char *how);
void fake_worker_answer(unsigned int index, const struct worker_answer *answer);
void fake_worker_change(unsigned int index, const struct worker_answer *answer);
void fake_worker_trace(unsigned int index, const struct worker_answer *answer);

/* From now on its socket is full. */
void fake_worker_deafen(unsigned int index);

/* Reaps those that have been killed. */
void fake_workers_reap(void);

/* How many have been killed by their handles. */
unsigned int fake_workers_dropped(void);

/* The next start fails with this -errno; 0: works. */
void fake_worker_fail(int error);

#endif
