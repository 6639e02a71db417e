/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOLS_VDISPLCTL_DEVICES_H
#define TOOLS_VDISPLCTL_DEVICES_H

#include "tools/vdisplctl/client.h"

/*
 * Every device as "show" describes it: an array, which the caller puts. 0 or -errno,
 * which has been said.
 */
int devices_fetch(struct client *client, struct json_object **devices);

/* The same with a connection of its own. On failure the array is there, and empty. */
int devices_fetch_all(const char *socket_path, struct json_object **devices);

#endif
