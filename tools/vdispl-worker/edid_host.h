/* SPDX-License-Identifier: GPL-2.0-only */
/* The description that the monitor at one of this host's connectors gave. */
#ifndef VDISPL_WORKER_EDID_HOST_H
#define VDISPL_WORKER_EDID_HOST_H

#include "tools/vdispl-worker/edid.h"

/*
 * Reads it as it is, unchecked. @fd: the lease. -ENODATA: the connector has none;
 * -EMSGSIZE: it is longer than struct edid holds.
 */
int edid_host_read(struct edid *edid, int fd, uint32_t connector_id);

#endif
