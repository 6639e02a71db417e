// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/control_commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/control.h"
#include "tools/vdispld/broker.h"
#include "tools/vdispld/control_events.h"
#include "tools/vdispld/control_outputs.h"
#include "tools/vdispld/control_plane.h"
#include "tools/vdispld/control_trace.h"
#include "tools/vdispld/device.h"

static void add_number(struct json_object *object, const char *key, uint64_t number)
{
	json_object_object_add(object, key, json_object_new_uint64(number));
}

static void add_string(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

/* What a worker sends is the guest's to choose: no control characters, no bytes. */
static void add_untrusted_string(struct json_object *object, const char *key,
				 const char *untrusted_text)
{
	char text[WORKER_REASON_BYTES];
	char *c;

	snprintf(text, sizeof(text), "%s", untrusted_text);
	for (c = text; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	add_string(object, key, text);
}

static void add_identity(struct json_object *object, const struct device *device)
{
	char name[DEVICE_GUEST_BYTES];

	device_read_guest(device, name);
	add_number(object, "domid", device->key.domid);
	add_number(object, "devid", device->key.devid);
	add_string(object, "name", name);
}

static void list_run(struct control_client *client)
{
	struct json_object *reply = json_object_new_object();
	struct json_object *devices = json_object_new_array();
	struct device *device, *next;

	HASH_ITER(hh, client->server->broker->devices, device, next) {
		struct json_object *entry = json_object_new_object();

		add_identity(entry, device);
		json_object_array_add(devices, entry);
	}
	json_object_object_add(reply, "devices", devices);
	control_client_reply(client, reply, -1);
}

static const char *mode_name(uint32_t mode)
{
	switch (mode) {
	case WORKER_MODE_ZERO_COPY:
		return "zero-copy";
	case WORKER_MODE_COPY:
		return "copy";
	case WORKER_MODE_HEADLESS:
		return "headless";
	}
	return "off";
}

static void add_shown(struct json_object *connector,
		      const struct worker_connector_status *status)
{
	struct json_object *shown;
	char format[5];

	if (status->mode == WORKER_MODE_OFF)
		return;
	shown = json_object_new_object();
	control_format_name(status->fourcc, format);
	add_number(shown, "width", status->width);
	add_number(shown, "height", status->height);
	add_string(shown, "format", format);
	json_object_object_add(connector, "shown", shown);
}

static void add_latency(struct json_object *connector,
			const struct worker_connector_status *status)
{
	struct json_object *latency = json_object_new_object();

	add_number(latency, "last", status->latency_last);
	add_number(latency, "median", status->latency_median);
	add_number(latency, "max", status->latency_max);
	json_object_object_add(connector, "latency_ms", latency);
}

static void add_mirror(struct json_object *connector, const struct device *device,
		       unsigned int index, const struct worker_connector_status *status)
{
	const struct connection *connection = &device->connection;
	unsigned int place = worker_mirror_place(index);
	const struct worker_connector *given = &connection->setup.connectors[place];
	struct json_object *mirror;

	if (!connection_is_mirrored(connection, index))
		return;
	mirror = json_object_new_object();
	add_string(mirror, "output", given->output);
	add_string(mirror, "mode", given->card < 0 ? "headless" : mode_name(status->mode));
	add_untrusted_string(mirror, "reason", given->card < 0 ?
			     connection->reasons[place] : status->reason);
	add_number(mirror, "flips", status->flips);
	add_number(mirror, "bytes_copied", status->bytes_copied);
	json_object_object_add(connector, "mirror", mirror);
}

static struct json_object *connector_new(const struct device *device,
					 unsigned int index,
					 const struct worker_connector_status *statuses)
{
	const struct worker_connector_status *status = &statuses[index];
	const struct worker_connector *given = &device->connection.setup.connectors[index];
	struct json_object *connector = json_object_new_object();

	add_number(connector, "index", index);
	add_string(connector, "id", given->unique_id);
	add_number(connector, "width", given->width);
	add_number(connector, "height", given->height);
	add_string(connector, "output", given->output);
	add_string(connector, "mode", mode_name(status->mode));
	add_untrusted_string(connector, "reason", given->card < 0 ?
			     device->connection.reasons[index] : status->reason);
	add_shown(connector, status);
	add_number(connector, "flips", status->flips);
	add_number(connector, "bytes_copied", status->bytes_copied);
	add_latency(connector, status);
	add_mirror(connector, device, index, &statuses[worker_mirror_place(index)]);
	return connector;
}

static void add_handle(struct json_object *object, const char *key, uint64_t handle)
{
	char text[24];

	snprintf(text, sizeof(text), "%#" PRIx64, handle);
	add_string(object, key, text);
}

static struct json_object *buffer_new(const struct worker_buffer *buffer)
{
	struct json_object *object = json_object_new_object();
	char format[5];

	add_handle(object, "handle", buffer->handle);
	if (buffer->view)
		add_handle(object, "view", buffer->view);
	if (!buffer->fourcc)
		return object;
	control_format_name(buffer->fourcc, format);
	add_number(object, "width", buffer->width);
	add_number(object, "height", buffer->height);
	add_string(object, "format", format);
	return object;
}

static struct json_object *buffer_list_new(const struct worker_status *status)
{
	struct json_object *list = json_object_new_array();
	unsigned int i;

	for (i = 0; i < status->n_buffers; i++)
		json_object_array_add(list, buffer_new(&status->buffers[i]));
	return list;
}

static struct json_object *device_new(const struct device *device,
				      const struct worker_status *status)
{
	struct json_object *object = json_object_new_object();
	struct json_object *connectors = json_object_new_array();
	unsigned int i;

	add_identity(object, device);
	add_string(object, "state", device_state_name(device));
	add_string(object, "reason",
		   device->config_state == DEVICE_CONFIG_REFUSED ? device->refusal : "");
	add_number(object, "buffers", status->n_buffers);
	add_number(object, "pages", status->pages);
	add_number(object, "max_pages", device->config_state == DEVICE_CONFIG_GOOD ?
		   device->connection.setup.max_pages : 0);
	if (device->config_state == DEVICE_CONFIG_GOOD)
		for (i = 0; i < device->connection.setup.n_connectors; i++)
			json_object_array_add(connectors, connector_new(
				device, i, status->connectors));
	json_object_object_add(object, "connectors", connectors);
	json_object_object_add(object, "buffer_list", buffer_list_new(status));
	return object;
}

struct device *control_client_device(struct control_client *client)
{
	return broker_find_device(client->server->broker, client->domid, client->devid);
}

static void status_answered(void *who, const struct worker_answer *answer)
{
	static const struct worker_status none;
	struct control_client *client = who;
	struct device *device = control_client_device(client);

	if (!device)
		control_client_fail(client, ENOENT, "dom%u/%u has gone",
				    client->domid, client->devid);
	else
		control_client_reply(client, device_new(device, answer->error ?
							&none : &answer->status), -1);
}

static void show_run(struct control_client *client, struct device *device)
{
	static const struct worker_status none;

	if (device->worker_state == DEVICE_WORKER_SERVING &&
	    !worker_ask_status(device->worker, status_answered, client))
		control_client_wait(client);
	else
		control_client_reply(client, device_new(device, &none), -1);
}

static int client_address(struct control_client *client, struct json_object *request)
{
	uint64_t domid, devid;

	if (control_get_u64(request, "domid", UINT32_MAX, &domid) ||
	    control_get_u64(request, "devid", UINT32_MAX, &devid))
		return -EINVAL;
	client->domid = domid;
	client->devid = devid;
	return 0;
}

void control_command_run(struct control_client *client, struct json_object *request)
{
	const char *command = control_get_string(request, "command", "");
	uint64_t connector = 0;
	struct device *device;

	if (strcmp(command, "trace"))
		control_trace_end(client);
	if (!strcmp(command, "list")) {
		list_run(client);
		return;
	}
	if (!strcmp(command, "events")) {
		control_events_begin(client);
		return;
	}
	if (!strcmp(command, "assign")) {
		control_assign(client, request);
		return;
	}
	if (!strcmp(command, "mirror")) {
		control_mirror(client, request);
		return;
	}
	if (!strcmp(command, "orders")) {
		control_orders(client);
		return;
	}
	if (!strcmp(command, "identify")) {
		control_identify(client);
		return;
	}
	if (!strcmp(command, "blank")) {
		control_blank(client, request);
		return;
	}
	if (strcmp(command, "show") && strcmp(command, "plane") &&
	    strcmp(command, "trace")) {
		control_client_fail(client, EINVAL,
				    "unknown command, want assign, blank, events, identify, list, mirror, orders, show, plane or trace");
		return;
	}
	if (client_address(client, request) ||
	    (!strcmp(command, "plane") &&
	     control_get_u64(request, "connector", UINT32_MAX, &connector))) {
		control_client_fail(client, EINVAL, "want domid and devid%s, as numbers",
				    strcmp(command, "plane") ? "" : " and connector");
		return;
	}
	client->connector = connector;
	device = control_client_device(client);
	if (!device)
		control_client_fail(client, ENOENT, "no device dom%u/%u",
				    client->domid, client->devid);
	else if (!strcmp(command, "show"))
		show_run(client, device);
	else if (!strcmp(command, "trace"))
		control_trace_run(client, device);
	else
		control_plane_run(client, device, request);
}

void control_command_abandon(struct control_client *client)
{
	struct device *device = control_client_device(client);

	if (device && device->worker)
		worker_forget(device->worker, client);
}
