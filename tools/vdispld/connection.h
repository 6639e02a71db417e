/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that one worker is given: the set-up message, built from the
 * configuration, the front end's rings and the outputs, and the leases. Each
 * output is a lease of its own, so that one can be given or taken while the
 * others stay as they are. A place is a connector's own output or its mirror, see
 * worker_protocol.h.
 */
#ifndef TOOLS_VDISPLD_CONNECTION_H
#define TOOLS_VDISPLD_CONNECTION_H

#include "tools/vdispld/device_config.h"
#include "tools/vdispld/frontend.h"
#include "tools/vdispld/outputs.h"

struct connection {
	struct worker_setup setup;
	struct lease leases[WORKER_MAX_PLACES];	/* .lessee_id 0: none */
	/*
	 * Why a connector is headless; "" when that is what its id asks for. Or why its
	 * mirror shows nothing; "" when it is to have none.
	 */
	char reasons[WORKER_MAX_PLACES][WORKER_REASON_BYTES];
};

/* Enters what the toolstack has configured; nothing has an output yet. */
void connection_begin(struct connection *connection, const struct device_config *config);

/*
 * Claims the output that @place is to have now and, if @lease, leases it; takes the
 * lease of another one back. A lease that is refused makes the connector headless.
 * Whether it is shown elsewhere now than before: by its new lease, whose fd is
 * connection_lease_fd(), or, with -1, nowhere. A mirror depends on the connector's own
 * output: that one first.
 */
bool connection_set_output(struct connection *connection, struct outputs *outputs,
			   const struct output_owner *owner, unsigned int place,
			   bool lease);
int connection_lease_fd(const struct connection *connection, unsigned int place);

/* Has the connector a mirror, or should it have one? */
bool connection_is_mirrored(const struct connection *connection, unsigned int index);

/* Enters the front end's rings. */
void connection_set_rings(struct connection *connection,
			  const struct frontend_rings *rings);

/* The leases' fds, for the worker, and their numbers in the set-up. */
void connection_lease_fds(struct connection *connection, int fds[WORKER_MAX_CARDS]);

/* Closes our copies of those fds. */
void connection_sent(struct connection *connection);

/* Takes the leases back. */
void connection_end(struct connection *connection);

#endif
