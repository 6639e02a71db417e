// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client that wants the next picture is asked for the present one first. If that is
 * another than it knows, it is the answer; else the client is parked until the worker
 * says that there is one. So nothing is sent to whoever has not asked, a slow client
 * gets the newest picture and not all of them, and a worker is never asked twice at a time.
 */
#include "tools/vdispld/control_plane.h"

#include <errno.h>
#include <string.h>

#include "tools/common/control.h"
#include "tools/vdispld/control_commands.h"
#include "tools/vdispld/device.h"

static void add_number(struct json_object *object, const char *key, uint64_t number)
{
	json_object_object_add(object, key, json_object_new_uint64(number));
}

static void add_string(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

/* Of a worker's plane nothing can hurt but its numbers, which have been checked. */
static struct json_object *plane_new(const struct control_client *client,
				     const struct worker_plane *plane, bool shown)
{
	struct json_object *object = json_object_new_object();
	char format[5];

	add_number(object, "domid", client->domid);
	add_number(object, "devid", client->devid);
	add_number(object, "connector", client->connector);
	add_number(object, "frame", plane->frame);
	if (!shown)
		return object;
	control_format_name(plane->fourcc, format);
	add_number(object, "width", plane->width);
	add_number(object, "height", plane->height);
	add_string(object, "format", format);
	add_number(object, "modifier", plane->modifier);
	add_number(object, "stride", plane->stride);
	add_number(object, "offset", plane->offset);
	add_number(object, "size", plane->size);
	add_number(object, "buffer", plane->buffer);
	add_string(object, "memory", plane->own ? "host" : "guest");
	return object;
}

static void plane_deliver(struct control_client *client,
			  const struct worker_answer *answer)
{
	const struct worker_plane *plane = &answer->plane;

	if (!answer->error || (answer->error == -ENODATA && client->wants_next))
		control_client_reply(client, plane_new(client, plane, !answer->error),
				     answer->fd);
	else if (answer->error == -ENODATA)
		control_client_fail(client, ENODATA,
				    "dom%u/%u: connector %u shows nothing now",
				    client->domid, client->devid, client->connector);
	else
		control_client_fail(client, -answer->error,
				    "dom%u/%u: connector %u: no picture: %s",
				    client->domid, client->devid, client->connector,
				    strerror(-answer->error));
}

static void next_plane_answered(void *who, const struct worker_answer *answer)
{
	plane_deliver(who, answer);
}

static void plane_await(struct control_client *client)
{
	struct device *device = control_client_device(client);
	int ret = -ENODEV;

	if (!control_client_may_park(client))
		ret = -EBUSY;
	else if (device && device->worker)
		ret = worker_await_plane(device->worker, client->connector,
					 client->after, next_plane_answered, client);
	if (ret)
		control_client_fail(client, -ret, "dom%u/%u: cannot wait: %s",
				    client->domid, client->devid, strerror(-ret));
	else
		control_client_park(client);
}

static void plane_answered(void *who, const struct worker_answer *answer)
{
	struct control_client *client = who;

	if (client->wants_next && (!answer->error || answer->error == -ENODATA) &&
	    answer->plane.frame == client->after)
		plane_await(client);
	else
		plane_deliver(client, answer);
}

void control_plane_run(struct control_client *client, struct device *device,
		       struct json_object *request)
{
	int ret = control_get_u64(request, "after", UINT64_MAX, &client->after);

	if (ret == -EINVAL) {
		control_client_fail(client, EINVAL, "want after as a frame's number");
		return;
	}
	client->wants_next = !ret;
	if (client->connector >= device->connection.setup.n_connectors) {
		control_client_fail(client, ENOENT, "%s has no connector %u",
				    device->name, client->connector);
		return;
	}
	if (device->worker_state != DEVICE_WORKER_SERVING) {
		control_client_fail(client, client->wants_next ? ENODEV : ENODATA,
				    "%s: the guest is not connected", device->name);
		return;
	}
	ret = worker_ask_plane(device->worker, client->connector, plane_answered, client);
	if (ret)
		control_client_fail(client, -ret, "%s: %s", device->name, strerror(-ret));
	else
		control_client_wait(client);
}
