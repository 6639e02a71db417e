// SPDX-License-Identifier: GPL-2.0-only
/* The worker's side of the talk with the broker: what is told when it happens. */
#include "tests/unit/session_case.h"

#include <sys/socket.h>
#include <unistd.h>

static void await_plane(uint32_t connector, uint64_t frame)
{
	const struct worker_await_plane await = { .connector = connector, .frame = frame };

	tell(WORKER_AWAIT_PLANE, &await, sizeof(await), 0);
	turn();
}

static void expect_next_plane(void)
{
	struct worker_plane plane;
	int fd;

	CU_ASSERT_EQUAL(hear(&plane, sizeof(plane), &fd), WORKER_NEXT_PLANE);
	CU_ASSERT_EQUAL(plane.width, 1024);
	CU_ASSERT(fd >= 0);
	close(fd);
}

static bool silent(void)
{
	char octet;

	return recv(broker, &octet, 1, MSG_DONTWAIT | MSG_PEEK) < 0;
}

static void test_a_change_is_told_once_to_who_waits(void)
{
	begin_serving();
	session_plane_changed(&session, 0);
	CU_ASSERT(silent());
	/* The broker knows an older one. */
	await_plane(0, 6);
	CU_ASSERT_FALSE(session_is_awaited(&session));
	expect_next_plane();
	await_plane(0, 7);
	CU_ASSERT(session_is_awaited(&session));
	session_plane_changed(&session, 1);
	CU_ASSERT(silent());
	session_plane_changed(&session, 0);
	expect_next_plane();
	CU_ASSERT_FALSE(session_is_awaited(&session));
	session_plane_changed(&session, 0);
	CU_ASSERT(silent());
	end();
}

/* The broker does not read for a while. */
static unsigned int socket_fill(void)
{
	unsigned int n = 0;

	while (send(session.fd, "", 1, MSG_DONTWAIT) == 1)
		n++;
	return n;
}

static void socket_drain(unsigned int n)
{
	char octet;

	while (n--)
		CU_ASSERT_EQUAL(recv(broker, &octet, 1, MSG_DONTWAIT), 1);
}

static void test_nobody_waits_any_more(void)
{
	struct worker_get_plane question = { .connector = 0 };

	begin_serving();
	tell(WORKER_END_AWAIT, &question, sizeof(question), 0);
	turn();
	CU_ASSERT(silent());
	await_plane(0, 7);
	tell(WORKER_END_AWAIT, &question, sizeof(question), 0);
	turn();
	expect_next_plane();
	CU_ASSERT_FALSE(session_is_awaited(&session));
	/* Of a connector that nobody can have: it is no broker of ours. */
	await_plane(WORKER_MAX_CONNECTORS, 7);
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&session.readable));
	end();
}

static void test_a_change_that_cannot_be_told_is_told_later(void)
{
	unsigned int n;

	begin_serving();
	await_plane(0, 7);
	n = socket_fill();
	session_plane_changed(&session, 0);
	CU_ASSERT(session_is_awaited(&session));
	socket_drain(n);
	session_plane_changed(&session, 0);
	expect_next_plane();
	end();
}

static void expect_trace(unsigned int n)
{
	static struct worker_trace body;
	int fd;

	CU_ASSERT_EQUAL(hear(&body, sizeof(body), &fd), WORKER_TRACE);
	CU_ASSERT_EQUAL(body.n, n);
	CU_ASSERT_EQUAL(fd, -1);
}

static void record(void)
{
	static const char octets[WORKER_TRACE_OCTETS];

	trace_add(&trace, WORKER_TRACE_EVENT, 0, octets);
	session_trace_added(&session);
}

static void test_trace_comes_when_it_is_asked_for(void)
{
	begin_serving();
	record();
	CU_ASSERT(silent());
	tell(WORKER_AWAIT_TRACE, NULL, 0, 0);
	turn();
	CU_ASSERT(silent());
	record();
	expect_trace(1);
	/* Kept until the next question. */
	record();
	record();
	CU_ASSERT(silent());
	tell(WORKER_AWAIT_TRACE, NULL, 0, 0);
	turn();
	expect_trace(2);
	tell(WORKER_END_TRACE, NULL, 0, 0);
	turn();
	CU_ASSERT(silent());
	CU_ASSERT_FALSE(trace.active);
	/* One that waits is answered all the same. */
	tell(WORKER_AWAIT_TRACE, NULL, 0, 0);
	tell(WORKER_END_TRACE, NULL, 0, 0);
	turn();
	turn();
	expect_trace(0);
	record();
	CU_ASSERT(silent());
	end();
}

static void test_trace_that_cannot_be_sent_is_kept(void)
{
	unsigned int n;

	begin_serving();
	tell(WORKER_AWAIT_TRACE, NULL, 0, 0);
	turn();
	n = socket_fill();
	record();
	socket_drain(n);
	record();
	expect_trace(2);
	end();
}

TEST_MAIN("session_watch",
	  TEST(test_a_change_is_told_once_to_who_waits),
	  TEST(test_nobody_waits_any_more),
	  TEST(test_a_change_that_cannot_be_told_is_told_later),
	  TEST(test_trace_comes_when_it_is_asked_for),
	  TEST(test_trace_that_cannot_be_sent_is_kept))
