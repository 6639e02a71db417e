/* SPDX-License-Identifier: GPL-2.0-only */
/* What two looks at the devices say about the time between them. Pure. */
#ifndef TOOLS_VDISPLCTL_RATES_H
#define TOOLS_VDISPLCTL_RATES_H

#include <json-c/json.h>

/*
 * Adds to each connector of @now "flips_per_second" and "bytes_per_flip"; both arrays are
 * of devices as "show" has them, @before taken @seconds earlier. What was not there
 * then, or has begun anew, counts from nothing.
 */
void rates_add(struct json_object *before, struct json_object *now, double seconds);

#endif
