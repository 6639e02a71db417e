// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <errno.h>
#include <inttypes.h>
#include <time.h>

#include "tools/common/control.h"
#include "tools/common/number.h"
#include "tools/vdisplctl/client.h"

static int listen_begin(struct client *client)
{
	struct json_object *request = json_object_new_object(), *reply;
	int ret;

	json_object_object_add(request, "command", json_object_new_string("events"));
	ret = client_ask(client, request, &reply, NULL);
	if (!ret)
		json_object_put(reply);
	return ret;
}

void event_print(FILE *out, struct json_object *event)
{
	time_t when = (time_t)client_number(event, "time");
	char clock[16] = "";
	struct tm local;

	if (localtime_r(&when, &local))
		strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	fprintf(out, "%s %s dom%" PRIu64 "/%" PRIu64 ": %s\n", clock,
		control_get_string(event, "name", "-"), client_number(event, "domid"),
		client_number(event, "devid"), control_get_string(event, "text", ""));
}

static int events_show(struct client *client, uint32_t count, int json)
{
	struct json_object *event;
	uint32_t n;

	for (n = 0; !count || n < count; n++) {
		event = client_next(client);
		if (!event) {
			fputs("vdisplctl: vdispld has closed the connection\n", stderr);
			return COMMAND_FAILED;
		}
		if (json)
			puts(json_object_to_json_string_ext(event, JSON_C_TO_STRING_PLAIN));
		else
			event_print(stdout, event);
		fflush(stdout);
		json_object_put(event);
	}
	return COMMAND_DONE;
}

int cmd_events(const struct arguments *arguments)
{
	const char *text = arguments_option(arguments, "--count");
	uint32_t count = 0;
	struct client client;
	int status;

	if (text && (number_parse_u32(text, &count) || !count)) {
		fprintf(stderr, "vdisplctl: events --count=%s: want a number, 1 or more\n", text);
		return COMMAND_USAGE;
	}
	if (client_open(&client, arguments->socket_path))
		return COMMAND_FAILED;
	status = listen_begin(&client) ? COMMAND_FAILED :
		 events_show(&client, count, arguments_option(arguments, "--json") != NULL);
	client_close(&client);
	return status;
}
