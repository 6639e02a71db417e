// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/common/number.h"
#include "tools/vdisplctl/plane.h"
#include "tools/vdisplctl/target.h"

struct follow {
	struct client *client;
	struct json_object *device;
	uint32_t connector;
	uint32_t count;		/* 0: without an end */
	int json;
};

void plane_heading_print(FILE *out)
{
	fprintf(out, "%-16s %4s %3s %9s %-9s %-4s %6s %6s %8s %s\n", "Name", "ID", "Con",
		"Frame", "Size", "Fmt", "Stride", "Offset", "Bytes", "Memory");
}

/* 80 columns; a longer name pushes its line, it is never cut. */
void plane_print(FILE *out, const char *name, struct json_object *plane)
{
	char size[48] = "-";
	const char *format = control_get_string(plane, "format", "-");

	if (*format != '-')
		snprintf(size, sizeof(size), "%" PRIu64 "x%" PRIu64,
			 client_number(plane, "width"), client_number(plane, "height"));
	fprintf(out, "%-16s %4" PRIu64 " %3" PRIu64 " %9" PRIu64 " %-9s %-4s %6" PRIu64
		" %6" PRIu64 " %8" PRIu64 " %s\n", name, client_number(plane, "domid"),
		client_number(plane, "connector"), client_number(plane, "frame"), size,
		format, client_number(plane, "stride"), client_number(plane, "offset"),
		client_number(plane, "size"), control_get_string(plane, "memory", "-"));
}

static void plane_show(const struct follow *follow, struct json_object *plane)
{
	const char *name = control_get_string(follow->device, "name", "");

	if (follow->json) {
		json_object_object_add(plane, "name", json_object_new_string(name));
		puts(json_object_to_json_string_ext(plane, JSON_C_TO_STRING_PLAIN));
	} else {
		plane_print(stdout, name, plane);
	}
	fflush(stdout);
}

static int planes_follow(const struct follow *follow)
{
	struct json_object *plane;
	uint64_t frame;
	uint32_t n;
	int fd, ret;

	if (!follow->json)
		plane_heading_print(stdout);
	for (n = 0; !follow->count || n < follow->count; n++) {
		ret = plane_ask(follow->client, follow->device, follow->connector,
				n ? &frame : NULL, &plane, &fd);
		if (ret)
			return ret;
		if (fd >= 0)
			close(fd);
		frame = client_number(plane, "frame");
		plane_show(follow, plane);
		json_object_put(plane);
	}
	return 0;
}

static int planes_show(struct follow *follow, const struct target *target)
{
	int ret = target_find(follow->client, target, &follow->device,
			      &follow->connector);

	if (ret)
		return ret;
	ret = planes_follow(follow);
	json_object_put(follow->device);
	return ret;
}

int cmd_plane(const struct arguments *arguments)
{
	const char *count = arguments_option(arguments, "--count");
	struct client client;
	struct follow follow = {
		.client = &client,
		.count = arguments_option(arguments, "--follow") ? 0 : 1,
		.json = arguments_option(arguments, "--json") != NULL,
	};
	struct target target;
	int ret;

	if (target_parse_said(arguments->words[0], &target))
		return COMMAND_USAGE;
	if (count && (number_parse_u32(count, &follow.count) || !follow.count)) {
		fprintf(stderr, "vdisplctl: plane --count=%s: want a number, 1 or more\n", count);
		return COMMAND_USAGE;
	}
	if (client_open(&client, arguments->socket_path))
		return COMMAND_FAILED;
	ret = planes_show(&follow, &target);
	client_close(&client);
	return ret ? COMMAND_FAILED : COMMAND_DONE;
}
