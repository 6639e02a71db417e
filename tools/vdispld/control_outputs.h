/* SPDX-License-Identifier: GPL-2.0-only */
/* The requests of tools/common/control.h about who shows what where by order. */
#ifndef TOOLS_VDISPLD_CONTROL_OUTPUTS_H
#define TOOLS_VDISPLD_CONTROL_OUTPUTS_H

#include "tools/vdispld/control_server.h"

/* Each answers the request. */
void control_assign(struct control_client *client, struct json_object *request);
void control_mirror(struct control_client *client, struct json_object *request);
void control_blank(struct control_client *client, struct json_object *request);
void control_orders(struct control_client *client);
void control_identify(struct control_client *client);

#endif
