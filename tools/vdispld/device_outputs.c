// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/device_outputs.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/domain.h"

void device_identify(struct device *device)
{
	struct config_identity *guest = &device->owner.guest;
	const char *uuid = strrchr(device->identity, '/');

	if (domain_read_name(device->broker->xs, device->key.domid, guest->name,
			     sizeof(guest->name)))
		guest->name[0] = '\0';
	snprintf(guest->uuid, sizeof(guest->uuid), "%s", uuid ? uuid + 1 : "");
}

uint32_t device_limit(const struct device *device, enum config_setting setting)
{
	return config_value(&device->broker->config, &device->owner.guest, setting);
}

static bool output_set(struct device *device, unsigned int place, bool lease)
{
	return connection_set_output(&device->connection, &device->broker->outputs,
				     &device->owner, place, lease);
}

void device_outputs_begin(struct device *device)
{
	struct worker_setup *setup = &device->connection.setup;
	unsigned int i;

	connection_begin(&device->connection, &device->config);
	for (i = 0; i < WORKER_MAX_PLACES; i++)
		setup->connectors[i].never_copy = !device_limit(device, CONFIG_COPY);
}

void device_outputs_take(struct device *device, bool lease)
{
	unsigned int i;

	device_outputs_begin(device);
	worker_for_each_place(i, &device->connection.setup)
		output_set(device, i, lease);
}

static void output_log(struct device *device, unsigned int place)
{
	const struct worker_connector *connector =
		&device->connection.setup.connectors[place];
	const char *reason = device->connection.reasons[place];
	unsigned int index = worker_place_connector(place);
	bool mirror = place != index;

	device_log(device, LOG_LEVEL_INFO, "connector %u \"%s\" %ux%u: %s%s%s%s",
		   index, connector->unique_id, connector->width, connector->height,
		   mirror ? "mirror: " : "",
		   mirror && !connection_is_mirrored(&device->connection, index) ?
		   "none" : connector->output, *reason ? ": " : "", reason);
}

void device_outputs_log(struct device *device)
{
	unsigned int i;

	for (i = 0; i < device->connection.setup.n_connectors; i++) {
		output_log(device, i);
		if (connection_is_mirrored(&device->connection, i))
			output_log(device, worker_mirror_place(i));
	}
}

static void output_tell(struct device *device, unsigned int place)
{
	struct connection *connection = &device->connection;
	struct worker_set_output output = {
		.index = place,
		.connector = connection->setup.connectors[place],
	};
	int ret;

	memcpy(output.reason, connection->reasons[place], sizeof(output.reason));
	ret = worker_set_output(device->worker, &output,
				connection_lease_fd(connection, place));
	if (!ret)
		return;
	/* The lease is taken back already; it is to stop showing as well. */
	device_log(device, LOG_LEVEL_WARNING, "worker does not listen: %s",
		   strerror(-ret));
	worker_kill(device->worker);
}

void device_outputs_review(struct device *device)
{
	bool running = device->worker_state == DEVICE_WORKER_STARTING ||
		       device->worker_state == DEVICE_WORKER_SERVING;
	unsigned int i;

	if (device->config_state != DEVICE_CONFIG_GOOD)
		return;
	worker_for_each_place(i, &device->connection.setup) {
		if (!output_set(device, i, running) || !running)
			continue;
		output_log(device, i);
		output_tell(device, i);
	}
	connection_sent(&device->connection);
}
