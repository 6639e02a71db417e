// SPDX-License-Identifier: GPL-2.0-only
/*
 * The control socket from both ends: a broker over fakes, real sockets, and
 * vdisplctl's parsing of what comes back.
 */
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/fake/drm_card.h"
#include "tests/fake/worker.h"
#include "tests/fake/xenstore.h"
#include "tools/common/control.h"
#include "tools/common/packet.h"
#include "tools/vdispld/control_server.h"
#include "tools/vdispld/device.h"
#include "tools/vdisplctl/command.h"
#include "tools/vdisplctl/target.h"

#define BACK "/local/domain/0/backend/vdispl/5/0"
#define FRONT "/local/domain/5/device/vdispl/0"

static uv_loop_t loop;
static struct broker broker;
static struct control_server server;
static char directory[32], socket_path[48];

static void settle(void)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		uv_run(&loop, UV_RUN_NOWAIT);
}

static void guest_create(void)
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

static void begin(void)
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
	outputs_init(&broker.outputs, NULL, 0);
	broker.outputs.paths = (const char *const[]){ NULL };
	CU_ASSERT_EQUAL_FATAL(broker_start(&broker, &loop, &options), 0);
	CU_ASSERT_EQUAL_FATAL(control_server_start(&server, &broker, socket_path), 0);
	settle();
}

static void ended(void *data)
{
}

static void end(void)
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

static int client_new(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	strcpy(address.sun_path, socket_path);
	CU_ASSERT_EQUAL_FATAL(connect(fd, (void *)&address, sizeof(address)), 0);
	settle();
	return fd;
}

static void send_text(int fd, const char *text)
{
	CU_ASSERT_EQUAL(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
	settle();
}

/* NULL: nothing there, or closed. */
static struct json_object *reply_get(int fd, int *passed)
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

/* Asks and compares the reply as text. */
static void expect(int fd, const char *request, const char *reply)
{
	struct json_object *object;

	send_text(fd, request);
	object = reply_get(fd, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(object);
	CU_ASSERT_STRING_EQUAL(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN),
			       reply);
	json_object_put(object);
}

#define SHOW "{\"command\":\"show\",\"domid\":5,\"devid\":0}"
#define PLANE "{\"command\":\"plane\",\"domid\":5,\"devid\":0,\"connector\":0}"

static void test_socket_is_for_owner_and_group(void)
{
	struct stat info;

	begin();
	CU_ASSERT_EQUAL(stat(socket_path, &info), 0);
	CU_ASSERT_EQUAL(info.st_mode & 0777, 0660);
	end();
}

static void test_list(void)
{
	int fd;

	begin();
	fd = client_new();
	expect(fd, "{\"command\":\"list\"}", "{\"devices\":[]}");
	guest_create();
	expect(fd, "{\"command\":\"list\"}",
	       "{\"devices\":[{\"domid\":5,\"devid\":0,\"name\":\"demo\"}]}");
	close(fd);
	end();
}

static void test_show_asks_the_worker(void)
{
	struct worker_answer answer = {
		.status = { .n_connectors = 1, .n_buffers = 2, .pages = 1536,
			    .connectors[0] = { .mode = WORKER_MODE_HEADLESS, .width = 1024,
					       .height = 768, .fourcc = 0x34325258,
					       .flips = 312 } },
		.fd = -1,
	};
	struct json_object *reply, *connectors, *connector;
	int fd;

	begin();
	guest_create();
	fd = client_new();
	send_text(fd, SHOW);
	CU_ASSERT_PTR_NULL(reply_get(fd, NULL));
	CU_ASSERT_EQUAL(fake_worker(0)->asked, WORKER_GET_STATUS);
	fake_worker_answer(0, &answer);
	reply = reply_get(fd, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(reply);
	CU_ASSERT_STRING_EQUAL(control_get_string(reply, "state", ""), "connected");
	CU_ASSERT_EQUAL(client_number(reply, "pages"), 1536);
	json_object_object_get_ex(reply, "connectors", &connectors);
	connector = json_object_array_get_idx(connectors, 0);
	CU_ASSERT_STRING_EQUAL(control_get_string(connector, "mode", ""), "headless");
	CU_ASSERT_STRING_EQUAL(control_get_string(connector, "reason", ""),
			       "no host connector is called screen");
	CU_ASSERT_EQUAL(client_number(connector, "flips"), 312);
	json_object_put(reply);
	close(fd);
	end();
}

static void test_plane_passes_the_buffer(void)
{
	struct worker_answer answer = {
		.plane = { .width = 16, .height = 32, .fourcc = 0x34325258, .stride = 64,
			   .offset = 4096, .size = 8192, .frame = 7 },
	};
	struct json_object *reply;
	int fd, passed = -1;

	begin();
	guest_create();
	fd = client_new();
	send_text(fd, PLANE);
	answer.fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	fake_worker_answer(0, &answer);
	close(answer.fd);
	reply = reply_get(fd, &passed);
	CU_ASSERT_PTR_NOT_NULL_FATAL(reply);
	CU_ASSERT_STRING_EQUAL(json_object_to_json_string_ext(reply, JSON_C_TO_STRING_PLAIN),
		"{\"width\":16,\"height\":32,\"format\":\"XR24\",\"stride\":64,"
		"\"offset\":4096,\"size\":8192,\"frame\":7}");
	CU_ASSERT(passed >= 0);
	close(passed);
	json_object_put(reply);
	answer = (struct worker_answer){ .error = -ENODATA, .fd = -1 };
	send_text(fd, PLANE);
	fake_worker_answer(0, &answer);
	reply = reply_get(fd, NULL);
	CU_ASSERT_EQUAL(client_number(reply, "errno"), ENODATA);
	json_object_put(reply);
	close(fd);
	end();
}

static void test_requests_that_make_no_sense(void)
{
	static const char *const closing[] = {
		"nonsense", "[]", "{", "{} {}", "1", "\"list\"", "{\"a\":[[[[[[1]]]]]]}",
	};
	static const char *const answered[] = {
		"{}", "{\"command\":1}", "{\"command\":\"reboot\"}",
		"{\"command\":\"show\"}", "{\"command\":\"show\",\"domid\":-1,\"devid\":0}",
		"{\"command\":\"show\",\"domid\":5.5,\"devid\":0}",
		"{\"command\":\"show\",\"domid\":\"5\",\"devid\":0}",
		"{\"command\":\"show\",\"domid\":4294967296,\"devid\":0}",
		"{\"command\":\"plane\",\"domid\":5,\"devid\":0}",
	};
	struct json_object *reply;
	unsigned int i;
	int fd;

	begin();
	guest_create();
	for (i = 0; i < sizeof(closing) / sizeof(closing[0]); i++) {
		fd = client_new();
		send_text(fd, closing[i]);
		reply = reply_get(fd, NULL);
		CU_ASSERT_PTR_NOT_NULL_FATAL(reply);
		CU_ASSERT_EQUAL(client_number(reply, "errno"), EINVAL);
		json_object_put(reply);
		CU_ASSERT_EQUAL(recv(fd, &i, 0, 0), 0);
		close(fd);
	}
	fd = client_new();
	for (i = 0; i < sizeof(answered) / sizeof(answered[0]); i++) {
		send_text(fd, answered[i]);
		reply = reply_get(fd, NULL);
		CU_ASSERT_PTR_NOT_NULL_FATAL(reply);
		CU_ASSERT_EQUAL(client_number(reply, "errno"), EINVAL);
		json_object_put(reply);
	}
	expect(fd, "{\"command\":\"show\",\"domid\":6,\"devid\":0}",
	       "{\"error\":\"no device dom6\\/0\",\"errno\":2}");
	expect(fd, "{\"command\":\"plane\",\"domid\":5,\"devid\":0,\"connector\":1}",
	       "{\"error\":\"dom5\\/0 has no connector 1\",\"errno\":2}");
	close(fd);
	end();
}

static void test_long_request_closes(void)
{
	char text[CONTROL_REQUEST_BYTES + 1];
	int fd;

	begin();
	memset(text, ' ', sizeof(text));
	fd = client_new();
	CU_ASSERT(send(fd, text, sizeof(text), 0) > 0);
	settle();
	CU_ASSERT_EQUAL(recv(fd, text, sizeof(text), 0), 0);
	close(fd);
	end();
}

static void test_client_leaves_while_it_waits(void)
{
	struct worker_answer answer = { .status.n_connectors = 1, .fd = -1 };
	int fd;

	begin();
	guest_create();
	fd = client_new();
	send_text(fd, SHOW);
	close(fd);
	settle();
	fake_worker_answer(0, &answer);
	settle();
	end();
}

static void test_worker_ends_while_a_client_waits(void)
{
	struct json_object *reply;
	int fd;

	begin();
	guest_create();
	fd = client_new();
	send_text(fd, SHOW);
	fake_worker_end(0, "killed by signal 9");
	reply = reply_get(fd, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(reply);
	CU_ASSERT_EQUAL(client_number(reply, "pages"), 0);
	json_object_put(reply);
	close(fd);
	end();
}

static void test_worker_that_does_not_answer(void)
{
	struct json_object *reply;
	unsigned int i;
	int fd;

	begin();
	guest_create();
	fd = client_new();
	send_text(fd, SHOW);
	for (i = 0; i < CONTROL_ANSWER_MS / 100 + 2; i++) {
		usleep(100000);
		settle();
	}
	reply = reply_get(fd, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(reply);
	CU_ASSERT_EQUAL(client_number(reply, "errno"), ETIMEDOUT);
	json_object_put(reply);
	close(fd);
	end();
}

static void test_more_clients_than_room(void)
{
	int fds[CONTROL_MAX_CLIENTS + 4], extra = CONTROL_MAX_CLIENTS;
	unsigned int i;

	begin();
	for (i = 0; i < CONTROL_MAX_CLIENTS + 4; i++)
		fds[i] = client_new();
	send_text(fds[extra], "{\"command\":\"list\"}");
	CU_ASSERT_PTR_NULL(reply_get(fds[extra], NULL));
	/* It is its turn when another has left, and nothing spins until then. */
	CU_ASSERT_FALSE(server.listening);
	close(fds[0]);
	settle();
	expect(fds[1], "{\"command\":\"list\"}", "{\"devices\":[]}");
	CU_ASSERT_EQUAL(recv(fds[extra], &i, sizeof(i), MSG_DONTWAIT) > 0, 1);
	for (i = 1; i < CONTROL_MAX_CLIENTS + 4; i++)
		close(fds[i]);
	settle();
	end();
}

static void test_stale_socket_is_replaced_and_a_live_one_is_not(void)
{
	static struct control_server second;

	begin();
	CU_ASSERT_EQUAL(control_server_start(&second, &broker, socket_path), -EADDRINUSE);
	control_server_stop(&server);
	settle();
	CU_ASSERT_EQUAL(control_server_start(&server, &broker, socket_path), 0);
	end();
}

static const char device_json[] =
"{\"domid\":5,\"devid\":0,\"name\":\"demo\",\"state\":\"connected\",\"reason\":\"\","
"\"connectors\":["
"{\"index\":0,\"id\":\"VGA-1\",\"width\":1024,\"height\":768,\"output\":\"VGA-1\","
"\"mode\":\"zero-copy\",\"reason\":\"\",\"flips\":312,\"bytes_copied\":0},"
"{\"index\":1,\"id\":\"side\",\"width\":65535,\"height\":65535,\"output\":\"headless\","
"\"mode\":\"headless\",\"reason\":\"no host connector is called side\","
"\"flips\":123456789,\"bytes_copied\":33285996544}]}";

static void test_table_fits_eighty_columns(void)
{
	struct json_object *devices = json_object_new_array();
	char *text = NULL, *line, *rest;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	json_object_array_add(devices, control_parse(device_json, strlen(device_json)));
	list_print(out, devices);
	fclose(out);
	CU_ASSERT_STRING_EQUAL(text,
"Name                  ID Con Size       Output     Mode          Flips   Copied\n"
"demo                   5   0 1024x768   VGA-1      zero-copy       312        0\n"
"demo                   5   1 65535x65535 headless   headless  123456789      31G\n"
"    no host connector is called side\n");
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		CU_ASSERT(strlen(line) <= 80);
	free(text);
	json_object_put(devices);
}

static void test_targets(void)
{
	struct json_object *device = control_parse(device_json, strlen(device_json));
	struct target target;
	uint32_t connector;

	CU_ASSERT_EQUAL(target_parse("demo", &target), 0);
	CU_ASSERT_STRING_EQUAL(target.domain, "demo");
	CU_ASSERT_STRING_EQUAL(target.connector, "");
	CU_ASSERT_TRUE(target_is_device(&target, device));
	CU_ASSERT_EQUAL(target_connector(&target, device, &connector), 0);
	CU_ASSERT_EQUAL(connector, 0);
	CU_ASSERT_EQUAL(target_parse("5:1", &target), 0);
	CU_ASSERT_TRUE(target_is_device(&target, device));
	CU_ASSERT_EQUAL(target_connector(&target, device, &connector), 0);
	CU_ASSERT_EQUAL(connector, 1);
	CU_ASSERT_EQUAL(target_parse("demo:side", &target), 0);
	CU_ASSERT_EQUAL(target_connector(&target, device, &connector), 0);
	CU_ASSERT_EQUAL(connector, 1);
	CU_ASSERT_EQUAL(target_parse("05:2", &target), 0);
	CU_ASSERT_FALSE(target_is_device(&target, device));
	CU_ASSERT_EQUAL(target_connector(&target, device, &connector), -ENOENT);
	CU_ASSERT_EQUAL(target_parse("", &target), -EINVAL);
	CU_ASSERT_EQUAL(target_parse(":1", &target), -EINVAL);
	CU_ASSERT_EQUAL(target_parse("demo:", &target), -EINVAL);
	json_object_put(device);
}

TEST_MAIN("control",
	  TEST(test_socket_is_for_owner_and_group),
	  TEST(test_list),
	  TEST(test_show_asks_the_worker),
	  TEST(test_plane_passes_the_buffer),
	  TEST(test_requests_that_make_no_sense),
	  TEST(test_long_request_closes),
	  TEST(test_client_leaves_while_it_waits),
	  TEST(test_worker_ends_while_a_client_waits),
	  TEST(test_worker_that_does_not_answer),
	  TEST(test_more_clients_than_room),
	  TEST(test_stale_socket_is_replaced_and_a_live_one_is_not),
	  TEST(test_table_fits_eighty_columns),
	  TEST(test_targets))
