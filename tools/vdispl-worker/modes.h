/* SPDX-License-Identifier: GPL-2.0-only */
/* The display modes of a host connector, as they were when they were read. */
#ifndef VDISPL_WORKER_MODES_H
#define VDISPL_WORKER_MODES_H

#include <stdint.h>

#include "tools/vdispl-worker/kms.h"
#include "tools/vdispl-worker/placement.h"

#define MODES_MAX 128

struct modes {
	int fd;				/* the lease, not owned */
	unsigned int n;
	struct placement_size sizes[MODES_MAX];
	uint64_t periods_ns[MODES_MAX];
	struct kms_mode list[MODES_MAX];
};

/*
 * -ENODEV: the connector is not there. It may have no mode that is fit for use, or
 * none at all, as nothing is plugged in: .n is 0 then.
 */
int modes_init(struct modes *modes, int fd, uint32_t connector_id);
void modes_finish(struct modes *modes);

/* The first mode of exactly @size, in the driver's order of preference; or -1. */
int modes_find(const struct modes *modes, struct placement_size size);

const struct kms_mode *modes_get(const struct modes *modes, unsigned int mode);
uint64_t modes_period_ns(const struct modes *modes, unsigned int mode);

#endif
