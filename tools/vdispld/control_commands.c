// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/control_commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/control.h"
#include "tools/common/xenstore.h"
#include "tools/vdispld/broker.h"
#include "tools/vdispld/device.h"

#define GUEST_NAME_BYTES 64

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
	char path[STORE_PATH_BYTES], name[GUEST_NAME_BYTES];

	snprintf(path, sizeof(path), "/local/domain/%u/name", device->key.domid);
	store_read(device->broker->xs, path, name, sizeof(name));
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

static struct json_object *connector_new(const struct device *device,
					 unsigned int index,
					 const struct worker_connector_status *status)
{
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
	return connector;
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
	if (device->config_state == DEVICE_CONFIG_GOOD)
		for (i = 0; i < device->connection.setup.n_connectors; i++)
			json_object_array_add(connectors, connector_new(
				device, i, &status->connectors[i]));
	json_object_object_add(object, "connectors", connectors);
	return object;
}

static struct device *client_device(struct control_client *client)
{
	return broker_find_device(client->server->broker, client->domid, client->devid);
}

static void status_answered(void *who, const struct worker_answer *answer)
{
	static const struct worker_status none;
	struct control_client *client = who;
	struct device *device = client_device(client);

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

static void plane_answered(void *who, const struct worker_answer *answer)
{
	const struct worker_plane *plane = &answer->plane;
	struct control_client *client = who;
	struct json_object *reply;
	char format[5];

	if (answer->error) {
		control_client_fail(client, -answer->error,
				    answer->error == -ENODATA ?
				    "dom%u/%u: connector %u shows nothing now" :
				    "dom%u/%u: connector %u: no picture",
				    client->domid, client->devid, client->connector);
		return;
	}
	control_format_name(plane->fourcc, format);
	reply = json_object_new_object();
	add_number(reply, "width", plane->width);
	add_number(reply, "height", plane->height);
	add_string(reply, "format", format);
	add_number(reply, "stride", plane->stride);
	add_number(reply, "offset", plane->offset);
	add_number(reply, "size", plane->size);
	add_number(reply, "frame", plane->frame);
	control_client_reply(client, reply, answer->fd);
}

static void plane_run(struct control_client *client, struct device *device)
{
	int ret;

	if (client->connector >= device->connection.setup.n_connectors) {
		control_client_fail(client, ENOENT, "%s has no connector %u",
				    device->name, client->connector);
		return;
	}
	if (device->worker_state != DEVICE_WORKER_SERVING) {
		control_client_fail(client, ENODATA, "%s: the guest is not connected",
				    device->name);
		return;
	}
	ret = worker_ask_plane(device->worker, client->connector, plane_answered,
			       client);
	if (ret)
		control_client_fail(client, -ret, "%s: %s", device->name,
				    strerror(-ret));
	else
		control_client_wait(client);
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

	if (!strcmp(command, "list")) {
		list_run(client);
		return;
	}
	if (strcmp(command, "show") && strcmp(command, "plane")) {
		control_client_fail(client, EINVAL,
				    "unknown command, want list, show or plane");
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
	device = client_device(client);
	if (!device)
		control_client_fail(client, ENOENT, "no device dom%u/%u",
				    client->domid, client->devid);
	else if (!strcmp(command, "show"))
		show_run(client, device);
	else
		plane_run(client, device);
}

void control_command_abandon(struct control_client *client)
{
	struct device *device = client_device(client);

	if (device && device->worker)
		worker_forget(device->worker, client);
}
