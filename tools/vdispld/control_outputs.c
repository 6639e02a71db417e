// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/control_outputs.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/vdispld/broker.h"
#include "tools/vdispld/orders.h"

/* The reply to what has been done: the request's own words. */
static void done(struct control_client *client, struct json_object *request)
{
	struct json_object *reply = json_object_new_object(), *member;
	static const char *const keys[] = { "output", "domid", "devid", "connector",
					    "blank" };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (json_object_object_get_ex(request, keys[i], &member))
			json_object_object_add(reply, keys[i], json_object_get(member));
	control_client_reply(client, reply, -1);
}

/* NULL: the request has no name of an output, which has been answered. */
static const char *output_get(struct control_client *client,
			      struct json_object *request)
{
	const char *name = control_get_string(request, "output", "");
	size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (length > 0 && length < WORKER_OUTPUT_BYTES && !name[length])
		return name;
	control_client_fail(client, EINVAL, "want output, the name of a host connector");
	return NULL;
}

/*
 * Whoever may connect may look; the socket's group may be one of screenshot takers.
 * To change something takes the user that we are.
 */
static bool may_change(struct control_client *client)
{
	struct ucred peer = { 0 };
	socklen_t size = sizeof(peer);

	if (!getsockopt(client->fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) &&
	    peer.uid == geteuid())
		return true;
	control_client_fail(client, EPERM, "only root may change what outputs show");
	return false;
}

typedef int (*order_fn)(struct broker *broker, const char *name, struct device *device,
			unsigned int index, char reason[WORKER_REASON_BYTES]);

/* An output to a connector, or, where the request names none, to nobody. */
static void order_run(struct control_client *client, struct json_object *request,
		      order_fn order)
{
	struct broker *broker = client->server->broker;
	uint64_t domid, devid, connector = 0;
	char reason[WORKER_REASON_BYTES];
	struct device *device = NULL;
	const char *name;
	int ret;

	if (!may_change(client))
		return;
	name = output_get(client, request);
	if (!name)
		return;
	ret = control_get_u64(request, "domid", UINT32_MAX, &domid);
	if (ret != -ENOENT &&
	    (ret || control_get_u64(request, "devid", UINT32_MAX, &devid) ||
	     control_get_u64(request, "connector", UINT32_MAX, &connector))) {
		control_client_fail(client, EINVAL,
				    "want domid, devid and connector, as numbers, or none");
		return;
	}
	if (!ret) {
		device = broker_find_device(broker, domid, devid);
		if (!device) {
			control_client_fail(client, ENOENT, "no device dom%u/%u",
					    (unsigned int)domid, (unsigned int)devid);
			return;
		}
	}
	ret = order(broker, name, device, connector, reason);
	if (ret)
		control_client_fail(client, -ret, "%s", reason);
	else
		done(client, request);
}

void control_assign(struct control_client *client, struct json_object *request)
{
	order_run(client, request, orders_assign);
}

void control_mirror(struct control_client *client, struct json_object *request)
{
	order_run(client, request, orders_mirror);
}

void control_blank(struct control_client *client, struct json_object *request)
{
	char reason[WORKER_REASON_BYTES];
	struct json_object *blank;
	const char *name;
	int ret;

	if (!may_change(client))
		return;
	name = output_get(client, request);
	if (!name)
		return;
	if (!json_object_object_get_ex(request, "blank", &blank) ||
	    !json_object_is_type(blank, json_type_boolean)) {
		control_client_fail(client, EINVAL, "want blank, true or false");
		return;
	}
	ret = orders_blank(client->server->broker, name,
			   json_object_get_boolean(blank), reason);
	if (ret)
		control_client_fail(client, -ret, "%s", reason);
	else
		done(client, request);
}

static const struct device *owner_device(struct broker *broker,
					 const struct output_owner *owner)
{
	struct device *device, *next;

	HASH_ITER(hh, broker->devices, device, next)
		if (&device->owner == owner)
			return device;
	return NULL;
}

static struct json_object *order_new(struct broker *broker,
				     const struct output_order *order)
{
	const struct device *device = owner_device(broker, order->owner);
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "output", json_object_new_string(order->name));
	json_object_object_add(object, "blank", json_object_new_boolean(order->blank));
	if (!device)
		return object;
	json_object_object_add(object, "domid", json_object_new_uint64(device->key.domid));
	json_object_object_add(object, "devid", json_object_new_uint64(device->key.devid));
	json_object_object_add(object, "connector", json_object_new_uint64(
				       worker_place_connector(order->place)));
	json_object_object_add(object, "mirror", json_object_new_boolean(
				       order->place >= WORKER_MAX_CONNECTORS));
	return object;
}

void control_orders(struct control_client *client)
{
	struct broker *broker = client->server->broker;
	struct json_object *reply = json_object_new_object();
	struct json_object *orders = json_object_new_array();
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (broker->outputs.orders[i].name[0])
			json_object_array_add(orders, order_new(broker,
							&broker->outputs.orders[i]));
	json_object_object_add(reply, "orders", orders);
	control_client_reply(client, reply, -1);
}

void control_identify(struct control_client *client)
{
	struct identify *identify = &client->server->broker->identify;
	struct json_object *reply, *outputs, *output;
	unsigned int i;

	if (!may_change(client))
		return;
	if (identify_begin(identify)) {
		control_client_fail(client, ENODEV,
				    "no display is there, or its card is held by another program");
		return;
	}
	reply = json_object_new_object();
	outputs = json_object_new_array();
	for (i = 0; i < identify->n; i++) {
		output = json_object_new_object();
		json_object_object_add(output, "number", json_object_new_uint64(
					       identify->plates[i].number));
		json_object_object_add(output, "output", json_object_new_string(
					       identify->plates[i].name));
		json_object_array_add(outputs, output);
	}
	json_object_object_add(reply, "outputs", outputs);
	json_object_object_add(reply, "seconds",
			       json_object_new_uint64(IDENTIFY_SECONDS));
	control_client_reply(client, reply, -1);
}
