// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/check/store.h"

#include <errno.h>
#include <string.h>

#include "tools/common/node.h"

struct check {
	const struct snapshot *snapshot;
	struct findings *findings;
	const char *unknown;	/* the last unknown path: what is below it is no news */
};

static void message_add(struct check *check, const struct snapshot_node *found,
			const char *path, const char *message)
{
	finding_take_message(findings_add(check->findings, FINDING_ERROR,
					  found ? found->line : 0, path),
			     message);
}

bool store_value(const struct snapshot *snapshot, enum vdispl_node node,
		 const struct schema_ids *ids, struct schema_value *value)
{
	const struct snapshot_node *found;

	found = snapshot_find_node(snapshot, &vdispl_nodes[node], ids);
	return found && !found->cut &&
	       !schema_value_check(&vdispl_nodes[node], ids, found->value,
				   found->length, value, NULL, 0);
}

/* Which domain has the back end: libxl's word, or that of a half, ours or theirs. */
static bool back_find(const struct snapshot *snapshot, struct schema_ids *ids)
{
	struct schema_value value;
	struct schema_match match;
	unsigned int i;

	if (store_value(snapshot, VDISPL_LIBXL_BACKEND, ids, &value)) {
		ids->backend_domid = value.ids.backend_domid;
		return true;
	}
	for (i = 0; i < snapshot->n; i++) {
		if (schema_path_match(&vdispl_schema, snapshot->nodes[i].path, &match) ||
		    match.node ||
		    match.directory != &vdispl_directories[VDISPL_DIR_BACKEND] ||
		    match.ids.frontend_domid != ids->frontend_domid ||
		    match.ids.devid != ids->devid)
			continue;
		ids->backend_domid = match.ids.backend_domid;
		return true;
	}
	if (!store_value(snapshot, VDISPL_FRONTEND_BACKEND_ID, ids, &value))
		return false;
	ids->backend_domid = (uint32_t)value.number;
	return true;
}

static void node_check(struct check *check, const struct snapshot_node *found,
		       const struct schema_match *match)
{
	struct schema_ids ids = match->ids;
	char message[SCHEMA_MESSAGE_BYTES];
	struct schema_value value;

	if (!found->cut &&
	    schema_value_check(match->node, &match->ids, found->value, found->length,
			       &value, message, sizeof(message)))
		message_add(check, found, found->path, message);
	if (found->owner == SNAPSHOT_NO_OWNER)
		return;
	/* A path in the front end's half does not say who has the other one. */
	if (match->node->owner == SCHEMA_BACKEND &&
	    !(match->known_ids & SCHEMA_ID_BIT(SCHEMA_BACKEND_DOMID)) &&
	    !back_find(check->snapshot, &ids))
		return;
	if (found->owner == node_owner(match->node, &ids))
		return;
	schema_message_owner(match->node, &ids, found->owner, message, sizeof(message));
	message_add(check, found, found->path, message);
}

/* The state of the side that a directory belongs to; -1: not known. */
static int state_of(const struct snapshot *snapshot, enum schema_side side,
		    const struct schema_ids *ids)
{
	struct schema_value value;
	enum vdispl_node node = side == SCHEMA_FRONTEND ? VDISPL_FRONTEND_STATE :
				side == SCHEMA_BACKEND ? VDISPL_BACKEND_STATE :
							 VDISPL_LIBXL_STATE;

	return store_value(snapshot, node, ids, &value) ? (int)value.number : -1;
}

/* All that has to be in a directory, in the state that its side is in. */
static void directory_check(struct check *check, const struct snapshot_node *found,
			    const struct schema_match *match)
{
	int state = state_of(check->snapshot, match->directory->side, &match->ids);
	char message[SCHEMA_MESSAGE_BYTES], path[SCHEMA_PATH_BYTES];
	unsigned int i;

	for (i = 0; i < VDISPL_N_NODES; i++) {
		const struct schema_node *node = &vdispl_nodes[i];

		if (node->directory != match->directory ||
		    snapshot_find_node(check->snapshot, node, &match->ids))
			continue;
		if (node->required_in != SCHEMA_ALWAYS &&
		    (state < 0 || !(node->required_in & SCHEMA_STATE_BIT(state))))
			continue;
		schema_path_build(node, &match->ids, path, sizeof(path));
		schema_message_missing(node, &match->ids, state < 0 ? 0 : state,
				       message, sizeof(message));
		message_add(check, found, path, message);
	}
}

static bool is_below(const char *path, const char *above)
{
	size_t length = above ? strlen(above) : 0;

	return above && !strncmp(path, above, length) && path[length] == '/';
}

static void unknown_add(struct check *check, const struct snapshot_node *found,
			const struct schema_match *match)
{
	char message[SCHEMA_MESSAGE_BYTES], quoted[SCHEMA_PATH_BYTES];
	struct finding *finding;
	size_t length;

	if (is_below(found->path, check->unknown))
		return;
	check->unknown = found->path;
	schema_message_unknown(&vdispl_schema, found->path, match, message,
			       sizeof(message));
	finding = findings_add(check->findings, FINDING_ERROR, found->line, found->path);
	finding_take_message(finding, message);
	/* The path is said already. */
	length = (size_t)snprintf(quoted, sizeof(quoted), "\"%s\" ", found->path);
	if (length < sizeof(quoted) && !strncmp(finding->what, quoted, length))
		memmove(finding->what, finding->what + length,
			strlen(finding->what + length) + 1);
}

static void path_check(struct check *check, const struct snapshot_node *found)
{
	struct schema_match match;
	int err = schema_path_match(&vdispl_schema, found->path, &match);

	if (err) {
		if (match.directory)
			unknown_add(check, found, &match);
	} else if (match.node) {
		node_check(check, found, &match);
	} else {
		directory_check(check, found, &match);
	}
}

static unsigned int devices_check(struct check *check)
{
	const struct snapshot *snapshot = check->snapshot;
	struct schema_match match;
	unsigned int i, n = 0;

	for (i = 0; i < snapshot->n; i++) {
		bool front;

		if (schema_path_match(&vdispl_schema, snapshot->nodes[i].path, &match) ||
		    match.node)
			continue;
		front = match.directory == &vdispl_directories[VDISPL_DIR_FRONTEND];
		if (!front && match.directory != &vdispl_directories[VDISPL_DIR_BACKEND])
			continue;
		if (!front &&
		    snapshot_find_directory(snapshot,
					    &vdispl_directories[VDISPL_DIR_FRONTEND],
					    &match.ids))
			continue;
		n++;
		store_check_device(snapshot, &match.ids,
				   !front || back_find(snapshot, &match.ids),
				   check->findings);
	}
	return n;
}

unsigned int store_check(const struct snapshot *snapshot, struct findings *findings)
{
	struct check check = { .snapshot = snapshot, .findings = findings };
	unsigned int i;

	for (i = 0; i < snapshot->n; i++)
		path_check(&check, &snapshot->nodes[i]);
	return devices_check(&check);
}
