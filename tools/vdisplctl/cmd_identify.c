// SPDX-License-Identifier: GPL-2.0-only
/* A number on each of the host's displays, and which is which. */
#include "tools/vdisplctl/command.h"

#include <inttypes.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/client.h"

static void plates_print(FILE *out, struct json_object *reply)
{
	struct json_object *outputs, *output;
	size_t i;

	fprintf(out, "%-6s %s\n", "Number", "Output");
	if (!json_object_object_get_ex(reply, "outputs", &outputs) ||
	    !json_object_is_type(outputs, json_type_array))
		return;
	for (i = 0; i < json_object_array_length(outputs); i++) {
		output = json_object_array_get_idx(outputs, i);
		fprintf(out, "%-6" PRIu64 " %s\n", client_number(output, "number"),
			control_get_string(output, "output", "-"));
	}
}

int cmd_identify(const struct arguments *arguments)
{
	struct json_object *request, *reply;
	struct client client;
	int ret;

	if (client_open(&client, arguments->socket_path))
		return COMMAND_FAILED;
	request = json_object_new_object();
	json_object_object_add(request, "command", json_object_new_string("identify"));
	ret = client_ask(&client, request, &reply, NULL);
	client_close(&client);
	if (ret)
		return COMMAND_FAILED;
	if (arguments_option(arguments, "--json")) {
		json_print(reply);
	} else {
		plates_print(stdout, reply);
		json_object_put(reply);
	}
	return COMMAND_DONE;
}
