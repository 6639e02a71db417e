/* SPDX-License-Identifier: GPL-2.0-only */
/* The worker that serves a device: started, gone on with, heard of. */
#ifndef TOOLS_VDISPLD_DEVICE_WORKER_H
#define TOOLS_VDISPLD_DEVICE_WORKER_H

#include "tools/vdispld/device.h"

#define DEVICE_RETRY_MS 100		/* after the store failed us */

/* 0: done, or nothing to be done until something changes; -errno: the store failed. */
int device_worker_start(struct device *device);

/*
 * After device_recall() and with the connection's outputs entered: goes on with the
 * worker of the broker before. -errno: it is dead.
 */
int device_worker_resume(struct device *device, const struct worker_handle *handle);

/* Looks again then. */
void device_retry_later(struct device *device, uint64_t delay_ms);

#endif
