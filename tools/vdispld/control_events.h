/* SPDX-License-Identifier: GPL-2.0-only */
/* Clients that want to hear what happens: each gets every line about a device. */
#ifndef TOOLS_VDISPLD_CONTROL_EVENTS_H
#define TOOLS_VDISPLD_CONTROL_EVENTS_H

#include "tools/common/log.h"
#include "tools/vdispld/control_server.h"

struct device;

/* Answers the client's "events"; it hears of all that happens from now on. */
void control_events_begin(struct control_client *client);

/*
 * A line that has been logged about a device, for broker::event; @data is the
 * control server. A client that does not read loses its connection, not we our time.
 */
void control_events_send(void *data, const struct device *device,
			 enum log_level level, const char *text);

#endif
