// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_WORKERS 4096

struct worker {
	struct fake_worker record;
	bool deaf;
	struct worker_events events;
	void *owner;
	worker_answer_fn answer;
	void *who;
	worker_answer_fn next;		/* of whoever awaits a plane; one at a time */
	void *next_who;
	worker_answer_fn trace;		/* of record.tracer, which waits */
};

static struct worker *workers[MAX_WORKERS];
static unsigned int n_workers;
static int next_error;
static unsigned int n_dropped;

static void worker_free(struct worker *worker)
{
	if (worker->record.handle.pid && worker->record.handle.fd >= 0)
		close(worker->record.handle.fd);
	free(worker);
}

void fake_workers_reset(void)
{
	while (n_workers > 0)
		worker_free(workers[--n_workers]);
	next_error = 0;
	n_dropped = 0;
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

void fake_worker_change(unsigned int index, const struct worker_answer *answer)
{
	worker_answer_fn function = workers[index]->next;

	workers[index]->next = NULL;
	workers[index]->record.awaited = false;
	if (function)
		function(workers[index]->next_who, answer);
}

void fake_worker_trace(unsigned int index, const struct worker_answer *answer)
{
	worker_answer_fn function = workers[index]->trace;

	workers[index]->trace = NULL;
	if (function)
		function(workers[index]->record.tracer, answer);
}

void fake_worker_end(unsigned int index, const char *how)
{
	const struct worker_answer gone = { .error = -ENODEV, .fd = -1 };

	if (workers[index]->record.ended)
		abort();
	workers[index]->record.ended = true;
	question_end(workers[index], &gone);
	fake_worker_change(index, &gone);
	fake_worker_trace(index, &gone);
	workers[index]->events.ended(workers[index]->owner, how);
}

void fake_worker_deafen(unsigned int index)
{
	workers[index]->deaf = true;
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

unsigned int fake_workers_dropped(void)
{
	return n_dropped;
}

static struct worker *worker_new(const struct worker_events *events, void *owner)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (n_workers == MAX_WORKERS)
		abort();
	worker->events = *events;
	worker->owner = owner;
	workers[n_workers++] = worker;
	return worker;
}

struct worker_handle worker_handle(const struct worker *worker)
{
	struct worker_handle *handle = (struct worker_handle *)&worker->record.handle;

	if (!handle->pid)
		*handle = (struct worker_handle){
			.pid = 1000, .fd = open("/dev/null", O_RDONLY | O_CLOEXEC),
		};
	return *handle;
}

int worker_resume(uv_loop_t *loop, const struct worker_handle *handle,
		  unsigned int n_connectors, const struct worker_events *events,
		  void *owner, struct worker **resumed)
{
	if (fcntl(handle->fd, F_GETFD) != FD_CLOEXEC)
		abort();
	if (next_error) {
		worker_kill_handle(handle);
		return next_error;
	}
	*resumed = worker_new(events, owner);
	(*resumed)->record.resumed = true;
	(*resumed)->record.handle = *handle;
	return 0;
}

void worker_kill_handle(const struct worker_handle *handle)
{
	if (handle->fd >= 0)
		close(handle->fd);
	n_dropped++;
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
	worker = worker_new(events, owner);
	worker->record.setup = *setup;
	*started = worker;
	return 0;
}

void worker_kill(struct worker *worker)
{
	if (worker->record.ended)
		abort();
	worker->record.killed = true;
}

void worker_refresh(struct worker *worker)
{
	worker->record.n_refreshes++;
}

int worker_set_output(struct worker *worker, const struct worker_set_output *output,
		      int lease_fd)
{
	if ((output->connector.card >= 0) != (lease_fd >= 0))
		abort();
	if (lease_fd >= 0 && fcntl(lease_fd, F_GETFD) != FD_CLOEXEC)
		abort();
	if (worker->record.killed || worker->deaf)
		return worker->deaf ? -EAGAIN : -ENODEV;
	worker->record.output = *output;
	worker->record.n_outputs++;
	return 0;
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

int worker_await_plane(struct worker *worker, uint32_t connector, uint64_t frame,
		       worker_answer_fn answer, void *who)
{
	if (worker->record.killed)
		return -ENODEV;
	if (worker->next)
		return -EBUSY;
	worker->record.awaited = true;
	worker->record.awaited_frame = frame;
	worker->next = answer;
	worker->next_who = who;
	return 0;
}

int worker_await_trace(struct worker *worker, worker_answer_fn answer, void *who)
{
	if (worker->record.killed)
		return -ENODEV;
	if (worker->record.tracer && worker->record.tracer != who)
		return -EBUSY;
	worker->record.tracer = who;
	worker->trace = answer;
	return 0;
}

void worker_end_trace(struct worker *worker, const void *who)
{
	if (worker->record.tracer != who)
		return;
	worker->record.tracer = NULL;
	worker->trace = NULL;
}

void worker_forget(struct worker *worker, const void *who)
{
	if (worker->next_who == who)
		worker->next = NULL;
	if (worker->record.tracer == who)
		worker->trace = NULL;
	if (worker->who == who)
		worker->answer = NULL;
}
