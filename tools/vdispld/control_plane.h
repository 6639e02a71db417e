/* SPDX-License-Identifier: GPL-2.0-only */
/* What a connector shows, for a local client: once, or as soon as it is something else. */
#ifndef TOOLS_VDISPLD_CONTROL_PLANE_H
#define TOOLS_VDISPLD_CONTROL_PLANE_H

#include "tools/vdispld/control_server.h"

struct device;

/* "plane"; the client's connector is set. Replies, now or later. */
void control_plane_run(struct control_client *client, struct device *device,
		       struct json_object *request);

#endif
