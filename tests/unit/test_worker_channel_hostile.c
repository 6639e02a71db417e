// SPDX-License-Identifier: GPL-2.0-only
/* What a worker may send that a guest has taken over. */
#include "tests/unit/worker_channel_case.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void test_hostile_traces(void)
{
	struct worker_trace traces[] = { good_trace(), good_trace(), good_trace(), good_trace() };
	unsigned int i;

	traces[0].n = WORKER_TRACE_RECORDS + 1;
	traces[1].records[1].connector = N_CONNECTORS;
	traces[2].records[0].kind = 0;
	traces[3].records[0].kind = WORKER_TRACE_EVENT + 1;
	for (i = 0; i < 4; i++) {
		begin();
		worker_channel_await_trace(&channel, answered, &worker);
		say(WORKER_TRACE, &traces[i], sizeof(traces[i]), NULL, 0);
		CU_ASSERT_EQUAL(listen_once(), -EPROTO);
		CU_ASSERT_EQUAL(n_answers, 0);
		end();
	}
	traces[0].n = 0;
	begin();
	worker_channel_await_trace(&channel, answered, &worker);
	say(WORKER_TRACE, &traces[0], sizeof(traces[0]) - 8, NULL, 0);
	CU_ASSERT_EQUAL(listen_once(), -EPROTO);
	end();
}

enum hostile_question { ASKED_NOTHING, ASKED_STATUS, ASKED_PLANE };

/* One packet of a worker that a guest has taken over: it ends the worker. */
static void hostile(enum hostile_question question, const void *packet, size_t size,
		    const int *fds, size_t n_fds)
{
	struct iovec part = { .iov_base = (void *)packet, .iov_len = size };
	int fd;

	if (question == ASKED_STATUS)
		worker_channel_ask_status(&channel, answered, &worker);
	if (question == ASKED_PLANE)
		worker_channel_ask_plane(&channel, 1, answered, &worker);
	n_answers = 0;
	CU_ASSERT_EQUAL(packet_send(worker, &part, 1, fds, n_fds), 0);
	fd = dup(STDERR_FILENO);	/* the lowest that is free */
	close(fd);
	CU_ASSERT_EQUAL(listen_once(), -EPROTO);
	CU_ASSERT_PTR_NOT_NULL(what);
	CU_ASSERT_EQUAL(n_answers, 0);
	/* Whatever came beside it has been closed. */
	CU_ASSERT_EQUAL(fcntl(fd, F_GETFD), -1);
}

struct status_packet { struct worker_message_header header; struct worker_status body; };
struct plane_packet { struct worker_message_header header; struct worker_plane body; };

static void test_hostile_headers(void)
{
	static const uint32_t types[] = { 0, WORKER_SETUP, WORKER_GET_STATUS,
					  WORKER_GET_PLANE, WORKER_REFRESH,
					  WORKER_AWAIT_PLANE, 99, UINT32_MAX };
	struct worker_message_header header = { .type = WORKER_READY };
	static char long_packet[sizeof(struct status_packet) + 1];
	unsigned int i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		begin();
		header.type = types[i];
		hostile(ASKED_STATUS, &header, sizeof(header), NULL, 0);
		end();
	}
	begin();
	hostile(ASKED_NOTHING, &header, sizeof(header) - 1, NULL, 0);
	end();
	begin();
	header = (struct worker_message_header){ .type = WORKER_READY, .reserved = 1 };
	hostile(ASKED_NOTHING, &header, sizeof(header), NULL, 0);
	end();
	begin();
	hostile(ASKED_NOTHING, long_packet, sizeof(long_packet), NULL, 0);
	end();
}

static void test_hostile_ready(void)
{
	struct { struct worker_message_header header; char surplus; } ready = {
		.header.type = WORKER_READY,
	};
	int fds[PACKET_MAX_FDS], i;

	begin();
	hostile(ASKED_NOTHING, &ready, sizeof(ready), NULL, 0);
	CU_ASSERT_FALSE(channel.ready);
	end();
	begin();
	for (i = 0; i < PACKET_MAX_FDS; i++)
		fds[i] = worker;
	hostile(ASKED_NOTHING, &ready.header, sizeof(ready.header), fds, PACKET_MAX_FDS);
	end();
}

static void test_hostile_statuses(void)
{
	const struct status_packet good = {
		.header.type = WORKER_STATUS, .body = good_status(),
	};
	struct status_packet bad = good;

	begin();
	hostile(ASKED_NOTHING, &good, sizeof(good), NULL, 0);
	hostile(ASKED_PLANE, &good, sizeof(good), NULL, 0);
	end();
	begin();
	hostile(ASKED_STATUS, &good, sizeof(good) - 1, NULL, 0);
	hostile(ASKED_STATUS, &good, sizeof(good), &worker, 1);
	bad.body.n_connectors = N_CONNECTORS + 1;
	hostile(ASKED_STATUS, &bad, sizeof(bad), NULL, 0);
	bad.body.n_connectors = UINT32_MAX;
	hostile(ASKED_STATUS, &bad, sizeof(bad), NULL, 0);
	bad = good;
	bad.body.n_buffers = WORKER_MAX_BUFFERS + 1;
	hostile(ASKED_STATUS, &bad, sizeof(bad), NULL, 0);
	bad = good;
	memset(bad.body.connectors[1].reason, 'x', WORKER_REASON_BYTES);
	hostile(ASKED_STATUS, &bad, sizeof(bad), NULL, 0);
	bad = good;
	bad.body.connectors[0].mode = WORKER_MODE_HEADLESS + 1;
	hostile(ASKED_STATUS, &bad, sizeof(bad), NULL, 0);
	end();
}

static void test_hostile_planes(void)
{
	struct plane_packet bad = { .header.type = WORKER_PLANE };
	struct worker_plane good;
	int two[2];

	begin();
	good = good_plane();
	two[0] = two[1] = fake_dma_buf;
#define BAD(field, value, n_fds)					\
	do {								\
		bad.body = good;					\
		bad.body.field = value;					\
		hostile(ASKED_PLANE, &bad, sizeof(bad), two, n_fds);	\
	} while (0)
	BAD(connector, 0, 1);
	BAD(error, 5, 1);
	BAD(error, -ENODATA, 1);
	BAD(error, INT32_MIN, 0);
	BAD(error, -4096, 0);
	BAD(frame, 0, 0);
	BAD(frame, 0, 2);
	BAD(width, 0, 1);
	BAD(height, 0, 1);
	BAD(stride, 0, 1);
	BAD(height, 65, 1);
	BAD(height, UINT32_MAX, 1);
	BAD(stride, UINT32_MAX, 1);
	BAD(offset, 8193, 1);
	BAD(offset, UINT64_MAX, 1);
	BAD(size, 8193, 1);		/* more than the file has */
	BAD(size, UINT64_MAX, 1);
	end();
	begin();
	good = good_plane();
	close(fake_dma_buf);
	fake_dma_buf = -1;		/* some file, but no dma-buf */
	two[0] = worker;
	BAD(frame, 0, 1);
#undef BAD
	end();
}

TEST_MAIN("worker_channel_hostile",
	  TEST(test_hostile_traces),
	  TEST(test_hostile_headers),
	  TEST(test_hostile_ready),
	  TEST(test_hostile_statuses),
	  TEST(test_hostile_planes))
