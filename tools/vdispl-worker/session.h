/* SPDX-License-Identifier: GPL-2.0-only */
/* The worker's side of the talk with the broker; worker_protocol.h defines it. */
#ifndef VDISPL_WORKER_SESSION_H
#define VDISPL_WORKER_SESSION_H

#include <uv.h>

#include "tools/common/worker_protocol.h"

struct session {
	int fd;				/* not owned */
	uv_poll_t readable;

	/* Fills the answer to a question. */
	void (*status)(void *context, struct worker_status *status);
	/* Sets .error, or the rest, and *fd, which stays the worker's. */
	void (*plane)(void *context, uint32_t connector, struct worker_plane *plane,
		      int *fd);
	void *context;
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

#endif
