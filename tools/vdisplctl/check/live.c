// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain's devices as they stand in the store now. The guest can make nodes in its
 * own half: there is a limit to how many are looked at, and how deep.
 */
#include "tools/vdisplctl/check/snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/common/domain.h"
#include "tools/common/node.h"
#include "tools/common/number.h"
#include "tools/common/xenstore.h"

#define MAX_DEPTH 4
#define MAX_CHILDREN 1024	/* of one directory */
#define MAX_NODES 8192

struct live {
	struct xs_handle *xs;
	struct snapshot *snapshot;
};

/* -ENOENT: it has gone meanwhile. */
static int node_take(struct live *live, const char *path)
{
	struct snapshot_node node = { .path = (char *)path };
	unsigned int length = 0;
	int ret;

	ret = store_read_owner(live->xs, path, &node.owner);
	if (ret)
		return ret;
	node.value = xs_read(live->xs, XBT_NULL, path, &length);
	if (!node.value)
		return store_error();
	node.length = length;
	ret = live->snapshot->n < MAX_NODES ? snapshot_add(live->snapshot, &node) : -E2BIG;
	free(node.value);
	return ret;
}

static int tree_take(struct live *live, const char *path, unsigned int depth)
{
	char child[XENSTORE_ABS_PATH_MAX + 1];
	unsigned int i, n = 0;
	char **entries;
	int ret;

	ret = node_take(live, path);
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	if (depth == MAX_DEPTH)
		return 0;
	entries = xs_directory(live->xs, XBT_NULL, path, &n);
	if (!entries) {
		ret = store_error();
		return ret == -ENOENT ? 0 : ret;
	}
	for (i = 0; i < n && i < MAX_CHILDREN && !ret; i++)
		if (snprintf(child, sizeof(child), "%s/%s", path, entries[i]) <
		    (int)sizeof(child))
			ret = tree_take(live, child, depth + 1);
	free(entries);
	return ret;
}

static int listing_take(struct live *live, enum vdispl_directory directory,
			const struct schema_ids *ids)
{
	char path[SCHEMA_PATH_BYTES];
	int ret;

	ret = schema_path_listing(&vdispl_directories[directory], ids, SCHEMA_DEVID,
				  path, sizeof(path));
	return ret < 0 ? ret : tree_take(live, path, 0);
}

static int back_take(struct live *live, const struct schema_ids *ids)
{
	int ret;

	ret = listing_take(live, VDISPL_DIR_BACKEND, ids);
	return ret ?: listing_take(live, VDISPL_DIR_BACKEND_ERROR, ids);
}

/* The domains that libxl says have the back ends: domid 0, and driver domains. */
static int backs_take(struct live *live, struct schema_ids *ids)
{
	const unsigned int n = live->snapshot->n;
	unsigned int i;
	int ret;

	ret = back_take(live, ids);
	for (i = 0; i < n && !ret; i++) {
		const struct snapshot_node *node = &live->snapshot->nodes[i];
		struct schema_match match;
		struct schema_value value;

		if (schema_path_match(&vdispl_schema, node->path, &match) ||
		    match.node != &vdispl_nodes[VDISPL_LIBXL_BACKEND] ||
		    schema_value_parse(match.node, node->value, node->length, &value,
				       NULL) ||
		    value.ids.backend_domid == ids->backend_domid)
			continue;
		ids->backend_domid = value.ids.backend_domid;
		ret = back_take(live, ids);
	}
	return ret;
}

int snapshot_read_live(struct snapshot *snapshot, struct xs_handle *xs, uint32_t domid)
{
	struct live live = { .xs = xs, .snapshot = snapshot };
	struct schema_ids ids = { .frontend_domid = domid };
	int ret;

	snapshot->live = true;
	ret = domain_read_own_id(xs, &ids.backend_domid);
	if (!ret)
		ret = listing_take(&live, VDISPL_DIR_LIBXL, &ids);
	if (!ret)
		ret = listing_take(&live, VDISPL_DIR_FRONTEND, &ids);
	if (!ret)
		ret = listing_take(&live, VDISPL_DIR_ERROR, &ids);
	if (!ret)
		ret = backs_take(&live, &ids);
	snapshot_sort(snapshot);
	return ret;
}
