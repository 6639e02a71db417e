/* SPDX-License-Identifier: GPL-2.0-only */
/* A device's outputs, and what vdispld.conf has for its guest. */
#ifndef TOOLS_VDISPLD_DEVICE_OUTPUTS_H
#define TOOLS_VDISPLD_DEVICE_OUTPUTS_H

#include "tools/vdispld/device.h"

/*
 * Reads whom vdispld.conf means. A guest cannot write its name; `xl rename` can
 * change it.
 */
void device_identify(struct device *device);

uint32_t device_limit(const struct device *device, enum config_setting setting);

/* A new connection, without outputs. */
void device_outputs_begin(struct device *device);

/* The same, and its outputs; with @lease for a worker that is about to start. */
void device_outputs_take(struct device *device, bool lease);

/* Where each connector is shown, or why nowhere. */
void device_outputs_log(struct device *device);

/*
 * Has each connector shown where it is to be now; a running worker is told. Once
 * for all devices takes outputs back, a second time gives them.
 */
void device_outputs_review(struct device *device);

#endif
