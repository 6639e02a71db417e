// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/frontend.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xen/io/displif.h>
#include <xen/io/xenbus.h>

#include "tools/common/node.h"

/* A driver domain is not told whether what it may not read is there at all. */
static int front_read(struct xs_handle *xs, enum vdispl_node which,
		      const struct schema_ids *ids, struct node_value *value)
{
	int ret = node_read(xs, &vdispl_nodes[which], ids, value);

	return ret == -EACCES ? -ENOENT : ret;
}

int frontend_read_state(struct xs_handle *xs, const struct schema_ids *ids)
{
	struct node_value value;
	int ret;

	ret = front_read(xs, VDISPL_FRONTEND_STATE, ids, &value);
	if (ret == -ENOENT || ret == -EINVAL)
		return XenbusStateUnknown;
	return ret ?: (int)value.is.number;
}

static int number_read(struct xs_handle *xs, const struct schema_ids *ids,
		       enum vdispl_node which, uint32_t *number, char *reason)
{
	struct node_value value;
	int ret;

	ret = front_read(xs, which, ids, &value);
	if (ret == -ENOENT) {
		schema_message_missing(&vdispl_nodes[which], ids, XenbusStateInitialised,
				       reason, DEVICE_CONFIG_REASON_BYTES);
		return -EINVAL;
	}
	if (ret == -EINVAL)
		memcpy(reason, value.wrong, sizeof(value.wrong));
	else if (!ret)
		*number = value.is.number;
	return ret;
}

/* The stock front end names no version, and uses what the newest one has. */
static int version_read(struct xs_handle *xs, const struct schema_ids *ids,
			uint32_t *version, char *reason)
{
	struct node_value value;
	int ret;

	ret = front_read(xs, VDISPL_FRONTEND_VERSION, ids, &value);
	*version = ret ? XENDISPL_PROTOCOL_VERSION_INT : value.is.number;
	if (ret == -EINVAL)
		memcpy(reason, value.wrong, sizeof(value.wrong));
	return ret == -ENOENT ? 0 : ret;
}

int frontend_read_rings(struct xs_handle *xs, const struct schema_ids *ids,
			unsigned int n_connectors, struct frontend_rings *rings,
			char reason[DEVICE_CONFIG_REASON_BYTES])
{
	struct schema_ids here = *ids;
	unsigned int i, f;
	int ret;

	memset(rings, 0, sizeof(*rings));
	reason[0] = '\0';
	ret = version_read(xs, ids, &rings->version, reason);
	if (ret)
		return ret;
	for (i = 0; i < n_connectors; i++) {
		const struct {
			enum vdispl_node node;
			uint32_t *number;
		} fields[] = {
			{ VDISPL_CONNECTOR_REQ_RING_REF,
			  &rings->connectors[i].req_ring_ref },
			{ VDISPL_CONNECTOR_REQ_EVENT_CHANNEL,
			  &rings->connectors[i].req_event_channel },
			{ VDISPL_CONNECTOR_EVT_RING_REF,
			  &rings->connectors[i].evt_ring_ref },
			{ VDISPL_CONNECTOR_EVT_EVENT_CHANNEL,
			  &rings->connectors[i].evt_event_channel },
		};

		here.index = i;
		for (f = 0; f < sizeof(fields) / sizeof(fields[0]); f++) {
			ret = number_read(xs, &here, fields[f].node,
					  fields[f].number, reason);
			if (ret)
				return ret;
		}
	}
	return 0;
}
