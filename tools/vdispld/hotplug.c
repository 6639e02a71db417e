// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/hotplug.h"

#include <errno.h>

/* The kernel's socket holds more; the rest makes it readable again. */
#define EVENTS_PER_WAKE_UP 64

static void on_events(uv_poll_t *poll, int status, int events)
{
	struct hotplug *hotplug = poll->data;
	struct udev_device *device;
	unsigned int i;

	for (i = 0; i < EVENTS_PER_WAKE_UP; i++) {
		device = udev_monitor_receive_device(hotplug->monitor);
		if (!device)
			break;
		udev_device_unref(device);
	}
	if (i > 0)
		hotplug->changed(hotplug->data);
}

/* Without udevd, which dom0 need not have: what it would add is not needed. */
static int monitor_open(struct hotplug *hotplug)
{
	hotplug->udev = udev_new();
	if (!hotplug->udev)
		return -ENOMEM;
	hotplug->monitor = udev_monitor_new_from_netlink(hotplug->udev, "kernel");
	if (!hotplug->monitor)
		return errno ? -errno : -ENOMEM;
	if (udev_monitor_filter_add_match_subsystem_devtype(hotplug->monitor, "drm",
							    NULL) < 0 ||
	    udev_monitor_enable_receiving(hotplug->monitor) < 0)
		return errno ? -errno : -EIO;
	return 0;
}

int hotplug_start(struct hotplug *hotplug, uv_loop_t *loop,
		  void (*changed)(void *data), void *data)
{
	int ret;

	*hotplug = (struct hotplug){ .changed = changed, .data = data };
	ret = monitor_open(hotplug);
	if (!ret)
		ret = uv_poll_init(loop, &hotplug->poll,
				   udev_monitor_get_fd(hotplug->monitor));
	if (ret) {
		udev_monitor_unref(hotplug->monitor);
		udev_unref(hotplug->udev);
		*hotplug = (struct hotplug){ 0 };
		return ret;
	}
	hotplug->poll.data = hotplug;
	return uv_poll_start(&hotplug->poll, UV_READABLE, on_events);
}

static void poll_closed(uv_handle_t *handle)
{
	struct hotplug *hotplug = handle->data;

	udev_monitor_unref(hotplug->monitor);
	udev_unref(hotplug->udev);
}

void hotplug_stop(struct hotplug *hotplug)
{
	if (hotplug->monitor)
		uv_close((uv_handle_t *)&hotplug->poll, poll_closed);
}
