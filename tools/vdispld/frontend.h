/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the guest itself publishes: its xenbus state and, before it goes
 * Initialised, the transport parameters of each connector. All of it is the
 * guest's to forge; nothing here is more than a number in the allowed range.
 */
#ifndef TOOLS_VDISPLD_FRONTEND_H
#define TOOLS_VDISPLD_FRONTEND_H

#include "tools/vdispld/device_config.h"

struct frontend_rings {
	uint32_t version;	/* of the protocol, that the guest has chosen */
	struct {
		uint32_t req_ring_ref;
		uint32_t req_event_channel;
		uint32_t evt_ring_ref;
		uint32_t evt_event_channel;
	} connectors[WORKER_MAX_CONNECTORS];
};

/*
 * The state, XenbusStateUnknown when it is missing or no state. Negative -errno
 * only when the store failed.
 */
int frontend_read_state(struct xs_handle *xs, const struct schema_ids *ids);

/*
 * The version, and the parameters of the first @n_connectors; the rest of @rings is zeroed.
 * -EINVAL: @reason says which node and what is wrong. Other -errno: the store.
 */
int frontend_read_rings(struct xs_handle *xs, const struct schema_ids *ids,
			unsigned int n_connectors, struct frontend_rings *rings,
			char reason[DEVICE_CONFIG_REASON_BYTES]);

#endif
