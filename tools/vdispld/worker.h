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

/* Kills it; events->ended follows. */
void worker_kill(struct worker *worker);

/* As worker_channel_ask_*; -ENODEV once it has been killed. */
int worker_ask_status(struct worker *worker, worker_answer_fn answer, void *who);
int worker_ask_plane(struct worker *worker, uint32_t connector,
		     worker_answer_fn answer, void *who);
void worker_forget(struct worker *worker, const void *who);

#endif
