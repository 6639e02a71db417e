// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/control_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BACK "/local/domain/0/backend/vdispl/5/0"

uv_loop_t loop;
struct broker broker;
struct control_server server;
char socket_path[48];
char directory[32];

void settle(void)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		uv_run(&loop, UV_RUN_NOWAIT);
}

void guest_create(void)
{
	fake_store_set("/local/domain/5/name", "demo\033", 0);
	fake_store_set("/local/domain/5/name", "demo", 0);
	fake_store_introduce(5, true);
	fake_store_set(FRONT "/state", "1", 5);
	fake_store_set(FRONT "/0/resolution", "1024x768", 0);
	fake_store_set(FRONT "/0/unique-id", "screen", 0);
	fake_store_set(FRONT "/0/req-ring-ref", "8", 5);
	fake_store_set(FRONT "/0/req-event-channel", "8", 5);
	fake_store_set(FRONT "/0/evt-ring-ref", "8", 5);
	fake_store_set(FRONT "/0/evt-event-channel", "8", 5);
	fake_store_set(BACK "/online", "1", 0);
	fake_store_set(BACK "/state", "1", 0);
	settle();
	fake_store_set(FRONT "/state", "3", 5);
	settle();
	fake_worker_ready(0);
	settle();
}

void begin(void)
{
	static const struct broker_options options = { .worker_path = "worker" };

	fake_store_reset();
	fake_workers_reset();
	fake_drm_reset();
	fake_store_set("/local/domain/0/domid", "0", 0);
	uv_loop_init(&loop);
	strcpy(directory, "/tmp/test_control.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(directory));
	snprintf(socket_path, sizeof(socket_path), "%s/socket", directory);
	memset(&broker, 0, sizeof(broker));
	config_init(&broker.config, 1000);
	outputs_init(&broker.outputs, &broker.config, NULL, 0);
	broker.outputs.paths = (const char *const[]){ NULL };
	CU_ASSERT_EQUAL_FATAL(broker_start(&broker, &loop, &options), 0);
	CU_ASSERT_EQUAL_FATAL(control_server_start(&server, &broker, socket_path), 0);
	settle();
}

static void ended(void *data)
{
}

void end(void)
{
	control_server_stop(&server);
	broker_shut_down(&broker, ended, NULL);
	fake_workers_reap();
	settle();
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
	unlink(socket_path);
	rmdir(directory);
	fake_store_reset();
	fake_workers_reset();
}

int client_new(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	strcpy(address.sun_path, socket_path);
	CU_ASSERT_EQUAL_FATAL(connect(fd, (void *)&address, sizeof(address)), 0);
	settle();
	return fd;
}

void send_text(int fd, const char *text)
{
	CU_ASSERT_EQUAL(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
	settle();
}

struct json_object *reply_get(int fd, int *passed)
{
	static char packet[CONTROL_REPLY_BYTES];
	size_t n_fds = 1;
	int received;
	ssize_t n = packet_receive(fd, packet, sizeof(packet), &received, &n_fds);

	if (n < 0)
		return NULL;
	if (passed)
		*passed = n_fds ? received : -1;
	else
		CU_ASSERT_EQUAL(n_fds, 0);
	return control_parse(packet, n);
}

void expect(int fd, const char *request, const char *reply)
{
	struct json_object *object;

	send_text(fd, request);
	object = reply_get(fd, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(object);
	CU_ASSERT_STRING_EQUAL(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN),
			       reply);
	json_object_put(object);
}

uint64_t frame_get(int fd)
{
	struct json_object *reply = reply_get(fd, NULL);
	uint64_t frame = reply ? client_number(reply, "frame") : 0;

	json_object_put(reply);
	return frame;
}

void errno_expect(int fd, uint64_t error)
{
	struct json_object *reply = reply_get(fd, NULL);

	CU_ASSERT_PTR_NOT_NULL_FATAL(reply);
	CU_ASSERT_EQUAL(client_number(reply, "errno"), error);
	json_object_put(reply);
}
