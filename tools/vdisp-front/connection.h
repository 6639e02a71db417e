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

#include "tools/vdisp-front/front.h"
#include "tools/vdisp-front/ring.h"

#define FRONT_PATH_MAX 256

struct front_connector {
	uint32_t width, height; /* "resolution" */

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
	xenevtchn_handle *evtchn;
	char path[FRONT_PATH_MAX];	   /* ours, below the domain's home */
	char backend_path[FRONT_PATH_MAX]; /* absolute */
	uint32_t backend_domid;
	enum xenbus_state backend_state; /* as last read */
	bool connected; /* between a good connect and a disconnect */
	unsigned int n_connectors;
	struct front_connector connectors[FRONT_CONNECTORS_MAX];
};

/* store.c: values of nodes; @directory and @name are joined by a slash. */
int store_read(struct front *front, const char *directory, const char *name,
	       char *value, size_t size);
int store_read_number(struct front *front, const char *directory,
		      const char *name, uint32_t *number);
int store_write(struct front *front, xs_transaction_t transaction,
		const char *directory, const char *name, const char *value);

/* connection.c: the steps of front_connect(). */
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
