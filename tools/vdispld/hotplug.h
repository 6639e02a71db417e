/* SPDX-License-Identifier: GPL-2.0-only */
/* Tells when a display of the host is plugged in or out, straight from the kernel. */
#ifndef TOOLS_VDISPLD_HOTPLUG_H
#define TOOLS_VDISPLD_HOTPLUG_H

#include <libudev.h>
#include <uv.h>

struct hotplug {
	struct udev *udev;
	struct udev_monitor *monitor;
	uv_poll_t poll;
	void (*changed)(void *data);
	void *data;
};

/*
 * Calls @changed(@data) from the loop after any card has announced a change, once
 * for all that have come together. -errno: this kernel or container tells nothing.
 */
int hotplug_start(struct hotplug *hotplug, uv_loop_t *loop,
		  void (*changed)(void *data), void *data);

/* Also when it was not started. */
void hotplug_stop(struct hotplug *hotplug);

#endif
