/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A worker process as the broker sees it: started, asked, killed, reaped.
 * Killing is by SIGKILL: a worker that a guest has taken over would ignore
 * anything kinder, and the kernel gives everything back either way.
 */
#ifndef TOOLS_VDISPLD_WORKER_H
#define TOOLS_VDISPLD_WORKER_H

#include <uv.h>

#include "tools/vdispld/worker_channel.h"

#define WORKER_END_BYTES 128

struct worker;

/* What another broker, in this very process, needs to go on with a worker. */
struct worker_handle {
	pid_t pid;
	int fd;				/* our end of its socket */
};

struct worker_events {
	void (*ready)(void *owner);
	/*
	 * The process has been reaped: it holds nothing any more. @how says how
	 * it ended. The worker must not be used from here on.
	 */
	void (*ended)(void *owner, const char *how);
};

/*
 * Starts @path and sends it @setup with setup->n_cards lease fds, which stay
 * the caller's. The events come from the loop, never from inside this call.
 */
int worker_start(uv_loop_t *loop, const char *path,
		 const struct worker_setup *setup, const int *lease_fds,
		 const struct worker_events *events, void *owner,
		 struct worker **worker);

/* The worker's handle, for the program that replaces this one; both stay as they are. */
struct worker_handle worker_handle(const struct worker *worker);

/*
 * Goes on with a worker that another broker in this process has started. Takes over
 * handle->fd. events->ready comes when it has noticed. On failure the worker is dead.
 */
int worker_resume(uv_loop_t *loop, const struct worker_handle *handle,
		  unsigned int n_connectors, const struct worker_events *events,
		  void *owner, struct worker **worker);

/* Kills a worker of another broker's, and waits for its end. */
void worker_kill_handle(const struct worker_handle *handle);

/* Kills it; events->ended follows. */
void worker_kill(struct worker *worker);

/* As worker_channel_send_refresh(). */
void worker_refresh(struct worker *worker);

/* As worker_channel_send_output(). */
int worker_set_output(struct worker *worker, const struct worker_set_output *output,
		      int lease_fd);

/* As worker_channel_ask_* and _await_*; -ENODEV once it has been killed. */
int worker_ask_status(struct worker *worker, worker_answer_fn answer, void *who);
int worker_ask_plane(struct worker *worker, uint32_t connector,
		     worker_answer_fn answer, void *who);
int worker_await_plane(struct worker *worker, uint32_t connector, uint64_t frame,
		       worker_answer_fn answer, void *who);
int worker_await_trace(struct worker *worker, worker_answer_fn answer, void *who);
void worker_end_trace(struct worker *worker, const void *who);
void worker_forget(struct worker *worker, const void *who);

#endif
