// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/worker_channel_case.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void test_ready_once(void)
{
	begin();
	CU_ASSERT_EQUAL(listen_once(), -EAGAIN);
	say(WORKER_READY, NULL, 0, NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), 1);
	say(WORKER_READY, NULL, 0, NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), -EPROTO);
	CU_ASSERT_PTR_NOT_NULL(what);
	end();
}

/* What answers another broker's questions is passed over, but only until then. */
static void test_resume(void)
{
	const struct worker_status status = good_status();
	struct worker_message_header header = { 0 };

	begin();
	CU_ASSERT_EQUAL(worker_channel_resume(&channel), 0);
	CU_ASSERT_EQUAL(recv(worker, &header, sizeof(header), 0), sizeof(header));
	CU_ASSERT_EQUAL(header.type, WORKER_RESUME);
	say(WORKER_STATUS, &status, sizeof(status), NULL, 0);
	say(WORKER_STATUS, NULL, 0, &worker, 1);
	CU_ASSERT_EQUAL(listen_once(), 0);
	CU_ASSERT_EQUAL(listen_once(), 0);
	say(WORKER_READY, NULL, 0, NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), 1);
	say(WORKER_STATUS, &status, sizeof(status), NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), -EPROTO);
	end();
}

static void test_closing_is_the_end(void)
{
	begin();
	shutdown(worker, SHUT_RDWR);
	CU_ASSERT_EQUAL(listen_once(), -EPIPE);
	end();
}

static void test_status(void)
{
	struct worker_status status = good_status();

	begin();
	CU_ASSERT_EQUAL(worker_channel_ask_status(&channel, answered, &worker), 0);
	say(WORKER_STATUS, &status, sizeof(status), NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), 0);
	CU_ASSERT_EQUAL(n_answers, 1);
	CU_ASSERT_EQUAL(last.error, 0);
	CU_ASSERT_EQUAL(last.status.n_buffers, 3);
	end();
}

static void test_plane(void)
{
	struct worker_plane plane;

	begin();
	plane = good_plane();
	CU_ASSERT_EQUAL(worker_channel_ask_plane(&channel, 1, answered, &worker), 0);
	say(WORKER_PLANE, &plane, sizeof(plane), &fake_dma_buf, 1);
	CU_ASSERT_EQUAL(listen_once(), 0);
	CU_ASSERT_EQUAL(n_answers, 1);
	CU_ASSERT_EQUAL(last.plane.frame, 7);
	CU_ASSERT(last_fd_was_open);
	/* Only lent for the call. */
	CU_ASSERT(fcntl(last.fd, F_GETFD) < 0);

	plane = (struct worker_plane){ .error = -ENODATA, .connector = 0 };
	CU_ASSERT_EQUAL(worker_channel_ask_plane(&channel, 0, answered, &worker), 0);
	say(WORKER_PLANE, &plane, sizeof(plane), NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), 0);
	CU_ASSERT_EQUAL(last.error, -ENODATA);
	end();
}

static void test_answers_come_in_order(void)
{
	struct worker_status status = good_status();
	struct worker_plane plane = { .error = -ENODATA };
	unsigned int round;

	begin();
	for (round = 0; round < 3 * WORKER_MAX_QUESTIONS; round++) {
		worker_channel_ask_status(&channel, answered, &worker);
		worker_channel_ask_plane(&channel, 0, answered, &worker);
		say(WORKER_STATUS, &status, sizeof(status), NULL, 0);
		say(WORKER_PLANE, &plane, sizeof(plane), NULL, 0);
		CU_ASSERT_EQUAL(listen_once(), 0);
		CU_ASSERT_EQUAL(listen_once(), 0);
	}
	CU_ASSERT_EQUAL(n_answers, 6 * WORKER_MAX_QUESTIONS);
	end();
}

static void test_questions_are_bounded(void)
{
	unsigned int i;

	begin();
	for (i = 0; i < WORKER_MAX_QUESTIONS; i++)
		CU_ASSERT_EQUAL(worker_channel_ask_status(&channel, answered, &worker), 0);
	CU_ASSERT_EQUAL(worker_channel_ask_status(&channel, answered, &worker), -EBUSY);
	/* Whoever still waits hears of the end. */
	worker_channel_finish(&channel);
	CU_ASSERT_EQUAL(n_answers, WORKER_MAX_QUESTIONS);
	CU_ASSERT_EQUAL(last.error, -ENODEV);
	CU_ASSERT_EQUAL(worker_channel_ask_status(&channel, answered, &worker), -ENODEV);
	end();
}

static void test_forgotten_question_is_answered_to_nobody(void)
{
	struct worker_status status = good_status();

	begin();
	worker_channel_ask_status(&channel, answered, &worker);
	worker_channel_forget(&channel, &worker);
	say(WORKER_STATUS, &status, sizeof(status), NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), 0);
	CU_ASSERT_EQUAL(n_answers, 0);
	end();
}

/* Whatever the broker has sent; false: nothing. */
static bool worker_hears(uint32_t type)
{
	struct worker_message_header header;
	char body[64];
	struct iovec parts[] = { { &header, sizeof(header) }, { body, sizeof(body) } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	return recvmsg(worker, &message, MSG_DONTWAIT) > 0 && header.type == type;
}

static void test_all_who_wait_get_the_next_plane(void)
{
	struct worker_plane plane;
	int first, second, third;

	begin();
	plane = good_plane();
	CU_ASSERT_EQUAL(worker_channel_await_plane(&channel, 1, 6, answered, &first), 0);
	CU_ASSERT(worker_hears(WORKER_AWAIT_PLANE));
	/* One question for all. */
	CU_ASSERT_EQUAL(worker_channel_await_plane(&channel, 1, 6, answered, &second), 0);
	CU_ASSERT_FALSE(worker_hears(WORKER_AWAIT_PLANE));
	CU_ASSERT_EQUAL(worker_channel_await_plane(&channel, 0, 6, answered, &third), 0);
	CU_ASSERT(worker_hears(WORKER_AWAIT_PLANE));
	say(WORKER_NEXT_PLANE, &plane, sizeof(plane), &fake_dma_buf, 1);
	CU_ASSERT_EQUAL(listen_once(), 0);
	CU_ASSERT_EQUAL(n_answers, 2);
	CU_ASSERT_EQUAL(last.plane.frame, 7);
	CU_ASSERT(last_fd_was_open);
	/* Who has gone is not told, and the answer is still due: soon, with nobody left. */
	worker_channel_forget(&channel, &third);
	CU_ASSERT(worker_hears(WORKER_END_AWAIT));
	CU_ASSERT_EQUAL(worker_channel_await_plane(&channel, 0, 6, answered, &first), 0);
	CU_ASSERT_FALSE(worker_hears(WORKER_AWAIT_PLANE));
	plane.connector = 0;
	say(WORKER_NEXT_PLANE, &plane, sizeof(plane), &fake_dma_buf, 1);
	CU_ASSERT_EQUAL(listen_once(), 0);
	CU_ASSERT_EQUAL(n_answers, 3);
	/* That was the one question. */
	say(WORKER_NEXT_PLANE, &plane, sizeof(plane), &fake_dma_buf, 1);
	CU_ASSERT_EQUAL(listen_once(), -EPROTO);
	end();
}

static void test_who_waits_is_told_of_the_end(void)
{
	unsigned int i;

	begin();
	for (i = 0; i < WORKER_MAX_QUESTIONS; i++)
		CU_ASSERT_EQUAL(worker_channel_await_plane(&channel, 0, 6, answered, &worker), 0);
	CU_ASSERT_EQUAL(worker_channel_await_plane(&channel, 0, 6, answered, &worker), -EBUSY);
	worker_channel_finish(&channel);
	CU_ASSERT_EQUAL(n_answers, WORKER_MAX_QUESTIONS);
	CU_ASSERT_EQUAL(last.error, -ENODEV);
	CU_ASSERT_EQUAL(worker_channel_await_plane(&channel, 0, 6, answered, &worker), -ENODEV);
	end();
}

static void test_one_traces_at_a_time(void)
{
	const struct worker_trace trace = good_trace();
	int first, second;

	begin();
	CU_ASSERT_EQUAL(worker_channel_await_trace(&channel, answered, &first), 0);
	CU_ASSERT(worker_hears(WORKER_AWAIT_TRACE));
	CU_ASSERT_EQUAL(worker_channel_await_trace(&channel, answered, &second), -EBUSY);
	say(WORKER_TRACE, &trace, sizeof(trace), NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), 0);
	CU_ASSERT_EQUAL(n_answers, 1);
	CU_ASSERT_EQUAL(last.trace.n, 2);
	/* Between two questions it is still the first one's. */
	CU_ASSERT_EQUAL(worker_channel_await_trace(&channel, answered, &second), -EBUSY);
	CU_ASSERT_EQUAL(worker_channel_await_trace(&channel, answered, &first), 0);
	CU_ASSERT(worker_hears(WORKER_AWAIT_TRACE));
	worker_channel_end_trace(&channel, &second);
	CU_ASSERT_FALSE(worker_hears(WORKER_END_TRACE));
	worker_channel_end_trace(&channel, &first);
	CU_ASSERT(worker_hears(WORKER_END_TRACE));
	/* The answer that is due goes to whoever is the next. */
	CU_ASSERT_EQUAL(worker_channel_await_trace(&channel, answered, &second), 0);
	CU_ASSERT_FALSE(worker_hears(WORKER_AWAIT_TRACE));
	say(WORKER_TRACE, &trace, sizeof(trace), NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), 0);
	CU_ASSERT_EQUAL(n_answers, 2);
	CU_ASSERT_EQUAL(worker_channel_await_trace(&channel, answered, &second), 0);
	worker_channel_finish(&channel);
	CU_ASSERT_EQUAL(n_answers, 3);
	end();
}

static void test_worker_that_does_not_read_blocks_nobody(void)
{
	static struct worker_setup setup = { .n_connectors = N_CONNECTORS };
	int ret = 0, i;

	begin();
	for (i = 0; i < 10000 && !ret; i++)
		ret = worker_channel_send_setup(&channel, &setup, NULL);
	CU_ASSERT_EQUAL(ret, -EAGAIN);
	CU_ASSERT_EQUAL(worker_channel_ask_status(&channel, answered, &worker), -EBUSY);
	CU_ASSERT_EQUAL(channel.n_questions, 0);
	end();
}

/* Sixteen connectors, each mirrored. */
static void test_a_setup_goes_with_all_its_leases(void)
{
	static const struct worker_setup setup = {
		.n_connectors = WORKER_MAX_CONNECTORS, .n_cards = WORKER_MAX_CARDS,
	};
	static struct {
		struct worker_message_header header;
		struct worker_setup setup;
	} heard;
	int sent[WORKER_MAX_CARDS], fds[WORKER_MAX_CARDS];
	size_t n_fds = WORKER_MAX_CARDS;
	unsigned int i;

	begin();
	for (i = 0; i < WORKER_MAX_CARDS; i++)
		sent[i] = STDIN_FILENO;
	CU_ASSERT_EQUAL(worker_channel_send_setup(&channel, &setup, sent), 0);
	CU_ASSERT_EQUAL(packet_receive(worker, &heard, sizeof(heard), fds, &n_fds),
			(ssize_t)sizeof(heard));
	CU_ASSERT_EQUAL(n_fds, WORKER_MAX_CARDS);
	CU_ASSERT_EQUAL(heard.setup.n_cards, WORKER_MAX_CARDS);
	packet_close_fds(fds, n_fds);
	end();
}

static void test_an_output_goes_with_its_lease(void)
{
	struct worker_set_output output = { .index = 1, .connector.card = 0 };
	struct {
		struct worker_message_header header;
		struct worker_set_output output;
	} heard;
	size_t n_fds = 1;
	int fd, i;

	begin();
	CU_ASSERT_EQUAL(worker_channel_send_output(&channel, &output, STDIN_FILENO), 0);
	CU_ASSERT_EQUAL(packet_receive(worker, &heard, sizeof(heard), &fd, &n_fds),
			(ssize_t)sizeof(heard));
	CU_ASSERT_EQUAL(heard.header.type, WORKER_SET_OUTPUT);
	CU_ASSERT_EQUAL(heard.output.index, 1);
	CU_ASSERT_EQUAL(n_fds, 1);
	packet_close_fds(&fd, n_fds);
	CU_ASSERT_EQUAL(worker_channel_send_output(&channel, &output, -1), 0);
	n_fds = 1;
	packet_receive(worker, &heard, sizeof(heard), &fd, &n_fds);
	CU_ASSERT_EQUAL(n_fds, 0);
	/* A worker that takes nothing any more is to be noticed. */
	for (i = 0; i < 100000; i++)
		if (worker_channel_send_output(&channel, &output, -1))
			break;
	CU_ASSERT_EQUAL(worker_channel_send_output(&channel, &output, -1), -EAGAIN);
	worker_channel_finish(&channel);
	CU_ASSERT_EQUAL(worker_channel_send_output(&channel, &output, -1), -ENODEV);
	end();
}

TEST_MAIN("worker_channel",
	  TEST(test_ready_once),
	  TEST(test_resume),
	  TEST(test_closing_is_the_end),
	  TEST(test_status),
	  TEST(test_plane),
	  TEST(test_answers_come_in_order),
	  TEST(test_questions_are_bounded),
	  TEST(test_forgotten_question_is_answered_to_nobody),
	  TEST(test_all_who_wait_get_the_next_plane),
	  TEST(test_who_waits_is_told_of_the_end),
	  TEST(test_one_traces_at_a_time),
	  TEST(test_a_setup_goes_with_all_its_leases),
	  TEST(test_an_output_goes_with_its_lease),
	  TEST(test_worker_that_does_not_read_blocks_nobody))
