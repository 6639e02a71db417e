/* SPDX-License-Identifier: GPL-2.0-only */
/* The display modes of a host connector, as they were when the connection began. */
#ifndef VDISPL_WORKER_MODES_H
#define VDISPL_WORKER_MODES_H

#include <stdint.h>

#include "tools/vdispl-worker/placement.h"

#define MODES_MAX 128

struct modes {
	int fd;				/* the lease, not owned */
	unsigned int n;
	struct placement_size sizes[MODES_MAX];
	uint64_t periods_ns[MODES_MAX];
	uint32_t blobs[MODES_MAX];	/* for MODE_ID */
};

/* -ENODEV: the connector is not there, or has no mode that is fit for use. */
int modes_init(struct modes *modes, int fd, uint32_t connector_id);
void modes_finish(struct modes *modes);

/* The first mode of exactly @size, in the driver's order of preference; or -1. */
int modes_find(const struct modes *modes, struct placement_size size);

uint32_t modes_blob(const struct modes *modes, unsigned int mode);
uint64_t modes_period_ns(const struct modes *modes, unsigned int mode);

#endif
