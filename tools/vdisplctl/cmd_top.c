// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/devices.h"
#include "tools/vdisplctl/rates.h"
#include "tools/vdisplctl/text.h"

#define PERIOD_NS 1000000000L
#define CLEAR "\033[H\033[J"	/* home, and nothing below */

/* 80 columns; a longer name pushes its line, it is never cut. */
#define ROW "%-15s %4s %3s %-9s %-9s %7s %4s %4s %6s %3s %6s\n"

static double number(struct json_object *object, const char *key)
{
	struct json_object *member;

	return json_object_object_get_ex(object, key, &member) ?
	       json_object_get_double(member) : 0;
}

static void latency_format(struct json_object *connector, const char *key, char text[24])
{
	struct json_object *latency;

	snprintf(text, 24, "-");
	if (client_number(connector, "flips") &&
	    json_object_object_get_ex(connector, "latency_ms", &latency))
		snprintf(text, 24, "%" PRIu64, client_number(latency, key));
}

static void connector_print(FILE *out, struct json_object *device,
			    struct json_object *connector)
{
	uint64_t pages = client_number(device, "pages"), max = client_number(device, "max_pages");
	char id[24], index[24], flips[32], median[24], longest[24], copied[16], buffers[24],
	     left[24];

	snprintf(id, sizeof(id), "%" PRIu64, client_number(device, "domid"));
	snprintf(index, sizeof(index), "%" PRIu64, client_number(connector, "index"));
	snprintf(flips, sizeof(flips), "%.1f", number(connector, "flips_per_second"));
	latency_format(connector, "median", median);
	latency_format(connector, "max", longest);
	bytes_format(client_number(connector, "bytes_per_flip"), copied);
	snprintf(buffers, sizeof(buffers), "%" PRIu64, client_number(device, "buffers"));
	snprintf(left, sizeof(left), "%" PRIu64, max > pages ? max - pages : 0);
	fprintf(out, ROW, control_get_string(device, "name", ""), id, index,
		control_get_string(connector, "output", "-"),
		control_get_string(connector, "mode", "-"), flips, median, longest, copied,
		buffers, left);
	if (*control_get_string(connector, "reason", "")) {
		fputs("    ", out);
		text_wrap(out, control_get_string(connector, "reason", ""), 4);
	}
}

static size_t connectors_print(FILE *out, struct json_object *device, double *flips)
{
	struct json_object *connectors;
	size_t i;

	if (!json_object_object_get_ex(device, "connectors", &connectors))
		return 0;
	for (i = 0; i < json_object_array_length(connectors); i++) {
		struct json_object *connector = json_object_array_get_idx(connectors, i);

		*flips += number(connector, "flips_per_second");
		connector_print(out, device, connector);
	}
	return i;
}

void top_print(FILE *out, struct json_object *devices)
{
	size_t i, n = 0, screens = 0;
	double flips = 0;

	fprintf(out, ROW, "Name", "ID", "Con", "Output", "Mode", "Flips/s", "Lat", "Max",
		"Copied", "Buf", "Left");
	for (i = 0; i < json_object_array_length(devices); i++) {
		size_t here = connectors_print(out, json_object_array_get_idx(devices, i), &flips);

		screens += here;
		n += here > 0;
	}
	fprintf(out, "%zu device%s, %zu screen%s, %.1f flips/s\n", n, n == 1 ? "" : "s",
		screens, screens == 1 ? "" : "s", flips);
}

struct look {
	struct json_object *devices;
	struct timespec when;
};

static double seconds_between(const struct look *before, const struct look *now)
{
	return (double)(now->when.tv_sec - before->when.tv_sec) +
	       (double)(now->when.tv_nsec - before->when.tv_nsec) / 1e9;
}

static int look_take(struct client *client, struct look *look)
{
	clock_gettime(CLOCK_MONOTONIC, &look->when);
	return devices_fetch(client, &look->devices);
}

static void look_show(const struct look *look, double seconds, int json)
{
	struct json_object *whole;

	if (!json) {
		if (isatty(STDOUT_FILENO))
			fputs(CLEAR, stdout);
		top_print(stdout, look->devices);
	} else {
		whole = json_object_new_object();
		json_object_object_add(whole, "seconds", json_object_new_double(seconds));
		json_object_object_add(whole, "devices", json_object_get(look->devices));
		puts(json_object_to_json_string_ext(whole, JSON_C_TO_STRING_PLAIN));
		json_object_put(whole);
	}
	fflush(stdout);
}

/* One look a second, as long as somebody watches: nothing is counted for nobody. */
static int top_run(struct client *client, int once, int json)
{
	const struct timespec period = { PERIOD_NS / 1000000000L, PERIOD_NS % 1000000000L };
	struct look before, now;
	double seconds;
	int ret;

	ret = look_take(client, &before);
	while (!ret) {
		nanosleep(&period, NULL);
		ret = look_take(client, &now);
		if (ret)
			break;
		seconds = seconds_between(&before, &now);
		rates_add(before.devices, now.devices, seconds);
		look_show(&now, seconds, json);
		json_object_put(before.devices);
		before = now;
		if (once || ferror(stdout))
			break;
	}
	if (before.devices)
		json_object_put(before.devices);
	return ret;
}

int cmd_top(const struct arguments *arguments)
{
	struct client client;
	int ret;

	if (client_open(&client, arguments->socket_path))
		return COMMAND_FAILED;
	ret = top_run(&client, arguments_option(arguments, "--once") != NULL,
		      arguments_option(arguments, "--json") != NULL);
	client_close(&client);
	return ret ? COMMAND_FAILED : COMMAND_DONE;
}
