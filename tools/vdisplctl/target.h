/* SPDX-License-Identifier: GPL-2.0-only */
/* DOMAIN[:CONNECTOR] on the command line, and what it names. */
#ifndef TOOLS_VDISPLCTL_TARGET_H
#define TOOLS_VDISPLCTL_TARGET_H

#include "tools/vdisplctl/client.h"

struct target {
	char domain[128];	/* name or id */
	char connector[64];	/* index or id; "" the first */
};

/* Splits at the last colon. 0 or -EINVAL. */
int target_parse(const char *text, struct target *target);

/* The same; what is wrong is said on standard error. */
int target_parse_said(const char *text, struct target *target);

/* Does a device of a list's reply belong to the domain? */
int target_is_device(const struct target *target, struct json_object *entry);

/* The index of the connector in a device as "show" has it, or -ENOENT. */
int target_connector(const struct target *target, struct json_object *device,
		     uint32_t *connector);

/*
 * Asks vdispld: the device, which the caller puts, and the connector. What is
 * not there is said on standard error.
 */
int target_find(struct client *client, const struct target *target,
		struct json_object **device, uint32_t *connector);

#endif
