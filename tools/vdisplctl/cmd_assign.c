// SPDX-License-Identifier: GPL-2.0-only
/* Gives a host's output to a guest's connector while both run: as its own, or as one more. */
#include "tools/vdisplctl/command.h"

#include <errno.h>
#include <inttypes.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/client.h"
#include "tools/vdisplctl/target.h"

/* The request about the guest's connector; NULL: there is none, which has been said. */
static struct json_object *request_for(struct client *client, const char *command,
				       const char *text)
{
	struct json_object *device, *request;
	struct target target;
	uint32_t connector;

	if (target_parse(text, &target)) {
		fprintf(stderr, "vdisplctl: \"%s\": want DOMAIN or DOMAIN:CONNECTOR\n",
			text);
		return NULL;
	}
	if (target_find(client, &target, &device, &connector))
		return NULL;
	request = client_request(command, device);
	json_object_object_add(request, "connector", json_object_new_uint64(connector));
	json_object_put(device);
	return request;
}

static int order(struct client *client, const struct arguments *arguments)
{
	const char *command = arguments->command->name;
	struct json_object *request, *reply;
	int ret;

	if (arguments->n_words > 1) {
		request = request_for(client, command, arguments->words[1]);
		if (!request)
			return COMMAND_FAILED;
	} else {
		request = json_object_new_object();
		json_object_object_add(request, "command",
				       json_object_new_string(command));
	}
	json_object_object_add(request, "output",
			       json_object_new_string(arguments->words[0]));
	ret = client_ask(client, request, &reply, NULL);
	if (ret == -ENOENT)
		fprintf(stderr, "vdisplctl: %s has gone\n", arguments->words[1]);
	if (ret)
		return COMMAND_FAILED;
	if (arguments_option(arguments, "--json"))
		json_print(reply);
	else
		json_object_put(reply);
	return COMMAND_DONE;
}

/* @none: the option that stands in the place of a guest. */
static int order_run(const struct arguments *arguments, const char *none)
{
	int nobody = arguments_option(arguments, none) != NULL, status;
	struct client client;

	if (nobody == (arguments->n_words > 1)) {
		fprintf(stderr, "vdisplctl: %s wants a DOMAIN or %s\n",
			arguments->command->name, none);
		command_usage(stderr, arguments->command, 0);
		return COMMAND_USAGE;
	}
	if (client_open(&client, arguments->socket_path))
		return COMMAND_FAILED;
	status = order(&client, arguments);
	client_close(&client);
	return status;
}

int cmd_assign(const struct arguments *arguments)
{
	return order_run(arguments, "--reset");
}

int cmd_mirror(const struct arguments *arguments)
{
	return order_run(arguments, "--off");
}
