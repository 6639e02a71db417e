/* SPDX-License-Identifier: GPL-2.0-only */
/* A message of a trace as a person reads it. Pure. */
#ifndef TOOLS_VDISPLCTL_TRACE_TEXT_H
#define TOOLS_VDISPLCTL_TRACE_TEXT_H

#include <json-c/json.h>
#include <stddef.h>

#define TRACE_TEXT_BYTES 192

/*
 * "DBUF_CREATE #1 dbuf 0x1: 1024x768, 32 bits, ..." of an object with "kind" and "octets" as
 * control.h has them under "trace", or with "text" in their place. What cannot be read is
 * said so.
 */
void trace_text(struct json_object *line, char text[TRACE_TEXT_BYTES]);

#endif
