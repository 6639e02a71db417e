/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A store against the schema: every node that stands in one of its directories,
 * and every node that has to, by itself (store.c) and with the rest of its device
 * (device.c). Nothing is said about what is not in the schema's directories.
 */
#ifndef TOOLS_VDISPLCTL_CHECK_STORE_H
#define TOOLS_VDISPLCTL_CHECK_STORE_H

#include "tools/vdisplctl/check/snapshot.h"
#include "tools/vdisplctl/finding.h"

/* Returns how many devices there are, seen from either end. */
unsigned int store_check(const struct snapshot *snapshot, struct findings *findings);

/* The good value of a node; false when it is not there, or no good. */
bool store_value(const struct snapshot *snapshot, enum vdispl_node node,
		 const struct schema_ids *ids, struct schema_value *value);

/*
 * device.c: one device. All of @ids but the index are known; when @back is false
 * it is not known which domain has the back end.
 */
void store_check_device(const struct snapshot *snapshot, const struct schema_ids *ids,
			bool back, struct findings *findings);

#endif
