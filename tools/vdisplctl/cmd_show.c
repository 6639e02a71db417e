// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <inttypes.h>

#include "tools/common/control.h"
#include "tools/common/pages.h"
#include "tools/vdisplctl/devices.h"
#include "tools/vdisplctl/target.h"
#include "tools/vdisplctl/text.h"

#define LABEL "  %-12s"
#define MARGIN 14

static void reason_print(FILE *out, struct json_object *object)
{
	const char *reason = control_get_string(object, "reason", "");

	if (!*reason)
		return;
	fprintf(out, LABEL, "Reason");
	text_wrap(out, reason, MARGIN);
}

static void shown_print(FILE *out, struct json_object *connector)
{
	struct json_object *shown;

	if (!json_object_object_get_ex(connector, "shown", &shown))
		return;
	fprintf(out, LABEL "%" PRIu64 "x%" PRIu64 ", format %s\n", "Shown",
		client_number(shown, "width"), client_number(shown, "height"),
		control_get_string(shown, "format", "?"));
}

static void mirror_print(FILE *out, struct json_object *connector)
{
	struct json_object *mirror;

	if (!json_object_object_get_ex(connector, "mirror", &mirror))
		return;
	fprintf(out, LABEL "%s, %s\n", "Mirror", control_get_string(mirror, "output", "-"),
		control_get_string(mirror, "mode", "-"));
	reason_print(out, mirror);
}

static void connector_print(FILE *out, struct json_object *connector)
{
	char copied[16];

	bytes_format(client_number(connector, "bytes_copied"), copied);
	fprintf(out, "\nConnector %" PRIu64 ": %s, %" PRIu64 "x%" PRIu64 "\n",
		client_number(connector, "index"),
		control_get_string(connector, "id", "-"),
		client_number(connector, "width"), client_number(connector, "height"));
	fprintf(out, LABEL "%s\n", "Output", control_get_string(connector, "output", "-"));
	fprintf(out, LABEL "%s\n", "Mode", control_get_string(connector, "mode", "-"));
	reason_print(out, connector);
	mirror_print(out, connector);
	shown_print(out, connector);
	fprintf(out, LABEL "%" PRIu64 ", %s octets copied for them\n", "Flips",
		client_number(connector, "flips"), copied);
}

void show_print(FILE *out, struct json_object *device)
{
	uint64_t pages = client_number(device, "pages");
	struct json_object *connectors;
	char held[16];
	size_t i;

	bytes_format(pages * PAGES_OCTETS, held);
	fprintf(out, "%s (domain %" PRIu64 "), device %" PRIu64 "\n",
		control_get_string(device, "name", ""), client_number(device, "domid"),
		client_number(device, "devid"));
	fprintf(out, LABEL "%s\n", "State", control_get_string(device, "state", "-"));
	reason_print(out, device);
	fprintf(out, LABEL "%" PRIu64 ", of %" PRIu64 " pages (%s) of the guest's\n",
		"Buffers", client_number(device, "buffers"), pages, held);
	if (!json_object_object_get_ex(device, "connectors", &connectors) ||
	    !json_object_is_type(connectors, json_type_array))
		return;
	for (i = 0; i < json_object_array_length(connectors); i++)
		connector_print(out, json_object_array_get_idx(connectors, i));
}

/* Those of one domain out of all of them. */
static struct json_object *devices_choose(struct json_object *devices,
					  const struct target *target)
{
	struct json_object *chosen = json_object_new_array(), *device;
	size_t i;

	for (i = 0; i < json_object_array_length(devices); i++) {
		device = json_object_array_get_idx(devices, i);
		if (target_is_device(target, device))
			json_object_array_add(chosen, json_object_get(device));
	}
	return chosen;
}

static void chosen_print(struct json_object *chosen, int json)
{
	struct json_object *whole;
	size_t i;

	if (json) {
		whole = json_object_new_object();
		json_object_object_add(whole, "devices", json_object_get(chosen));
		json_print(whole);
		return;
	}
	for (i = 0; i < json_object_array_length(chosen); i++) {
		if (i)
			putchar('\n');
		show_print(stdout, json_object_array_get_idx(chosen, i));
	}
}

int cmd_show(const struct arguments *arguments)
{
	struct json_object *devices, *chosen;
	int status = COMMAND_DONE;
	struct target target;

	if (target_parse(arguments->words[0], &target) || *target.connector) {
		fprintf(stderr, "vdisplctl: %s: want a domain's name or id\n",
			arguments->words[0]);
		return COMMAND_USAGE;
	}
	if (devices_fetch_all(arguments->socket_path, &devices)) {
		json_object_put(devices);
		return COMMAND_FAILED;
	}
	chosen = devices_choose(devices, &target);
	if (json_object_array_length(chosen)) {
		chosen_print(chosen, arguments_option(arguments, "--json") != NULL);
	} else {
		fprintf(stderr, "vdisplctl: no domain %s with a screen: see `vdisplctl list`\n",
			target.domain);
		status = COMMAND_FAILED;
	}
	json_object_put(chosen);
	json_object_put(devices);
	return status;
}
