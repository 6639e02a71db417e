/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that one worker is given: the set-up message, built from the
 * configuration, the front end's rings and the outputs, and the leases.
 */
#ifndef TOOLS_VDISPLD_CONNECTION_H
#define TOOLS_VDISPLD_CONNECTION_H

#include "tools/vdispld/frontend.h"
#include "tools/vdispld/outputs.h"

struct connection {
	struct worker_setup setup;
	struct lease leases[WORKER_MAX_CARDS];	/* setup.n_cards of them */
	/* Why a connector is headless; "" when that is what its id asks for. */
	char reasons[WORKER_MAX_CONNECTORS][WORKER_REASON_BYTES];
};

/*
 * Claims the outputs that @config names and says in the set-up which they are.
 * Fills neither rings nor leases.
 */
void connection_claim(struct connection *connection, struct outputs *outputs,
		      const struct device_config *config, const void *owner,
		      const char *owner_name);

/* Enters the front end's rings. */
void connection_set_rings(struct connection *connection,
			  const struct frontend_rings *rings);

/*
 * Leases the claimed outputs card by card. A card that refuses makes its
 * connectors headless, with the reason.
 */
void connection_lease(struct connection *connection, struct outputs *outputs,
		      const void *owner);

/* The leases' fds, for the worker. */
void connection_lease_fds(const struct connection *connection,
			  int fds[WORKER_MAX_CARDS]);

/* Closes our copies of those fds. */
void connection_sent(struct connection *connection);

/* Takes the leases back. */
void connection_end(struct connection *connection);

#endif
