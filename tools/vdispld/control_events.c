// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/control_events.h"

#include <time.h>

#include "tools/vdispld/device.h"

static const char *level_name(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR:
		return "error";
	case LOG_LEVEL_WARNING:
		return "warning";
	case LOG_LEVEL_INFO:
		return "info";
	case LOG_LEVEL_DEBUG:
		break;
	}
	return "debug";
}

static struct json_object *event_new(const struct device *device, enum log_level level,
				     const char *text)
{
	struct json_object *event = json_object_new_object();
	char name[DEVICE_GUEST_BYTES];

	device_read_guest(device, name);
	json_object_object_add(event, "time", json_object_new_int64(time(NULL)));
	json_object_object_add(event, "domid", json_object_new_uint64(device->key.domid));
	json_object_object_add(event, "devid", json_object_new_uint64(device->key.devid));
	json_object_object_add(event, "name", json_object_new_string(name));
	json_object_object_add(event, "level", json_object_new_string(level_name(level)));
	json_object_object_add(event, "text", json_object_new_string(text));
	return event;
}

void control_events_begin(struct control_client *client)
{
	struct json_object *reply = json_object_new_object();

	json_object_object_add(reply, "events", json_object_new_boolean(true));
	client->listens = true;
	control_client_reply(client, reply, -1);
}

void control_events_send(void *data, const struct device *device,
			 enum log_level level, const char *text)
{
	struct control_server *server = data;
	struct json_object *event = NULL;
	unsigned int i;

	for (i = 0; i < CONTROL_MAX_CLIENTS; i++) {
		struct control_client *client = &server->clients[i];

		if (client->fd < 0 || !client->listens)
			continue;
		if (!event)
			event = event_new(device, level, text);
		control_client_tell(client, json_object_get(event));
	}
	json_object_put(event);
}
