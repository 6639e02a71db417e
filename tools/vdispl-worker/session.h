/* SPDX-License-Identifier: GPL-2.0-only */
/* The worker's side of the talk with the broker; worker_protocol.h defines it. */
#ifndef VDISPL_WORKER_SESSION_H
#define VDISPL_WORKER_SESSION_H

#include <stdbool.h>

#include <uv.h>

#include "tools/common/worker_protocol.h"
#include "tools/vdispl-worker/trace.h"

struct session {
	int fd;				/* not owned */
	uv_poll_t readable;

	/* Fills the answer to a question. */
	void (*status)(void *context, struct worker_status *status);
	/* Sets .error, or the rest, and *fd, which stays the worker's. */
	void (*plane)(void *context, uint32_t connector, struct worker_plane *plane,
		      int *fd);
	/* The number of what the connector shows. */
	uint64_t (*frame)(void *context, uint32_t connector);
	/* A display of the host was plugged in or out. */
	void (*refresh)(void *context);
	/* Takes over @lease; -1: there is none. -errno ends the talk. */
	int (*set_output)(void *context, const struct worker_set_output *output,
			  int lease);
	void *context;

	struct trace *trace;		/* not owned */

	bool awaited[WORKER_MAX_CONNECTORS];	/* WORKER_NEXT_PLANE is due */
	bool trace_awaited;			/* WORKER_TRACE is */
};

/*
 * Waits for WORKER_SETUP. The first setup->n_cards of @leases are the caller's
 * then. -errno with a line in the log: no setup came, or a wrong one.
 */
int session_receive_setup(int fd, struct worker_setup *setup,
			  int leases[WORKER_MAX_CARDS]);

/* WORKER_READY. */
int session_send_ready(struct session *session);

/* Answers from @loop; stops it when the broker closes or talks nonsense. */
int session_start(struct session *session, uv_loop_t *loop);

/* There is something in the trace: tells the broker, if it waits. */
void session_trace_added(struct session *session);

/* The connector's frame is another one: tells the broker, if it waits. */
void session_plane_changed(struct session *session, uint32_t connector);

/* Whether the broker waits for a change of any plane. */
bool session_is_awaited(const struct session *session);

#endif
