/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands in a store, from a dump or as it is now: so that what is checked is
 * the same for both, and does not change under the checks.
 */
#ifndef TOOLS_VDISPLCTL_CHECK_SNAPSHOT_H
#define TOOLS_VDISPLCTL_CHECK_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>
#include <xenstore.h>

#include "xenstore-schema/generated/vdispl_schema.h"

#define SNAPSHOT_NO_OWNER UINT32_MAX	/* the dump does not say */
#define SNAPSHOT_MAX_NODES 65536
#define SNAPSHOT_VALUE_BYTES 4096	/* xenstored has no longer ones */

struct snapshot_node {
	char *path;
	char *value;		/* terminated behind its length */
	size_t length;
	bool cut;		/* the dump has only the beginning of the value */
	uint32_t owner;
	unsigned int line;	/* of the dump; 0: live */
};

struct snapshot {
	struct snapshot_node *nodes;	/* in the order of their paths */
	unsigned int n;
	unsigned int capacity;
	bool live;		/* what is not here is not there */
};

void snapshot_finish(struct snapshot *snapshot);

/* -ENOMEM, or -E2BIG when there are too many. @node's strings are copied. */
int snapshot_add(struct snapshot *snapshot, const struct snapshot_node *node);

/* After the last snapshot_add(), before anything else. */
void snapshot_sort(struct snapshot *snapshot);

/* NULL: not there. */
const struct snapshot_node *snapshot_find(const struct snapshot *snapshot,
					  const char *path);
const struct snapshot_node *snapshot_find_node(const struct snapshot *snapshot,
					       const struct schema_node *node,
					       const struct schema_ids *ids);
const struct snapshot_node *
snapshot_find_directory(const struct snapshot *snapshot,
			const struct schema_directory *directory,
			const struct schema_ids *ids);

/*
 * dump.c: the output of `xenstore-ls -fp`, whole or of a part of the store. -EINVAL:
 * it is something else, as line *@line shows.
 */
int snapshot_read_dump(struct snapshot *snapshot, const char *path,
		       unsigned int *line);

/* live.c: all that is about the vdispl devices of @domid. */
int snapshot_read_live(struct snapshot *snapshot, struct xs_handle *xs,
		       uint32_t domid);

#endif
