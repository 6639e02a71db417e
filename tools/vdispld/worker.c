// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A worker that floods its socket must not keep the loop busy. */
#define MESSAGES_PER_WAKE_UP 8

struct worker {
	uv_process_t process;
	uv_poll_t poll;
	struct worker_channel channel;
	unsigned int n_handles;		/* open on the loop; freed with the last */
	bool killed;
	char how[WORKER_END_BYTES];
	struct worker_events events;
	void *owner;
};

static void handle_closed(uv_handle_t *handle)
{
	struct worker *worker = handle->data;

	if (--worker->n_handles == 0)
		free(worker);
}

/* Ends the conversation: nothing that it still says counts. */
static void conversation_end(struct worker *worker)
{
	if (worker->channel.fd < 0)
		return;
	uv_poll_stop(&worker->poll);
	worker_channel_finish(&worker->channel);
}

void worker_kill(struct worker *worker)
{
	if (worker->killed)
		return;
	worker->killed = true;
	conversation_end(worker);
	uv_process_kill(&worker->process, SIGKILL);
}

static void process_exited(uv_process_t *process, int64_t status, int term_signal)
{
	struct worker *worker = process->data;

	conversation_end(worker);
	if (!worker->how[0] && term_signal)
		snprintf(worker->how, sizeof(worker->how), "killed by signal %d%s",
			 term_signal, term_signal == SIGSYS ?
			 " for a system call that its filter forbids" : "");
	else if (!worker->how[0])
		snprintf(worker->how, sizeof(worker->how), "exit status %d",
			 (int)status);
	worker->events.ended(worker->owner, worker->how);
	uv_close((uv_handle_t *)&worker->poll, handle_closed);
	uv_close((uv_handle_t *)&worker->process, handle_closed);
}

static void socket_readable(uv_poll_t *poll, int status, int events)
{
	struct worker *worker = poll->data;
	unsigned int i;
	const char *what = NULL;
	int ret = 0;

	for (i = 0; i < MESSAGES_PER_WAKE_UP && !worker->killed; i++) {
		ret = worker_channel_receive(&worker->channel, &what);
		if (ret < 0)
			break;
		if (ret == 1)
			worker->events.ready(worker->owner);
	}
	if (ret >= 0 || ret == -EAGAIN)
		return;
	if (ret == -EPROTO)
		snprintf(worker->how, sizeof(worker->how), "killed: it sent %s", what);
	/* It has closed its end: it is about to exit, and has to. */
	worker_kill(worker);
}

static int process_spawn(struct worker *worker, uv_loop_t *loop, const char *path,
			 int socket)
{
	char *args[] = { (char *)path, NULL };
	char *environment[] = { NULL };
	uv_stdio_container_t stdio[] = {
		{ .flags = UV_IGNORE },
		{ .flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO },
		{ .flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO },
		[WORKER_SOCKET_FD] = { .flags = UV_INHERIT_FD, .data.fd = socket },
	};
	const uv_process_options_t options = {
		.exit_cb = process_exited,
		.file = path,
		.args = args,
		.env = environment,
		.stdio = stdio,
		.stdio_count = sizeof(stdio) / sizeof(stdio[0]),
	};

	return uv_spawn(loop, &worker->process, &options);
}

int worker_start(uv_loop_t *loop, const char *path,
		 const struct worker_setup *setup, const int *lease_fds,
		 const struct worker_events *events, void *owner,
		 struct worker **started)
{
	struct worker *worker;
	int sockets[2], ret;

	worker = calloc(1, sizeof(*worker));
	if (!worker)
		return -ENOMEM;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets)) {
		ret = -errno;
		goto free_worker;
	}
	worker->events = *events;
	worker->owner = owner;
	worker_channel_init(&worker->channel, sockets[0], setup->n_connectors);
	/* Whatever a library forgot to mark: a worker gets four descriptors. */
	ret = -EOPNOTSUPP;
	if (close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC))
		goto close_sockets;
	/* Makes our end non-blocking; the worker's end stays as it was. */
	ret = uv_poll_init(loop, &worker->poll, sockets[0]);
	if (ret)
		goto close_sockets;
	worker->poll.data = worker;
	worker->process.data = worker;
	ret = process_spawn(worker, loop, path, sockets[1]);
	close(sockets[1]);
	worker->n_handles = 2;
	/* libuv makes the process handle part of the loop even when it fails. */
	if (ret)
		goto close_handles;
	ret = worker_channel_send_setup(&worker->channel, setup, lease_fds);
	/* One that is gone already tells more by how it ended. */
	if (ret == -EPIPE || ret == -ECONNRESET)
		ret = 0;
	if (!ret)
		ret = uv_poll_start(&worker->poll, UV_READABLE, socket_readable);
	if (ret)
		snprintf(worker->how, sizeof(worker->how), "set-up: %s", strerror(-ret));
	if (ret)
		worker_kill(worker);
	*started = worker;
	return 0;

close_handles:
	worker_channel_finish(&worker->channel);
	uv_close((uv_handle_t *)&worker->poll, handle_closed);
	uv_close((uv_handle_t *)&worker->process, handle_closed);
	return ret;

close_sockets:
	close(sockets[0]);
	close(sockets[1]);
free_worker:
	free(worker);
	return ret;
}

int worker_ask_status(struct worker *worker, worker_answer_fn answer, void *who)
{
	return worker_channel_ask_status(&worker->channel, answer, who);
}

int worker_ask_plane(struct worker *worker, uint32_t connector,
		     worker_answer_fn answer, void *who)
{
	return worker_channel_ask_plane(&worker->channel, connector, answer, who);
}

void worker_forget(struct worker *worker, const void *who)
{
	worker_channel_forget(&worker->channel, who);
}
