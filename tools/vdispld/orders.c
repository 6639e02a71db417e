// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/orders.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int output_check(struct broker *broker, const char *name,
			char reason[WORKER_REASON_BYTES])
{
	if (outputs_exists(&broker->outputs, name))
		return 0;
	snprintf(reason, WORKER_REASON_BYTES,
		 "no host connector is called %.60s: see `vdisplctl outputs`", name);
	return -ENXIO;
}

static int full(char reason[WORKER_REASON_BYTES])
{
	snprintf(reason, WORKER_REASON_BYTES,
		 "%u outputs are assigned or blank already: give one back first",
		 OUTPUTS_MAX_CLAIMS);
	return -ENOSPC;
}

static int device_check(struct device *device, const char *name, unsigned int index,
			char reason[WORKER_REASON_BYTES])
{
	if (device->config_state != DEVICE_CONFIG_GOOD ||
	    index >= device->connection.setup.n_connectors) {
		snprintf(reason, WORKER_REASON_BYTES, "%s has no connector %u now",
			 device->name, index);
		return -ENXIO;
	}
	/* Before anybody loses anything for it. */
	if (!config_permits(&device->broker->config, name, &device->owner.guest, reason))
		return -EPERM;
	return 0;
}

/*
 * Gives @name to a place of @device, or to nobody. What cannot be leased is not given:
 * the card is another program's, or has no CRTC left.
 */
static int output_give(struct broker *broker, const char *name, struct device *device,
		       unsigned int place, char reason[WORKER_REASON_BYTES])
{
	const struct output_owner *owner = device ? &device->owner : NULL;
	struct output_order before[OUTPUTS_MAX_CLAIMS];
	const struct output *claim;

	memcpy(before, broker->outputs.orders, sizeof(before));
	if (outputs_assign(&broker->outputs, name, owner, place))
		return full(reason);
	broker_review_outputs(broker);
	claim = outputs_find(&broker->outputs, name);
	if (!device || (claim && claim->owner == owner && claim->place == place))
		return 0;
	snprintf(reason, WORKER_REASON_BYTES, "%s", device->connection.reasons[place]);
	memcpy(broker->outputs.orders, before, sizeof(before));
	broker_review_outputs(broker);
	return -EBUSY;
}

int orders_assign(struct broker *broker, const char *name, struct device *device,
		  unsigned int index, char reason[WORKER_REASON_BYTES])
{
	int ret = output_check(broker, name, reason);

	if (!ret && device)
		ret = device_check(device, name, index, reason);
	if (!ret)
		ret = output_give(broker, name, device, index, reason);
	if (!ret)
		log_info("%s is assigned %s%s", name, device ? "to " : "as configured",
			 device ? device->name : "");
	return ret;
}

static int mirror_check(struct device *device, const char *name, unsigned int index,
			char reason[WORKER_REASON_BYTES])
{
	const struct output *claim = outputs_find(&device->broker->outputs, name);
	int ret = device_check(device, name, index, reason);

	if (ret || !claim || claim->owner != &device->owner || claim->place != index)
		return ret;
	snprintf(reason, WORKER_REASON_BYTES, "%.31s shows connector %u of %s itself", name,
		 index, device->name);
	return -EBUSY;
}

int orders_mirror(struct broker *broker, const char *name, struct device *device,
		  unsigned int index, char reason[WORKER_REASON_BYTES])
{
	int ret = output_check(broker, name, reason);

	if (!ret && device)
		ret = mirror_check(device, name, index, reason);
	if (!ret && !device && !outputs_is_assigned_mirror(&broker->outputs, name)) {
		snprintf(reason, WORKER_REASON_BYTES,
			 "%.31s has not been told to mirror anything", name);
		ret = -ENXIO;
	}
	if (!ret)
		ret = output_give(broker, name, device, worker_mirror_place(index), reason);
	if (!ret && device)
		log_info("%s mirrors connector %u of %s", name, index, device->name);
	else if (!ret)
		log_info("%s mirrors nothing by order", name);
	return ret;
}

int orders_blank(struct broker *broker, const char *name, bool blank,
		 char reason[WORKER_REASON_BYTES])
{
	int ret = output_check(broker, name, reason);

	if (ret)
		return ret;
	if (outputs_set_blank(&broker->outputs, name, blank))
		return full(reason);
	broker_review_outputs(broker);
	log_info("%s is %s", name, blank ? "blank" : "no longer blank");
	return 0;
}
