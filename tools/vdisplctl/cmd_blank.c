// SPDX-License-Identifier: GPL-2.0-only
/* Turns an output of the host off and on, whoever is on it. */
#include "tools/vdisplctl/command.h"

#include <string.h>

#include "tools/vdisplctl/client.h"

static int blank(const struct arguments *arguments, int off)
{
	struct json_object *request = json_object_new_object(), *reply;
	struct client client;
	int ret;

	json_object_object_add(request, "command", json_object_new_string("blank"));
	json_object_object_add(request, "output",
			       json_object_new_string(arguments->words[0]));
	json_object_object_add(request, "blank", json_object_new_boolean(off));
	if (client_open(&client, arguments->socket_path)) {
		json_object_put(request);
		return COMMAND_FAILED;
	}
	ret = client_ask(&client, request, &reply, NULL);
	client_close(&client);
	if (ret)
		return COMMAND_FAILED;
	if (arguments_option(arguments, "--json"))
		json_print(reply);
	else
		json_object_put(reply);
	return COMMAND_DONE;
}

int cmd_blank(const struct arguments *arguments)
{
	if (!strcmp(arguments->words[1], "on"))
		return blank(arguments, 1);
	if (!strcmp(arguments->words[1], "off"))
		return blank(arguments, 0);
	fprintf(stderr, "vdisplctl: blank %s %s: want on or off\n", arguments->words[0],
		arguments->words[1]);
	return COMMAND_USAGE;
}
