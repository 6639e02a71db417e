// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <inttypes.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/client.h"
#include "tools/vdisplctl/devices.h"
#include "tools/vdisplctl/text.h"

/* 80 columns; a longer name or id pushes its line, it is never cut. */
#define ROW "%-18s %5" PRIu64 " %3s %-10s %-10s %-9s %9s %8s\n"

static void reason_print(FILE *out, const char *reason)
{
	fputs("    ", out);
	text_wrap(out, reason, 4);
}

/* @shown is the connector, or its mirror. */
static void row_print(FILE *out, struct json_object *device,
		      struct json_object *connector, struct json_object *shown)
{
	const char *reason = control_get_string(shown, "reason", "");
	char index[24], size[48], flips[24], copied[16];

	snprintf(index, sizeof(index), "%" PRIu64 "%s", client_number(connector, "index"),
		 shown == connector ? "" : "m");
	snprintf(size, sizeof(size), "%" PRIu64 "x%" PRIu64,
		 client_number(connector, "width"), client_number(connector, "height"));
	snprintf(flips, sizeof(flips), "%" PRIu64, client_number(shown, "flips"));
	bytes_format(client_number(shown, "bytes_copied"), copied);
	fprintf(out, ROW, control_get_string(device, "name", ""),
		client_number(device, "domid"), index, size,
		control_get_string(shown, "output", "-"),
		control_get_string(shown, "mode", "-"), flips, copied);
	if (*reason)
		reason_print(out, reason);
}

static void connector_print(FILE *out, struct json_object *device,
			    struct json_object *connector)
{
	struct json_object *mirror;

	row_print(out, device, connector, connector);
	if (json_object_object_get_ex(connector, "mirror", &mirror))
		row_print(out, device, connector, mirror);
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
		reason_print(out, control_get_string(device, "reason", ""));
}

void list_print(FILE *out, struct json_object *devices)
{
	size_t i;

	fprintf(out, "%-18s %5s %3s %-10s %-10s %-9s %9s %8s\n", "Name", "ID", "Con",
		"Size", "Output", "Mode", "Flips", "Copied");
	for (i = 0; i < json_object_array_length(devices); i++)
		device_print(out, json_object_array_get_idx(devices, i));
}

int cmd_list(const struct arguments *arguments)
{
	struct json_object *devices, *whole;

	if (devices_fetch_all(arguments->socket_path, &devices)) {
		json_object_put(devices);
		return COMMAND_FAILED;
	}
	if (arguments_option(arguments, "--json")) {
		whole = json_object_new_object();
		json_object_object_add(whole, "devices", devices);
		json_print(whole);
	} else {
		list_print(stdout, devices);
		json_object_put(devices);
	}
	return COMMAND_DONE;
}
