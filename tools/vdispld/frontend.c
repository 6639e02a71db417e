// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/frontend.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xen/io/displif.h>
#include <xen/io/xenbus.h>

#include "tools/common/xenstore.h"

void frontend_state_path(const struct device_address *address, char *path,
			 size_t size)
{
	snprintf(path, size, "/local/domain/%u/device/vdispl/%u/state",
		 address->domid, address->devid);
}

int frontend_read_state(struct xs_handle *xs, const struct device_address *address)
{
	char path[STORE_PATH_BYTES];
	uint32_t untrusted_state;
	int ret;

	frontend_state_path(address, path, sizeof(path));
	ret = store_read_u32(xs, path, &untrusted_state);
	if (ret == -ENOENT || ret == -EINVAL)
		return XenbusStateUnknown;
	if (ret)
		return ret;
	if (untrusted_state > XenbusStateReconfigured)
		return XenbusStateUnknown;
	return untrusted_state;
}

static int number_read(struct xs_handle *xs, const struct device_address *address,
		       unsigned int index, const char *field, uint32_t *number,
		       char *reason)
{
	char path[STORE_PATH_BYTES];
	uint32_t untrusted_number;
	int ret;

	snprintf(path, sizeof(path), "/local/domain/%u/device/vdispl/%u/%u/%s",
		 address->domid, address->devid, index, field);
	ret = store_read_u32(xs, path, &untrusted_number);
	if (ret && ret != -EINVAL && ret != -ENOENT)
		return ret;
	/* Reference 0 and port 0 are never a front end's. */
	if (ret || untrusted_number == 0) {
		snprintf(reason, DEVICE_CONFIG_REASON_BYTES,
			 "%u/%s: %s, want a number from 1 to %u", index, field,
			 ret == -ENOENT ? "missing" : "no such number",
			 UINT32_MAX);
		return -EINVAL;
	}
	*number = untrusted_number;
	return 0;
}

int frontend_read_rings(struct xs_handle *xs, const struct device_address *address,
			unsigned int n_connectors, struct frontend_rings *rings,
			char reason[DEVICE_CONFIG_REASON_BYTES])
{
	unsigned int i, f;
	int ret;

	memset(rings, 0, sizeof(*rings));
	reason[0] = '\0';
	for (i = 0; i < n_connectors; i++) {
		const struct {
			const char *name;
			uint32_t *number;
		} fields[] = {
			{ XENDISPL_FIELD_REQ_RING_REF,
			  &rings->connectors[i].req_ring_ref },
			{ XENDISPL_FIELD_REQ_CHANNEL,
			  &rings->connectors[i].req_event_channel },
			{ XENDISPL_FIELD_EVT_RING_REF,
			  &rings->connectors[i].evt_ring_ref },
			{ XENDISPL_FIELD_EVT_CHANNEL,
			  &rings->connectors[i].evt_event_channel },
		};

		for (f = 0; f < sizeof(fields) / sizeof(fields[0]); f++) {
			ret = number_read(xs, address, i, fields[f].name,
					  fields[f].number, reason);
			if (ret)
				return ret;
		}
	}
	return 0;
}
