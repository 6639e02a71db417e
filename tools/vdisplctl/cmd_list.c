// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/client.h"

/* 80 columns; a longer name or id pushes its line, it is never cut. */
#define ROW "%-18s %5" PRIu64 " %3s %-10s %-10s %-9s %9s %8s\n"

/* Four digits at most and a unit: "0", "1023", "1.2M", "31G". */
static void bytes_format(uint64_t bytes, char text[16])
{
	static const char units[] = "KMGTPE";
	double value = bytes;
	int unit = -1;

	while (value >= 1024 && units[unit + 1]) {
		value /= 1024;
		unit++;
	}
	if (unit < 0)
		snprintf(text, 16, "%" PRIu64, bytes);
	else
		snprintf(text, 16, value < 9.95 ? "%.1f%c" : "%.0f%c", value, units[unit]);
}

static void connector_print(FILE *out, struct json_object *device,
			    struct json_object *connector)
{
	const char *reason = control_get_string(connector, "reason", "");
	char index[24], size[48], flips[24], copied[16];

	snprintf(index, sizeof(index), "%" PRIu64, client_number(connector, "index"));
	snprintf(size, sizeof(size), "%" PRIu64 "x%" PRIu64,
		 client_number(connector, "width"), client_number(connector, "height"));
	snprintf(flips, sizeof(flips), "%" PRIu64, client_number(connector, "flips"));
	bytes_format(client_number(connector, "bytes_copied"), copied);
	fprintf(out, ROW, control_get_string(device, "name", ""),
		client_number(device, "domid"), index, size,
		control_get_string(connector, "output", "-"),
		control_get_string(connector, "mode", "-"), flips, copied);
	if (*reason)
		fprintf(out, "    %s\n", reason);
}

static void device_print(FILE *out, struct json_object *device)
{
	struct json_object *connectors = NULL;
	size_t i, n = 0;

	if (json_object_object_get_ex(device, "connectors", &connectors) &&
	    json_object_is_type(connectors, json_type_array))
		n = json_object_array_length(connectors);
	for (i = 0; i < n; i++)
		connector_print(out, device, json_object_array_get_idx(connectors, i));
	if (n > 0)
		return;
	fprintf(out, ROW, control_get_string(device, "name", ""),
		client_number(device, "domid"), "-", "-", "-",
		control_get_string(device, "state", "-"), "-", "-");
	if (*control_get_string(device, "reason", ""))
		fprintf(out, "    %s\n", control_get_string(device, "reason", ""));
}

void list_print(FILE *out, struct json_object *devices)
{
	size_t i;

	fprintf(out, "%-18s %5s %3s %-10s %-10s %-9s %9s %8s\n", "Name", "ID", "Con",
		"Size", "Output", "Mode", "Flips", "Copied");
	for (i = 0; i < json_object_array_length(devices); i++)
		device_print(out, json_object_array_get_idx(devices, i));
}

/* Every device as "show" describes it: an array, which the caller puts. */
static int devices_fetch(struct client *client, struct json_object **devices)
{
	struct json_object *request = json_object_new_object(), *reply, *list, *device;
	size_t i;
	int ret;

	json_object_object_add(request, "command", json_object_new_string("list"));
	ret = client_ask(client, request, &reply, NULL);
	if (ret)
		return ret;
	*devices = json_object_new_array();
	if (!json_object_object_get_ex(reply, "devices", &list) ||
	    !json_object_is_type(list, json_type_array))
		goto put_reply;
	for (i = 0; i < json_object_array_length(list); i++) {
		ret = client_show(client, json_object_array_get_idx(list, i), &device);
		/* It went between the two questions. */
		if (ret == -ENOENT) {
			ret = 0;
			continue;
		}
		if (ret)
			break;
		json_object_array_add(*devices, device);
	}
put_reply:
	json_object_put(reply);
	if (ret)
		json_object_put(*devices);
	return ret;
}

int cmd_list(const char *socket_path, int argc, char **argv)
{
	struct json_object *devices, *whole;
	struct client client;
	int json = argc == 1 && !strcmp(argv[0], "--json"), ret;

	if (argc > json) {
		fputs("usage: vdisplctl list [--json]\n", stderr);
		return COMMAND_USAGE;
	}
	if (client_open(&client, socket_path))
		return COMMAND_FAILED;
	ret = devices_fetch(&client, &devices);
	client_close(&client);
	if (ret)
		return COMMAND_FAILED;
	if (json) {
		whole = json_object_new_object();
		json_object_object_add(whole, "devices", devices);
		puts(json_object_to_json_string_ext(whole, JSON_C_TO_STRING_PRETTY |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
		json_object_put(whole);
	} else {
		list_print(stdout, devices);
		json_object_put(devices);
	}
	return COMMAND_DONE;
}
