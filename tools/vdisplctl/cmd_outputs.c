// SPDX-License-Identifier: GPL-2.0-only
/* The host's outputs, as the kernel has them, and the guests on them. */
#include "tools/vdisplctl/command.h"

#include <inttypes.h>
#include <string.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/devices.h"
#include "tools/vdisplctl/host_outputs.h"

/* 80 columns; a longer name pushes its line, it is never cut. */
#define ROW "%-12s %-7s %-12s %-10s %-18s %3s %s\n"

struct use {
	struct json_object *device;
	struct json_object *connector;
	struct json_object *mirror;	/* of the connector, and this is it; or NULL */
};

static int is_on(struct json_object *shown, const char *name)
{
	return !strcmp(control_get_string(shown, "output", ""), name);
}

static const char *use_mode(const struct use *use)
{
	return control_get_string(use->mirror ? use->mirror : use->connector, "mode", "-");
}

/* Who shows something on the output; NULLs: nobody. */
static struct use use_find(struct json_object *devices, const char *name)
{
	struct json_object *device, *connectors, *connector, *mirror;
	size_t i, j;

	for (i = 0; i < json_object_array_length(devices); i++) {
		device = json_object_array_get_idx(devices, i);
		if (!json_object_object_get_ex(device, "connectors", &connectors) ||
		    !json_object_is_type(connectors, json_type_array))
			continue;
		for (j = 0; j < json_object_array_length(connectors); j++) {
			connector = json_object_array_get_idx(connectors, j);
			if (is_on(connector, name))
				return (struct use){ device, connector, NULL };
			if (json_object_object_get_ex(connector, "mirror", &mirror) &&
			    is_on(mirror, name))
				return (struct use){ device, connector, mirror };
		}
	}
	return (struct use){ NULL, NULL, NULL };
}

static int order_is(struct json_object *order, const char *key)
{
	struct json_object *member;

	return json_object_object_get_ex(order, key, &member) &&
	       (json_object_is_type(member, json_type_int) ||
		json_object_get_boolean(member));
}

/* What has been ordered of the output; NULL: nothing. */
static struct json_object *order_find(struct json_object *orders, const char *name)
{
	size_t i;

	for (i = 0; i < json_object_array_length(orders); i++) {
		struct json_object *order = json_object_array_get_idx(orders, i);

		if (is_on(order, name))
			return order;
	}
	return NULL;
}

static void order_print(FILE *out, struct json_object *order, const char *name)
{
	if (order_is(order, "blank"))
		fprintf(out, "    turned off: `vdisplctl blank %s off` ends it\n", name);
	if (order_is(order, "domid"))
		fprintf(out, "    %s by hand: `vdisplctl %s %s` ends it\n",
			order_is(order, "mirror") ? "a mirror" : "assigned",
			order_is(order, "mirror") ? "mirror --off" : "assign --reset",
			name);
}

static void output_print(FILE *out, const struct host_output *output,
			 const struct use *use)
{
	char size[32] = "-", index[24] = "-";

	if (output->n_modes)
		snprintf(size, sizeof(size), "%ux%u", output->modes[0].width,
			 output->modes[0].height);
	if (use->connector)
		snprintf(index, sizeof(index), "%" PRIu64 "%s",
			 client_number(use->connector, "index"), use->mirror ? "m" : "");
	fprintf(out, ROW, output->name, output->card,
		output->connected ? "connected" : "disconnected", size,
		use->device ? control_get_string(use->device, "name", "") : "-", index,
		use->connector ? use_mode(use) : "-");
}

void outputs_print(FILE *out, const struct host_outputs *outputs,
		   struct json_object *devices, struct json_object *orders)
{
	unsigned int i;

	fprintf(out, ROW, "Output", "Card", "State", "Size", "Guest", "Con", "Mode");
	for (i = 0; i < outputs->n; i++) {
		const char *name = outputs->outputs[i].name;
		struct use use = use_find(devices, name);

		output_print(out, &outputs->outputs[i], &use);
		order_print(out, order_find(orders, name), name);
	}
}

static struct json_object *output_json(const struct host_output *output,
				       const struct use *use, struct json_object *order)
{
	struct json_object *object = json_object_new_object(), *modes, *guest;
	char size[32];
	unsigned int i;

	json_object_object_add(object, "name", json_object_new_string(output->name));
	json_object_object_add(object, "card", json_object_new_string(output->card));
	json_object_object_add(object, "connected",
			       json_object_new_boolean(output->connected));
	modes = json_object_new_array();
	for (i = 0; i < output->n_modes; i++) {
		snprintf(size, sizeof(size), "%ux%u", output->modes[i].width,
			 output->modes[i].height);
		json_object_array_add(modes, json_object_new_string(size));
	}
	json_object_object_add(object, "modes", modes);
	json_object_object_add(object, "blank",
			       json_object_new_boolean(order_is(order, "blank")));
	json_object_object_add(object, "assigned",
			       json_object_new_boolean(order_is(order, "domid")));
	if (!use->device)
		return object;
	guest = json_object_new_object();
	json_object_object_add(guest, "domid", json_object_new_uint64(
				       client_number(use->device, "domid")));
	json_object_object_add(guest, "devid", json_object_new_uint64(
				       client_number(use->device, "devid")));
	json_object_object_add(guest, "name", json_object_new_string(
				       control_get_string(use->device, "name", "")));
	json_object_object_add(guest, "connector", json_object_new_uint64(
				       client_number(use->connector, "index")));
	json_object_object_add(guest, "mode", json_object_new_string(use_mode(use)));
	json_object_object_add(guest, "mirror",
			       json_object_new_boolean(use->mirror != NULL));
	json_object_object_add(object, "guest", guest);
	return object;
}

static struct json_object *outputs_json(const struct host_outputs *outputs,
					struct json_object *devices,
					struct json_object *orders)
{
	struct json_object *whole = json_object_new_object();
	struct json_object *list = json_object_new_array();
	unsigned int i;

	for (i = 0; i < outputs->n; i++) {
		const char *name = outputs->outputs[i].name;
		struct use use = use_find(devices, name);

		json_object_array_add(list, output_json(&outputs->outputs[i], &use,
							order_find(orders, name)));
	}
	json_object_object_add(whole, "outputs", list);
	return whole;
}

/* The caller puts it; empty where vdispld does not say, or has no orders. */
static struct json_object *orders_get(struct client *client)
{
	struct json_object *request = json_object_new_object(), *reply, *orders;

	json_object_object_add(request, "command", json_object_new_string("orders"));
	if (client_ask(client, request, &reply, NULL))
		return json_object_new_array();
	if (json_object_object_get_ex(reply, "orders", &orders) &&
	    json_object_is_type(orders, json_type_array))
		json_object_get(orders);
	else
		orders = json_object_new_array();
	json_object_put(reply);
	return orders;
}

/* Without vdispld the outputs are shown all the same. */
static int guests_get(const char *socket_path, struct json_object **devices,
		      struct json_object **orders)
{
	struct client client;
	int ret = client_open(&client, socket_path);

	*devices = *orders = NULL;
	if (!ret) {
		ret = devices_fetch(&client, devices);
		if (!ret)
			*orders = orders_get(&client);
		client_close(&client);
	}
	if (!ret)
		return COMMAND_DONE;
	*devices = json_object_new_array();
	*orders = json_object_new_array();
	return COMMAND_FAILED;
}

int cmd_outputs(const struct arguments *arguments)
{
	const char *sysroot = arguments_option(arguments, "--sysroot");
	static struct host_outputs outputs;
	struct json_object *devices, *orders;
	int status;

	host_outputs_read(&outputs, sysroot ? sysroot : "");
	status = guests_get(arguments->socket_path, &devices, &orders);
	if (arguments_option(arguments, "--json"))
		json_print(outputs_json(&outputs, devices, orders));
	else
		outputs_print(stdout, &outputs, devices, orders);
	json_object_put(devices);
	json_object_put(orders);
	return status;
}
