// SPDX-License-Identifier: GPL-2.0-only
/* The control socket: requests and their replies. */
#include "tests/unit/control_case.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* What they do is test_broker_outputs.c's; this host has no card. */
static void test_assign_and_blank(void)
{
	int fd;

	begin();
	fd = client_new();
	guest_create();
	expect(fd, "{\"command\":\"assign\",\"output\":\"VGA-1\",\"domid\":5,\"devid\":0,\"connector\":0}",
	       "{\"error\":\"no host connector is called VGA-1: see `vdisplctl outputs`\",\"errno\":6}");
	expect(fd, "{\"command\":\"assign\",\"output\":\"VGA-1\",\"domid\":6,\"devid\":0,\"connector\":0}",
	       "{\"error\":\"no device dom6\\/0\",\"errno\":2}");
	expect(fd, "{\"command\":\"assign\",\"output\":\"VGA-1\",\"domid\":5}",
	       "{\"error\":\"want domid, devid and connector, as numbers, or none\",\"errno\":22}");
	expect(fd, "{\"command\":\"assign\",\"output\":\"a b\"}",
	       "{\"error\":\"want output, the name of a host connector\",\"errno\":22}");
	expect(fd, "{\"command\":\"blank\",\"output\":\"VGA-1\",\"blank\":1}",
	       "{\"error\":\"want blank, true or false\",\"errno\":22}");
	expect(fd, "{\"command\":\"blank\",\"output\":\"VGA-1\",\"blank\":true}",
	       "{\"error\":\"no host connector is called VGA-1: see `vdisplctl outputs`\",\"errno\":6}");
	close(fd);
	end();
}

static void test_mirror(void)
{
	struct worker_answer answer = {
		.status = { .n_connectors = 1, .connectors[WORKER_MAX_CONNECTORS] = {
			.mode = WORKER_MODE_COPY, .reason = "trial\n", .flips = 7,
			.bytes_copied = 9 } },
		.fd = -1,
	};
	struct json_object *reply, *connectors, *mirror = NULL;
	struct worker_connector *place;
	int fd;

	begin();
	fd = client_new();
	guest_create();
	expect(fd, "{\"command\":\"mirror\",\"output\":\"VGA-1\",\"domid\":5,\"devid\":0,\"connector\":0}",
	       "{\"error\":\"no host connector is called VGA-1: see `vdisplctl outputs`\",\"errno\":6}");
	expect(fd, "{\"command\":\"mirror\",\"output\":\"VGA-1\",\"domid\":5}",
	       "{\"error\":\"want domid, devid and connector, as numbers, or none\",\"errno\":22}");
	expect(fd, "{\"command\":\"orders\"}", "{\"orders\":[]}");
	outputs_assign(&broker.outputs, "VGA-2", &broker_find_device(&broker, 5, 0)->owner,
		       WORKER_MAX_CONNECTORS);
	outputs_set_blank(&broker.outputs, "VGA-1", true);
	expect(fd, "{\"command\":\"orders\"}",
	       "{\"orders\":[{\"output\":\"VGA-2\",\"blank\":false,\"domid\":5,\"devid\":0,"
	       "\"connector\":0,\"mirror\":true},{\"output\":\"VGA-1\",\"blank\":true}]}");
	place = &broker_find_device(&broker, 5, 0)->connection.setup.connectors[WORKER_MAX_CONNECTORS];
	place->card = 0;
	strcpy(place->output, "VGA-2");
	send_text(fd, SHOW);
	fake_worker_answer(0, &answer);
	reply = reply_get(fd, NULL);
	json_object_object_get_ex(reply, "connectors", &connectors);
	json_object_object_get_ex(json_object_array_get_idx(connectors, 0), "mirror", &mirror);
	CU_ASSERT_STRING_EQUAL(json_object_to_json_string_ext(mirror, JSON_C_TO_STRING_PLAIN),
		"{\"output\":\"VGA-2\",\"mode\":\"copy\",\"reason\":\"trial?\","
		"\"flips\":7,\"bytes_copied\":9}");
	json_object_put(reply);
	close(fd);
	end();
}

/* Who may look may not change anything; needs root, who can be somebody else. */
static void test_only_root_may_change(void)
{
	int fd;

	if (geteuid() != 0)
		return;
	begin();
	CU_ASSERT_EQUAL(chmod(directory, 0755) | chmod(socket_path, 0666), 0);
	CU_ASSERT_EQUAL_FATAL(seteuid(65534), 0);
	fd = client_new();
	CU_ASSERT_EQUAL_FATAL(seteuid(0), 0);
	expect(fd, "{\"command\":\"list\"}", "{\"devices\":[]}");
	expect(fd, "{\"command\":\"assign\",\"output\":\"VGA-1\"}",
	       "{\"error\":\"only root may change what outputs show\",\"errno\":1}");
	expect(fd, "{\"command\":\"mirror\",\"output\":\"VGA-1\"}",
	       "{\"error\":\"only root may change what outputs show\",\"errno\":1}");
	expect(fd, "{\"command\":\"blank\",\"output\":\"VGA-1\",\"blank\":true}",
	       "{\"error\":\"only root may change what outputs show\",\"errno\":1}");
	close(fd);
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

static void test_a_driver_domain_knows_no_names(void)
{
	int fd;

	begin();
	fake_store_deprive();
	guest_create();
	fd = client_new();
	expect(fd, "{\"command\":\"list\"}",
	       "{\"devices\":[{\"domid\":5,\"devid\":0,\"name\":\"dom5\"}]}");
	close(fd);
	end();
}

static void test_show_asks_the_worker(void)
{
	struct worker_answer answer = {
		.status = { .n_connectors = 1, .n_buffers = 2, .pages = 1536,
			    .buffers = { { .handle = 0x100000001, .view = 0x200000001,
					   .width = 1024, .height = 768,
					   .fourcc = 0x34325258 },
					 { .handle = 0x100000002 } },
			    .connectors[0] = { .mode = WORKER_MODE_HEADLESS, .width = 1024,
					       .height = 768, .fourcc = 0x34325258,
					       .flips = 312 } },
		.fd = -1,
	};
	struct json_object *reply, *connectors, *connector, *buffers;
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
	json_object_object_get_ex(reply, "buffer_list", &buffers);
	CU_ASSERT_STRING_EQUAL(
		json_object_to_json_string_ext(buffers, JSON_C_TO_STRING_PLAIN),
		"[{\"handle\":\"0x100000001\",\"view\":\"0x200000001\","
		"\"width\":1024,\"height\":768,\"format\":\"XR24\"},"
		"{\"handle\":\"0x100000002\"}]");
	json_object_put(reply);
	close(fd);
	end();
}

static void test_plane_passes_the_buffer(void)
{
	struct worker_answer answer = {
		.plane = { .width = 16, .height = 32, .fourcc = 0x34325258, .stride = 64,
			   .offset = 4096, .size = 8192, .frame = 7, .buffer = 3 },
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
		"{\"domid\":5,\"devid\":0,\"connector\":0,\"frame\":7,"
		"\"width\":16,\"height\":32,\"format\":\"XR24\",\"modifier\":0,"
		"\"stride\":64,\"offset\":4096,\"size\":8192,\"buffer\":3,"
		"\"memory\":\"guest\"}");
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

TEST_MAIN("control",
	  TEST(test_socket_is_for_owner_and_group),
	  TEST(test_list),
	  TEST(test_assign_and_blank),
	  TEST(test_mirror),
	  TEST(test_only_root_may_change),
	  TEST(test_a_driver_domain_knows_no_names),
	  TEST(test_show_asks_the_worker),
	  TEST(test_plane_passes_the_buffer),
	  TEST(test_requests_that_make_no_sense),
	  TEST(test_long_request_closes),
	  TEST(test_client_leaves_while_it_waits),
	  TEST(test_worker_ends_while_a_client_waits),
	  TEST(test_worker_that_does_not_answer),
	  TEST(test_more_clients_than_room),
	  TEST(test_stale_socket_is_replaced_and_a_live_one_is_not))
