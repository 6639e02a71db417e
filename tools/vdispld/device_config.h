/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the toolstack has configured for a device. It stands in the front end's
 * directory, which the guest owns and can rearrange, so a node counts only when
 * our own domain owns it: a guest cannot make such a node.
 */
#ifndef TOOLS_VDISPLD_DEVICE_CONFIG_H
#define TOOLS_VDISPLD_DEVICE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <xenstore.h>

#include "tools/common/worker_protocol.h"
#include "xenstore-schema/runtime/schema.h"

#define DEVICE_CONFIG_REASON_BYTES SCHEMA_MESSAGE_BYTES

struct device_config {
	unsigned int n_connectors;
	bool be_alloc;		/* the guest may ask for memory of ours */
	struct {
		uint32_t width;
		uint32_t height;
		char unique_id[WORKER_UNIQUE_ID_BYTES];
	} connectors[WORKER_MAX_CONNECTORS];
};

/*
 * The configuration of the device that @ids name; every path is built from
 * them. 0: @config is filled. -EINVAL: refused, @reason says which
 * node, what was wrong and what is allowed. Any other -errno: the store failed,
 * try again.
 */
int device_config_read(struct xs_handle *xs, const struct schema_ids *ids,
		       struct device_config *config,
		       char reason[DEVICE_CONFIG_REASON_BYTES]);

/*
 * How many pages a guest with these screens may have on the other side of the
 * border at once: several pictures of each and something to spare, at most @limit.
 */
uint64_t device_config_max_pages(const struct device_config *config, uint64_t limit);

#endif
