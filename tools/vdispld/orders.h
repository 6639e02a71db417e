/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the administrator says of outputs while vdispld runs: no guest has to connect
 * again for it, and none that has nothing to do with it notices.
 */
#ifndef TOOLS_VDISPLD_ORDERS_H
#define TOOLS_VDISPLD_ORDERS_H

#include "tools/vdispld/device.h"

/*
 * Gives the host connector @name to connector @index of @device until the guest
 * is gone; whoever had it is headless. NULL: as the guests' configurations have it.
 * -ENXIO, -EPERM, -EBUSY, -ENOSPC: nothing has changed, @reason says why.
 */
int orders_assign(struct broker *broker, const char *name, struct device *device,
		  unsigned int index, char reason[WORKER_REASON_BYTES]);

/*
 * Has the host connector @name show what connector @index of @device shows, beside its
 * own output and in the place of another mirror; whoever had it is headless. NULL: no
 * longer. The same errors.
 */
int orders_mirror(struct broker *broker, const char *name, struct device *device,
		  unsigned int index, char reason[WORKER_REASON_BYTES]);

/*
 * Turns the host connector @name off, and on again; its guest is headless meanwhile.
 * -ENXIO, -ENOSPC, with a reason.
 */
int orders_blank(struct broker *broker, const char *name, bool blank,
		 char reason[WORKER_REASON_BYTES]);

#endif
