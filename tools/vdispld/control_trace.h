/* SPDX-License-Identifier: GPL-2.0-only */
/* The ring messages of a device, for a client that traces it: one at a time. */
#ifndef TOOLS_VDISPLD_CONTROL_TRACE_H
#define TOOLS_VDISPLD_CONTROL_TRACE_H

#include "tools/vdispld/control_server.h"

struct device;

/* "trace": the next messages, or those since the client's last "trace". */
void control_trace_run(struct control_client *client, struct device *device);

/* The client traces no more, if it did: it asked for something else, or has gone. */
void control_trace_end(struct control_client *client);

#endif
