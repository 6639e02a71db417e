/* SPDX-License-Identifier: GPL-2.0-only */
/* What a request of tools/common/control.h does. */
#ifndef TOOLS_VDISPLD_CONTROL_COMMANDS_H
#define TOOLS_VDISPLD_CONTROL_COMMANDS_H

#include "tools/vdispld/control_server.h"

struct device;

/* Replies, or has the client wait for a worker. @request stays the caller's. */
void control_command_run(struct control_client *client, struct json_object *request);

/* The device that the client's request names; NULL: it is not there, or no more. */
struct device *control_client_device(struct control_client *client);

/* The client waits no longer: no worker may answer it. */
void control_command_abandon(struct control_client *client);

#endif
