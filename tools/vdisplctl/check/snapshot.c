// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/check/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void snapshot_finish(struct snapshot *snapshot)
{
	unsigned int i;

	for (i = 0; i < snapshot->n; i++) {
		free(snapshot->nodes[i].path);
		free(snapshot->nodes[i].value);
	}
	free(snapshot->nodes);
	*snapshot = (struct snapshot){ 0 };
}

static int snapshot_grow(struct snapshot *snapshot)
{
	unsigned int capacity = snapshot->capacity ? 2 * snapshot->capacity : 64;
	struct snapshot_node *nodes;

	if (snapshot->n < snapshot->capacity)
		return 0;
	if (snapshot->n == SNAPSHOT_MAX_NODES)
		return -E2BIG;
	nodes = realloc(snapshot->nodes, capacity * sizeof(*nodes));
	if (!nodes)
		return -ENOMEM;
	snapshot->nodes = nodes;
	snapshot->capacity = capacity;
	return 0;
}

int snapshot_add(struct snapshot *snapshot, const struct snapshot_node *node)
{
	struct snapshot_node copy = *node;
	int ret;

	ret = snapshot_grow(snapshot);
	if (ret)
		return ret;
	copy.path = strdup(node->path);
	copy.value = malloc(node->length + 1);
	if (!copy.path || !copy.value) {
		free(copy.path);
		free(copy.value);
		return -ENOMEM;
	}
	memcpy(copy.value, node->value, node->length);
	copy.value[node->length] = '\0';
	snapshot->nodes[snapshot->n++] = copy;
	return 0;
}

static int path_compare(const void *a, const void *b)
{
	const struct snapshot_node *left = a, *right = b;

	return strcmp(left->path, right->path);
}

/* Two dumps in one file, or two devices with one back end: the first counts. */
static void duplicates_drop(struct snapshot *snapshot)
{
	unsigned int from, to = 1;

	for (from = 1; from < snapshot->n; from++) {
		struct snapshot_node *node = &snapshot->nodes[from];

		if (strcmp(snapshot->nodes[to - 1].path, node->path)) {
			snapshot->nodes[to++] = *node;
			continue;
		}
		free(node->path);
		free(node->value);
	}
	snapshot->n = to;
}

void snapshot_sort(struct snapshot *snapshot)
{
	if (!snapshot->n)
		return;
	qsort(snapshot->nodes, snapshot->n, sizeof(*snapshot->nodes), path_compare);
	duplicates_drop(snapshot);
}

const struct snapshot_node *snapshot_find(const struct snapshot *snapshot,
					  const char *path)
{
	const struct snapshot_node key = { .path = (char *)path };

	if (!snapshot->n)
		return NULL;
	return bsearch(&key, snapshot->nodes, snapshot->n, sizeof(*snapshot->nodes),
		       path_compare);
}

const struct snapshot_node *snapshot_find_node(const struct snapshot *snapshot,
					       const struct schema_node *node,
					       const struct schema_ids *ids)
{
	char path[SCHEMA_PATH_BYTES];

	if (schema_path_build(node, ids, path, sizeof(path)) < 0)
		return NULL;
	return snapshot_find(snapshot, path);
}

const struct snapshot_node *
snapshot_find_directory(const struct snapshot *snapshot,
			const struct schema_directory *directory,
			const struct schema_ids *ids)
{
	char path[SCHEMA_PATH_BYTES];

	if (schema_path_directory(directory, ids, path, sizeof(path)) < 0)
		return NULL;
	return snapshot_find(snapshot, path);
}
