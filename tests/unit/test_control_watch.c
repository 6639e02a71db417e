// SPDX-License-Identifier: GPL-2.0-only
/* The control socket, for clients that are told what happens: events, planes, traces. */
#include "tests/unit/control_case.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/vdispld/control_events.h"

/* The texts of the events that are there, with a '|' behind each. */
static void events_expect(int fd, const char *texts)
{
	struct json_object *event;
	char all[512] = "";

	while ((event = reply_get(fd, NULL))) {
		CU_ASSERT_STRING_EQUAL(control_get_string(event, "name", ""), "demo");
		CU_ASSERT(json_object_object_length(event) == 6);
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s|",
			 control_get_string(event, "text", ""));
		json_object_put(event);
	}
	CU_ASSERT_STRING_EQUAL(all, texts);
}

static void test_events(void)
{
	int first, second, other;

	begin();
	first = client_new();
	second = client_new();
	other = client_new();
	expect(first, "{\"command\":\"events\"}", "{\"events\":true}");
	expect(second, "{\"command\":\"events\"}", "{\"events\":true}");
	guest_create();
	events_expect(first, "configured: 1 connector|connector 0 \"screen\" 1024x768: headless: "
		      "no host connector is called screen|connected|");
	close(first);
	settle();
	fake_store_set(FRONT "/state", "5", 5);
	settle();
	fake_workers_reap();
	settle();
	events_expect(second, "configured: 1 connector|connector 0 \"screen\" 1024x768: headless: "
		      "no host connector is called screen|connected|disconnected|");
	/* Others get replies only, and who listens can ask as well. */
	CU_ASSERT_PTR_NULL(reply_get(other, NULL));
	expect(second, "{\"command\":\"list\"}",
	       "{\"devices\":[{\"domid\":5,\"devid\":0,\"name\":\"demo\"}]}");
	close(second);
	close(other);
	end();
}

static void test_who_does_not_read_events_is_disconnected(void)
{
	unsigned int i;
	int fd;

	begin();
	fd = client_new();
	expect(fd, "{\"command\":\"events\"}", "{\"events\":true}");
	guest_create();
	for (i = 0; i < 5000 && server.clients[0].fd >= 0; i++)
		control_events_send(&server, broker_find_device(&broker, 5, 0),
				    LOG_LEVEL_INFO, "again");
	CU_ASSERT(i > 3 && i < 5000);
	settle();
	close(fd);
	end();
}

#define NEXT(after) "{\"command\":\"plane\",\"domid\":5,\"devid\":0,"	\
		    "\"connector\":0,\"after\":" #after "}"

static void test_next_plane_comes_when_it_is_there(void)
{
	struct worker_answer answer = { .plane = { .frame = 7, .width = 16 }, .fd = -1 };
	int fd;

	begin();
	guest_create();
	fd = client_new();
	/* It knows another one: this is news already. */
	send_text(fd, NEXT(6));
	fake_worker_answer(0, &answer);
	CU_ASSERT_FALSE(fake_worker(0)->awaited);
	CU_ASSERT_EQUAL(frame_get(fd), 7);
	send_text(fd, NEXT(7));
	fake_worker_answer(0, &answer);
	CU_ASSERT_TRUE(fake_worker(0)->awaited);
	CU_ASSERT_EQUAL(fake_worker(0)->awaited_frame, 7);
	CU_ASSERT_EQUAL(frame_get(fd), 0);
	/* It waits longer than any worker may take for an answer. */
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&server.clients[0].timer));
	answer.plane.frame = 8;
	fake_worker_change(0, &answer);
	CU_ASSERT_EQUAL(frame_get(fd), 8);
	/* Nothing is shown: that is news as well. */
	answer = (struct worker_answer){ .error = -ENODATA, .plane.frame = 9, .fd = -1 };
	send_text(fd, NEXT(8));
	fake_worker_answer(0, &answer);
	CU_ASSERT_EQUAL(frame_get(fd), 9);
	close(fd);
	end();
}

static void test_who_waits_for_a_plane_is_told_of_the_end(void)
{
	const struct worker_answer answer = { .plane.frame = 7, .fd = -1 };
	int fd;

	begin();
	guest_create();
	fd = client_new();
	send_text(fd, NEXT(7));
	fake_worker_answer(0, &answer);
	fake_worker_end(0, "killed by signal 9");
	settle();
	errno_expect(fd, ENODEV);
	send_text(fd, NEXT(7));
	errno_expect(fd, ENODEV);
	send_text(fd, NEXT(-1));
	errno_expect(fd, EINVAL);
	close(fd);
	end();
}

static void test_who_leaves_waits_no_more(void)
{
	const struct worker_answer answer = { .plane.frame = 7, .fd = -1 };
	int fd;

	begin();
	guest_create();
	fd = client_new();
	send_text(fd, NEXT(7));
	fake_worker_answer(0, &answer);
	CU_ASSERT_EQUAL(server.clients[0].parked, true);
	close(fd);
	settle();
	CU_ASSERT_EQUAL(server.clients[0].fd, -1);
	fake_worker_change(0, &answer);
	settle();
	end();
}

static void test_not_all_may_wait(void)
{
	const struct worker_answer answer = { .plane.frame = 7, .fd = -1 };
	unsigned int i;
	int fd;

	begin();
	guest_create();
	fd = client_new();
	for (i = 1; i <= CONTROL_MAX_PARKED; i++)
		server.clients[i].parked = true;
	send_text(fd, NEXT(7));
	fake_worker_answer(0, &answer);
	errno_expect(fd, EBUSY);
	for (i = 1; i <= CONTROL_MAX_PARKED; i++)
		server.clients[i].parked = false;
	close(fd);
	end();
}

#define TRACE "{\"command\":\"trace\",\"domid\":5,\"devid\":0}"

static struct worker_answer trace_answer(void)
{
	struct worker_answer answer = { .fd = -1 };

	answer.trace = (struct worker_trace){
		.n = 1, .dropped = 3,
		.records = { { .time_ns = 7, .connector = 0, .kind = WORKER_TRACE_REFUSED,
			       .octets = { 0x01, 0x00, 0xff } } },
	};
	return answer;
}

static void test_trace(void)
{
	const struct worker_answer answer = trace_answer();
	struct json_object *reply, *records, *record;
	int fd;

	begin();
	guest_create();
	fd = client_new();
	send_text(fd, TRACE);
	CU_ASSERT_PTR_NULL(reply_get(fd, NULL));
	fake_worker_trace(0, &answer);
	reply = reply_get(fd, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(reply);
	CU_ASSERT_EQUAL(client_number(reply, "dropped"), 3);
	json_object_object_get_ex(reply, "records", &records);
	CU_ASSERT_EQUAL_FATAL(json_object_array_length(records), 1);
	record = json_object_array_get_idx(records, 0);
	CU_ASSERT_EQUAL(client_number(record, "time_ns"), 7);
	CU_ASSERT_STRING_EQUAL(control_get_string(record, "kind", ""), "refused");
	CU_ASSERT_EQUAL(strlen(control_get_string(record, "octets", "")), 128);
	CU_ASSERT_EQUAL(strncmp(control_get_string(record, "octets", ""), "0100ff00", 8), 0);
	json_object_put(reply);
	/* It goes on until the client does something else. */
	CU_ASSERT_PTR_NOT_NULL(fake_worker(0)->tracer);
	send_text(fd, "{\"command\":\"list\"}");
	json_object_put(reply_get(fd, NULL));
	CU_ASSERT_PTR_NULL(fake_worker(0)->tracer);
	close(fd);
	end();
}

static void test_who_leaves_traces_no_more(void)
{
	int first, second;

	begin();
	guest_create();
	first = client_new();
	second = client_new();
	send_text(first, TRACE);
	send_text(second, TRACE);
	errno_expect(second, EBUSY);
	close(first);
	settle();
	CU_ASSERT_PTR_NULL(fake_worker(0)->tracer);
	send_text(second, TRACE);
	fake_worker_end(0, "killed by signal 9");
	settle();
	errno_expect(second, ENODEV);
	send_text(second, TRACE);
	errno_expect(second, ENODEV);
	close(second);
	end();
}

/* An event between a request and its reply: whoever waits waits on. */
static void test_events_disturb_no_reply(void)
{
	const struct worker_answer answer = trace_answer();
	struct json_object *packet;
	int fd;

	begin();
	guest_create();
	fd = client_new();
	expect(fd, "{\"command\":\"events\"}", "{\"events\":true}");
	send_text(fd, TRACE);
	control_events_send(&server, broker_find_device(&broker, 5, 0), LOG_LEVEL_INFO,
			    "again");
	packet = reply_get(fd, NULL);
	CU_ASSERT_STRING_EQUAL(control_get_string(packet, "text", ""), "again");
	json_object_put(packet);
	CU_ASSERT_TRUE(server.clients[0].waiting);
	fake_worker_trace(0, &answer);
	packet = reply_get(fd, NULL);
	CU_ASSERT_EQUAL(client_number(packet, "dropped"), 3);
	json_object_put(packet);
	CU_ASSERT_FALSE(server.clients[0].waiting);
	close(fd);
	end();
}

TEST_MAIN("control_watch",
	  TEST(test_events),
	  TEST(test_who_does_not_read_events_is_disconnected),
	  TEST(test_events_disturb_no_reply),
	  TEST(test_next_plane_comes_when_it_is_there),
	  TEST(test_who_waits_for_a_plane_is_told_of_the_end),
	  TEST(test_who_leaves_waits_no_more),
	  TEST(test_not_all_may_wait),
	  TEST(test_trace),
	  TEST(test_who_leaves_traces_no_more))
