// SPDX-License-Identifier: GPL-2.0-only
/*
 * A local client's packet, up to the answer: there is exactly one, it is an object
 * that this protocol's own parser takes, and it fits. The broker has no device.
 */
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/socket.h>

#include "tests/fake/xenstore.h"
#include "tools/common/control.h"
#include "tools/vdispld/broker.h"
#include "tools/vdispld/control_commands.h"

static unsigned int n_answers;

/* What is behind control_commands.c, in place of control_server.c. */
void control_client_reply(struct control_client *client,
			  struct json_object *reply, int fd)
{
	size_t length;
	const char *text = json_object_to_json_string_length(
		reply, JSON_C_TO_STRING_PLAIN, &length);
	struct json_object *again = control_parse(text, length);

	n_answers++;
	FUZZ_CHECK(fd == -1);
	FUZZ_CHECK(length <= CONTROL_REPLY_BYTES);
	FUZZ_CHECK(again && json_object_equal(again, reply));
	json_object_put(again);
	json_object_put(reply);
}

void control_client_fail(struct control_client *client, int error,
			 const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	n_answers++;
	FUZZ_CHECK(error > 0 && error < 4096);
	FUZZ_CHECK(fuzz_is_line(text, sizeof(text)));
}

void control_client_wait(struct control_client *client)
{
	FUZZ_CHECK(!"there is nobody to wait for");
}

void control_client_tell(struct control_client *client, struct json_object *object)
{
	FUZZ_CHECK(!"nothing happens");
}

void control_client_park(struct control_client *client)
{
	FUZZ_CHECK(!"there is nobody to wait for");
}

bool control_client_may_park(const struct control_client *client)
{
	return true;
}

static void check_number(struct json_object *request, const char *key,
			 uint64_t max)
{
	struct json_object *member;
	uint64_t number = 0;
	char text[32];
	int ret = control_get_u64(request, key, max, &number);

	FUZZ_CHECK(ret == 0 || ret == -ENOENT || ret == -EINVAL);
	FUZZ_CHECK((ret == -ENOENT) ==
		   !json_object_object_get_ex(request, key, &member));
	if (ret)
		return;
	/* The very number that was sent, not what a conversion made of it. */
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	FUZZ_CHECK(number <= max);
	FUZZ_CHECK(!strcmp(json_object_to_json_string(member), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const no_cards[] = { NULL };
	static int sockets[2];	/* from ourselves, who may do everything */
	static struct broker broker;
	struct control_server server = { .broker = &broker };
	struct control_client client = { .server = &server };
	struct json_object *request;

	if (size > CONTROL_REQUEST_BYTES)
		return 0;
	request = control_parse((const char *)data, size);
	if (!request)
		return 0;
	FUZZ_CHECK(json_object_is_type(request, json_type_object));
	FUZZ_CHECK(!memchr(data, '\0', size));
	check_number(request, "domid", UINT32_MAX);
	check_number(request, "connector", 15);
	if (!sockets[0])
		FUZZ_CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets));
	client.fd = sockets[0];
	n_answers = 0;
	config_init(&broker.config, 1000);
	outputs_init(&broker.outputs, &broker.config, no_cards, 0);
	broker.identify = (struct identify){ .broker = &broker };
	control_command_run(&client, request);
	FUZZ_CHECK(n_answers == 1);
	json_object_put(request);
	return 0;
}
