// SPDX-License-Identifier: GPL-2.0-only
/* What the nodes of one device say about each other. */
#include "tools/vdisplctl/check/store.h"

#include <string.h>
#include <xen/io/xenbus.h>

struct device {
	const struct snapshot *snapshot;
	struct findings *findings;
	struct schema_ids ids;
	bool back;		/* ids.backend_domid is known */
};

static const struct snapshot_node *directory_of(const struct device *device,
						enum vdispl_directory directory)
{
	return snapshot_find_directory(device->snapshot, &vdispl_directories[directory],
				       &device->ids);
}

static struct finding *add(const struct device *device, enum finding_level level,
			   const struct schema_node *node, const struct schema_ids *ids)
{
	const struct snapshot_node *found = snapshot_find_node(device->snapshot, node, ids);
	char path[SCHEMA_PATH_BYTES];

	schema_path_build(node, ids, path, sizeof(path));
	return findings_add(device->findings, level, found ? found->line : 0, path);
}

/* Whether the snapshot would have the domain's half if it were there. */
static bool covers(const struct device *device, uint32_t domid)
{
	char path[32];

	snprintf(path, sizeof(path), "/local/domain/%u", domid);
	return device->snapshot->live || snapshot_find(device->snapshot, path);
}

static void half_missing_add(struct device *device, enum vdispl_directory directory)
{
	struct finding *finding;
	char path[SCHEMA_PATH_BYTES];

	schema_path_directory(&vdispl_directories[directory], &device->ids, path,
			      sizeof(path));
	finding = findings_add(device->findings, FINDING_ERROR, 0, path);
	finding_what(finding, "missing, although the device's other half is there");
	finding_remedy(finding, "let xl make the device anew: xl vdispl-detach %u %u, then xl vdispl-attach",
		       device->ids.frontend_domid, device->ids.devid);
}

static void halves_check(struct device *device)
{
	if (device->back && covers(device, device->ids.backend_domid) &&
	    !directory_of(device, VDISPL_DIR_BACKEND))
		half_missing_add(device, VDISPL_DIR_BACKEND);
	if (covers(device, device->ids.frontend_domid) &&
	    !directory_of(device, VDISPL_DIR_FRONTEND))
		half_missing_add(device, VDISPL_DIR_FRONTEND);
}

/* The two nodes that tell the front end where its back end is. */
static void address_check(struct device *device)
{
	struct schema_ids ids = device->ids;
	struct schema_value path, number;
	char right[SCHEMA_PATH_BYTES];
	struct finding *finding;

	if (!store_value(device->snapshot, VDISPL_FRONTEND_BACKEND, &device->ids, &path) ||
	    !store_value(device->snapshot, VDISPL_FRONTEND_BACKEND_ID, &device->ids,
			 &number))
		return;
	if (path.ids.backend_domid != ids.backend_domid) {
		finding = add(device, FINDING_ERROR,
			      &vdispl_nodes[VDISPL_FRONTEND_BACKEND], &device->ids);
		finding_what(finding, "names domain %u, but domain %u has the back end",
			     path.ids.backend_domid, ids.backend_domid);
		schema_path_directory(&vdispl_directories[VDISPL_DIR_BACKEND], &ids,
				      right, sizeof(right));
		finding_remedy(finding, "write \"%s\"", right);
	}
	if (number.number != ids.backend_domid) {
		finding = add(device, FINDING_ERROR,
			      &vdispl_nodes[VDISPL_FRONTEND_BACKEND_ID], &device->ids);
		finding_what(finding, "\"%u\", but domain %u has the back end",
			     (uint32_t)number.number, ids.backend_domid);
		finding_remedy(finding, "write \"%u\"", ids.backend_domid);
	}
}

static void version_check(struct device *device)
{
	struct schema_value offered, chosen;
	struct finding *finding;
	unsigned int i;

	if (!store_value(device->snapshot, VDISPL_BACKEND_VERSIONS, &device->ids, &offered) ||
	    !store_value(device->snapshot, VDISPL_FRONTEND_VERSION, &device->ids, &chosen))
		return;
	for (i = 0; i < offered.n_numbers; i++)
		if (offered.numbers[i] == chosen.number)
			return;
	finding = add(device, FINDING_ERROR, &vdispl_nodes[VDISPL_FRONTEND_VERSION],
		      &device->ids);
	finding_what(finding, "\"%u\" is not among the versions that the back end offers",
		     (unsigned int)chosen.number);
	finding_remedy(finding, "let the front end write \"%u\"", offered.numbers[0]);
}

/* Numbered from 0 without a gap, as both ends stop looking at the first one. */
static void gap_check(struct device *device, unsigned int index, unsigned int *n)
{
	const struct schema_directory *directory = &vdispl_directories[VDISPL_DIR_CONNECTOR];
	const struct snapshot_node *found;
	struct finding *finding;

	device->ids.index = index;
	found = snapshot_find_directory(device->snapshot, directory, &device->ids);
	if (!found)
		return;
	if (index > *n) {
		finding = findings_add(device->findings, FINDING_ERROR, found->line,
				       found->path);
		finding_what(finding, "connector %u, but there is no connector %u, where everybody stops looking",
			     index, *n);
		finding_remedy(finding, "number it %u", *n);
	}
	(*n)++;
}

/* A value that two connectors, or two nodes of one, must not have in common. */
static void same_check(struct device *device, enum vdispl_node a, unsigned int index_a,
		       enum vdispl_node b, unsigned int index_b)
{
	struct schema_ids ids_a = device->ids, ids_b = device->ids;
	const struct snapshot_node *first, *second;
	struct schema_value value;
	struct finding *finding;

	ids_a.index = index_a;
	ids_b.index = index_b;
	/* A value that is no good by itself has been found already. */
	if (!store_value(device->snapshot, a, &ids_a, &value) ||
	    !store_value(device->snapshot, b, &ids_b, &value))
		return;
	first = snapshot_find_node(device->snapshot, &vdispl_nodes[a], &ids_a);
	second = snapshot_find_node(device->snapshot, &vdispl_nodes[b], &ids_b);
	if (strcmp(first->value, second->value))
		return;
	finding = add(device, FINDING_ERROR, &vdispl_nodes[b], &ids_b);
	finding_what(finding, "\"%s\" is what connector %u's %s has already",
		     second->value, index_a, vdispl_nodes[a].name);
	finding_remedy(finding, "write a different one");
}

static void connectors_check(struct device *device)
{
	static const enum vdispl_node ports[] = {
		VDISPL_CONNECTOR_REQ_EVENT_CHANNEL, VDISPL_CONNECTOR_EVT_EVENT_CHANNEL,
	}, refs[] = {
		VDISPL_CONNECTOR_REQ_RING_REF, VDISPL_CONNECTOR_EVT_RING_REF,
	};
	const struct snapshot_node *front;
	struct finding *finding;
	unsigned int i, j, n = 0;

	for (i = 0; i <= VDISPL_INDEX_MAX; i++)
		gap_check(device, i, &n);
	for (i = 0; i <= VDISPL_INDEX_MAX; i++) {
		same_check(device, ports[0], i, ports[1], i);
		same_check(device, refs[0], i, refs[1], i);
		for (j = 0; j < i; j++) {
			same_check(device, VDISPL_CONNECTOR_UNIQUE_ID, j,
				   VDISPL_CONNECTOR_UNIQUE_ID, i);
			same_check(device, ports[0], j, ports[0], i);
			same_check(device, ports[1], j, ports[1], i);
			same_check(device, refs[0], j, refs[0], i);
			same_check(device, refs[1], j, refs[1], i);
		}
	}
	front = directory_of(device, VDISPL_DIR_FRONTEND);
	if (n || !front)
		return;
	finding = findings_add(device->findings, FINDING_ERROR, front->line, front->path);
	finding_what(finding, "no connector, so the guest has no screen");
	finding_remedy(finding, "name one in the domain's configuration: connectors=ID:WIDTHxHEIGHT");
}

/* What one end has left for people, NULL when it is nothing that can be shown. */
static const char *word_left(const struct device *device, enum vdispl_node node)
{
	struct schema_value value;

	if (!store_value(device->snapshot, node, &device->ids, &value))
		return NULL;
	return snapshot_find_node(device->snapshot, &vdispl_nodes[node],
				  &device->ids)->value;
}

static void refusal_add(struct device *device)
{
	const char *word = word_left(device, VDISPL_BACKEND_ERROR_ERROR);
	struct finding *finding;

	finding = add(device, FINDING_WARNING, &vdispl_nodes[VDISPL_BACKEND_STATE],
		      &device->ids);
	if (word) {
		finding_what(finding, "6 (Closed): the back end refuses the device: %s", word);
		finding_remedy(finding, "put that right in the domain's configuration");
	} else {
		finding_what(finding, "6 (Closed), although the device is wanted (online is 1)");
		finding_remedy(finding, "look at the log: journalctl -u vdispld");
	}
}

static void back_state_check(struct device *device)
{
	struct schema_value state, online;
	struct finding *finding;

	if (!store_value(device->snapshot, VDISPL_BACKEND_STATE, &device->ids, &state) ||
	    !store_value(device->snapshot, VDISPL_BACKEND_ONLINE, &device->ids, &online) ||
	    !online.number)
		return;
	if (state.number == XenbusStateClosed)
		refusal_add(device);
	if (state.number != XenbusStateInitialising)
		return;
	finding = add(device, FINDING_WARNING, &vdispl_nodes[VDISPL_BACKEND_STATE],
		      &device->ids);
	finding_what(finding, "1 (Initialising): no back end has taken the device");
	finding_remedy(finding, "start it in domain %u: systemctl start vdispld",
		       device->ids.backend_domid);
}

static void front_state_check(struct device *device)
{
	const char *word = word_left(device, VDISPL_ERROR_ERROR);
	struct finding *finding;

	if (!word)
		return;
	finding = add(device, FINDING_WARNING, &vdispl_nodes[VDISPL_ERROR_ERROR],
		      &device->ids);
	finding_what(finding, "the guest's driver gave up: %s", word);
	finding_remedy(finding, "look at the guest's kernel log");
}

void store_check_device(const struct snapshot *snapshot, const struct schema_ids *ids,
			bool back, struct findings *findings)
{
	struct device device = { snapshot, findings, *ids, back };

	halves_check(&device);
	if (back) {
		address_check(&device);
		version_check(&device);
		back_state_check(&device);
	}
	front_state_check(&device);
	connectors_check(&device);
}
