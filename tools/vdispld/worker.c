// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/vdispld/watchdog.h"

/* Under any load, a worker that is well answers sooner. */
#define PATIENCE_MS 20000
/* Of processor time: hundreds of copied frames, thousands of shown ones. */
#define USED_MS 1000

/* A worker that floods its socket must not keep the loop busy. */
#define MESSAGES_PER_WAKE_UP 8

struct worker {
	pid_t pid;
	/* Its end is told by libuv where that has started it, else by its descriptor. */
	union {
		uv_handle_t handle;
		uv_process_t process;
		uv_poll_t poll;
	} life;
	int pidfd;			/* -1: libuv has started it */
	uv_poll_t poll;
	struct watchdog watchdog;
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
	watchdog_stop(&worker->watchdog);
	worker_channel_finish(&worker->channel);
}

struct worker_handle worker_handle(const struct worker *worker)
{
	return (struct worker_handle){ .pid = worker->pid, .fd = worker->channel.fd };
}

void worker_kill_handle(const struct worker_handle *handle)
{
	siginfo_t info;

	if (handle->fd >= 0)
		close(handle->fd);
	/* A child that is not reaped: so the number is still its own. */
	if (waitid(P_PID, handle->pid, &info, WEXITED | WNOHANG | WNOWAIT))
		return;
	kill(handle->pid, SIGKILL);
	while (waitpid(handle->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

void worker_kill(struct worker *worker)
{
	if (worker->killed)
		return;
	worker->killed = true;
	conversation_end(worker);
	kill(worker->pid, SIGKILL);
}

static bool worker_owes(const struct worker *worker)
{
	return !worker->channel.ready || worker->channel.n_questions > 0;
}

/* One that has not become ready owes that already. */
static void worker_ask_life(void *owner)
{
	struct worker *worker = owner;

	if (!worker_owes(worker))
		worker_ask_status(worker, NULL, NULL);
}

static void worker_give_up(void *owner)
{
	struct worker *worker = owner;

	snprintf(worker->how, sizeof(worker->how), "killed: no sign of life for %u s",
		 PATIENCE_MS / 1000);
	worker_kill(worker);
}

static void handles_close(struct worker *worker)
{
	uv_close((uv_handle_t *)&worker->poll, handle_closed);
	uv_close(&worker->life.handle, handle_closed);
	watchdog_close(&worker->watchdog, handle_closed);
}

static void worker_end(struct worker *worker, int64_t status, int term_signal)
{
	worker->killed = true;
	conversation_end(worker);
	if (!worker->how[0] && term_signal)
		snprintf(worker->how, sizeof(worker->how), "killed by signal %d%s",
			 term_signal, term_signal == SIGSYS ?
			 " for a system call that its filter forbids" : "");
	else if (!worker->how[0])
		snprintf(worker->how, sizeof(worker->how), "exit status %d",
			 (int)status);
	worker->events.ended(worker->owner, worker->how);
	if (worker->pidfd >= 0)
		close(worker->pidfd);
	handles_close(worker);
}

static void process_exited(uv_process_t *process, int64_t status, int term_signal)
{
	worker_end(process->data, status, term_signal);
}

static void pidfd_readable(uv_poll_t *poll, int status, int events)
{
	struct worker *worker = poll->data;
	int how = 0;

	if (waitpid(worker->pid, &how, WNOHANG) == 0)
		return;
	uv_poll_stop(poll);
	worker_end(worker, WEXITSTATUS(how), WIFSIGNALED(how) ? WTERMSIG(how) : 0);
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
		watchdog_restart(&worker->watchdog, worker_owes(worker));
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

	return uv_spawn(loop, &worker->life.process, &options);
}

static void worker_begin(struct worker *worker, int fd, unsigned int n_connectors,
			 const struct worker_events *events, void *owner)
{
	worker->events = *events;
	worker->owner = owner;
	worker->watchdog = (struct watchdog){
		.limits = { .patience_ms = PATIENCE_MS, .used_ms = USED_MS },
		.ask = worker_ask_life,
		.give_up = worker_give_up,
		.owner = worker,
	};
	worker_channel_init(&worker->channel, fd, n_connectors);
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
	worker_begin(worker, sockets[0], setup->n_connectors, events, owner);
	/* Whatever a library forgot to mark: a worker gets four descriptors. */
	ret = -EOPNOTSUPP;
	if (close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC))
		goto close_sockets;
	/* Makes our end non-blocking; the worker's end stays as it was. */
	ret = uv_poll_init(loop, &worker->poll, sockets[0]);
	if (ret)
		goto close_sockets;
	worker->poll.data = worker;
	worker->life.handle.data = worker;
	watchdog_init(&worker->watchdog, loop, worker);
	ret = process_spawn(worker, loop, path, sockets[1]);
	close(sockets[1]);
	worker->n_handles = 4;
	worker->pidfd = -1;
	worker->pid = worker->life.process.pid;
	/* libuv makes the process handle part of the loop even when it fails. */
	if (ret)
		goto close_handles;
	watchdog_start(&worker->watchdog, worker->pid);
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
	handles_close(worker);
	return ret;

close_sockets:
	close(sockets[0]);
	close(sockets[1]);
free_worker:
	free(worker);
	return ret;
}

int worker_resume(uv_loop_t *loop, const struct worker_handle *handle,
		  unsigned int n_connectors, const struct worker_events *events,
		  void *owner, struct worker **resumed)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	int ret = -ENOMEM;

	if (!worker)
		goto kill;
	worker->pid = handle->pid;
	worker_begin(worker, handle->fd, n_connectors, events, owner);
	worker->pidfd = pidfd_open(handle->pid, 0);
	if (worker->pidfd < 0) {
		ret = -errno;
		goto free_worker;
	}
	ret = uv_poll_init(loop, &worker->poll, handle->fd);
	if (ret)
		goto close_pidfd;
	worker->poll.data = worker;
	worker->n_handles = 1;
	ret = uv_poll_init(loop, &worker->life.poll, worker->pidfd);
	if (ret)
		goto close_poll;
	worker->life.poll.data = worker;
	watchdog_init(&worker->watchdog, loop, worker);
	worker->n_handles = 4;
	watchdog_start(&worker->watchdog, worker->pid);
	uv_poll_start(&worker->life.poll, UV_READABLE, pidfd_readable);
	uv_poll_start(&worker->poll, UV_READABLE, socket_readable);
	ret = worker_channel_resume(&worker->channel);
	if (ret)
		snprintf(worker->how, sizeof(worker->how), "another broker: %s",
			 strerror(-ret));
	if (ret)
		worker_kill(worker);
	*resumed = worker;
	return 0;

close_poll:
	close(worker->pidfd);
	uv_close((uv_handle_t *)&worker->poll, handle_closed);
	worker_kill_handle(handle);
	return ret;

close_pidfd:
	close(worker->pidfd);
free_worker:
	free(worker);
kill:
	worker_kill_handle(handle);
	return ret;
}

void worker_refresh(struct worker *worker)
{
	worker_channel_send_refresh(&worker->channel);
}

int worker_set_output(struct worker *worker, const struct worker_set_output *output,
		      int lease_fd)
{
	return worker_channel_send_output(&worker->channel, output, lease_fd);
}

int worker_ask_status(struct worker *worker, worker_answer_fn answer, void *who)
{
	int ret = worker_channel_ask_status(&worker->channel, answer, who);

	if (!ret)
		watchdog_expect(&worker->watchdog, true);
	return ret;
}

int worker_ask_plane(struct worker *worker, uint32_t connector,
		     worker_answer_fn answer, void *who)
{
	int ret = worker_channel_ask_plane(&worker->channel, connector, answer, who);

	if (!ret)
		watchdog_expect(&worker->watchdog, true);
	return ret;
}

int worker_await_plane(struct worker *worker, uint32_t connector, uint64_t frame,
		       worker_answer_fn answer, void *who)
{
	return worker_channel_await_plane(&worker->channel, connector, frame, answer,
					  who);
}

int worker_await_trace(struct worker *worker, worker_answer_fn answer, void *who)
{
	return worker_channel_await_trace(&worker->channel, answer, who);
}

void worker_end_trace(struct worker *worker, const void *who)
{
	worker_channel_end_trace(&worker->channel, who);
}

void worker_forget(struct worker *worker, const void *who)
{
	worker_channel_forget(&worker->channel, who);
}
