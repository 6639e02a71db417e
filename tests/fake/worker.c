// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORKERS 4096

struct worker {
	struct fake_worker record;
	struct worker_events events;
	void *owner;
	worker_answer_fn answer;
	void *who;
};

static struct worker *workers[MAX_WORKERS];
static unsigned int n_workers;
static int next_error;

void fake_workers_reset(void)
{
	while (n_workers > 0)
		free(workers[--n_workers]);
	next_error = 0;
}

unsigned int fake_workers(void)
{
	return n_workers;
}

struct fake_worker *fake_worker(unsigned int index)
{
	return &workers[index]->record;
}

unsigned int fake_workers_alive(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < n_workers; i++)
		n += !workers[i]->record.ended;
	return n;
}

void fake_worker_ready(unsigned int index)
{
	workers[index]->events.ready(workers[index]->owner);
}

static void question_end(struct worker *worker, const struct worker_answer *answer)
{
	worker_answer_fn function = worker->answer;

	worker->answer = NULL;
	worker->record.asked = 0;
	if (function)
		function(worker->who, answer);
}

void fake_worker_answer(unsigned int index, const struct worker_answer *answer)
{
	question_end(workers[index], answer);
}

void fake_worker_end(unsigned int index, const char *how)
{
	const struct worker_answer gone = { .error = -ENODEV, .fd = -1 };

	if (workers[index]->record.ended)
		abort();
	workers[index]->record.ended = true;
	question_end(workers[index], &gone);
	workers[index]->events.ended(workers[index]->owner, how);
}

void fake_workers_reap(void)
{
	unsigned int i;

	for (i = 0; i < n_workers; i++)
		if (workers[i]->record.killed && !workers[i]->record.ended)
			fake_worker_end(i, "killed by signal 9");
}

void fake_worker_fail(int error)
{
	next_error = error;
}

int worker_start(uv_loop_t *loop, const char *path, const struct worker_setup *setup,
		 const int *lease_fds, const struct worker_events *events,
		 void *owner, struct worker **started)
{
	struct worker *worker;
	unsigned int i;

	if (next_error)
		return next_error;
	for (i = 0; i < setup->n_cards; i++)
		if (fcntl(lease_fds[i], F_GETFD) != FD_CLOEXEC)
			abort();
	if (n_workers == MAX_WORKERS)
		abort();
	worker = calloc(1, sizeof(*worker));
	worker->record.setup = *setup;
	worker->events = *events;
	worker->owner = owner;
	workers[n_workers++] = worker;
	*started = worker;
	return 0;
}

void worker_kill(struct worker *worker)
{
	if (worker->record.ended)
		abort();
	worker->record.killed = true;
}

static int question_ask(struct worker *worker, uint32_t type,
			worker_answer_fn answer, void *who)
{
	if (worker->record.killed)
		return -ENODEV;
	if (worker->answer)
		return -EBUSY;
	worker->record.asked = type;
	worker->answer = answer;
	worker->who = who;
	return 0;
}

int worker_ask_status(struct worker *worker, worker_answer_fn answer, void *who)
{
	return question_ask(worker, WORKER_GET_STATUS, answer, who);
}

int worker_ask_plane(struct worker *worker, uint32_t connector,
		     worker_answer_fn answer, void *who)
{
	return question_ask(worker, WORKER_GET_PLANE, answer, who);
}

void worker_forget(struct worker *worker, const void *who)
{
	if (worker->who == who)
		worker->answer = NULL;
}
