/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the toolstack has configured for a device. It stands in the front end's
 * directory, which the guest owns and can rearrange, so a node counts only when
 * our own domain owns it: a guest cannot make such a node.
 */
#ifndef TOOLS_VDISPLD_DEVICE_CONFIG_H
#define TOOLS_VDISPLD_DEVICE_CONFIG_H

#include <stdint.h>
#include <xenstore.h>

#include "tools/common/worker_protocol.h"

#define DEVICE_CONFIG_REASON_BYTES 160
#define DEVICE_CONFIG_MAX_PIXELS 65535	/* each way */

struct device_config {
	unsigned int n_connectors;
	struct {
		uint32_t width;
		uint32_t height;
		char unique_id[WORKER_UNIQUE_ID_BYTES];
	} connectors[WORKER_MAX_CONNECTORS];
};

/* Who reads, and whose configuration: every path is built from these. */
struct device_address {
	uint32_t own_domid;
	uint32_t domid;
	uint32_t devid;
};

/*
 * 0: @config is filled. -EINVAL: refused, @reason says which node, what was
 * wrong and what is allowed. Any other -errno: the store failed, try again.
 */
int device_config_read(struct xs_handle *xs, const struct device_address *address,
		       struct device_config *config,
		       char reason[DEVICE_CONFIG_REASON_BYTES]);

#endif
