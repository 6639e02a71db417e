/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a connection reaches us: every connector's ring, mapped and bound, and the
 * wake-ups. One event channel handle, restricted to the guest's domain, serves
 * all; a channel is unmasked only when its ring has been served, and a guest
 * that never stops asking is served one ring's worth at a time, in turn with
 * everybody else.
 */
#ifndef VDISPL_WORKER_TRANSPORT_H
#define VDISPL_WORKER_TRANSPORT_H

#include <stdbool.h>

#include <uv.h>

#include "tools/common/worker_protocol.h"
#include "tools/vdispl-worker/ring.h"

struct transport {
	struct ring rings[WORKER_MAX_CONNECTORS];
	bool backlog[WORKER_MAX_CONNECTORS];	/* stopped with requests left */
	unsigned int n_rings;
	xenevtchn_handle *evtchn;
	uv_poll_t wakeup;
	uv_idle_t resume;	/* runs while any ring has a backlog */

	/*
	 * Serves connector @index for one turn. 0: the ring is empty.
	 * 1: there may be more. -errno: the connection has ended.
	 */
	int (*serve)(void *context, unsigned int index);
	void *context;
};

/*
 * Maps and binds everything that @setup names. The grant device is closed again
 * before this returns; the event channels can reach no other domain afterwards.
 * Returns 0, or -errno with a line in the log and nothing held.
 */
int transport_open(struct transport *t, const struct worker_setup *setup);

/* Starts to serve: .serve is called from @loop. */
int transport_start(struct transport *t, uv_loop_t *loop);

void transport_close(struct transport *t);

#endif
