/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inside of the library, for its own rooms and for the hostile front end,
 * which does step by step, and wrongly, what front_connect() does at once.
 */
#ifndef TOOLS_VDISP_FRONT_CONNECTION_H
#define TOOLS_VDISP_FRONT_CONNECTION_H

#include <stdbool.h>
#include <xenevtchn.h>
#include <xengnttab.h>
#include <xenstore.h>

#include "tools/common/node.h"
#include "tools/vdisp-front/front.h"
#include "tools/vdisp-front/ring.h"

struct front_connector {
	uint32_t width, height;

	void *pages; /* request ring and event page; NULL: no transport */
	struct xen_displif_front_ring ring;
	struct events events;
	uint16_t next_request_id;
	int req_port, evt_port; /* bound here; -1: not */

	/* What is published: the above, unless somebody wants to lie. */
	struct front_published {
		uint32_t req_ring_ref, req_port, evt_ring_ref, evt_port;
	} published;
};

struct front {
	struct xs_handle *store;
	xengntshr_handle *gntshr;
	xengnttab_handle *gnttab; /* NULL until something is to be mapped */
	xenevtchn_handle *evtchn;
	struct schema_ids ids; /* of the paths of both ends */
	enum xenbus_state backend_state; /* as last read */
	bool connected; /* between a good connect and a disconnect */
	unsigned int request_ms; /* for an answer */
	unsigned int n_connectors;
	struct front_connector connectors[FRONT_CONNECTORS_MAX];
};

/* connection.c: the ids of a connector's nodes, and the steps of front_connect(). */
struct schema_ids connection_ids(const struct front *front, unsigned int index);
int connection_set_state(struct front *front, enum xenbus_state state);
int connection_wait_state(struct front *front, enum xenbus_state state,
			  unsigned int timeout_ms);
/* All connectors' numbers and our own state, in one transaction. */
int connection_publish(struct front *front, enum xenbus_state state);

/*
 * Waits until @deadline (CLOCK_MONOTONIC, ms) for anything to come, and takes
 * notice of it. -ETIMEDOUT: nothing did.
 */
int connection_wait(struct front *front, uint64_t deadline);

/* transport.c: shares the pages and binds the ports of every connector. */
int transport_init(struct front *front);
void transport_finish(struct front *front);

#endif
