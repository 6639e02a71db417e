// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "tools/common/packet.h"
#include "tools/vdispld/worker_channel.h"

#define N_CONNECTORS 2

static struct worker_channel channel;
static int worker;			/* the worker's end */
static unsigned int n_answers;
static struct worker_answer last;
static int last_fd_was_open;
static int fake_dma_buf = -1;		/* this descriptor's file counts as a dma-buf */
static const char *what;

/* The kernel's answer for a dma-buf, for a memfd of the test. */
int fstatfs(int fd, struct statfs *info)
{
	memset(info, 0, sizeof(*info));
	info->f_type = fake_dma_buf >= 0 ? DMA_BUF_MAGIC : TMPFS_MAGIC;
	return 0;
}

static void answered(void *who, const struct worker_answer *answer)
{
	n_answers++;
	last = *answer;
	last_fd_was_open = answer->fd >= 0 && fcntl(answer->fd, F_GETFD) >= 0;
}

static void begin(void)
{
	int sockets[2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK |
					 SOCK_CLOEXEC, 0, sockets), 0);
	worker = sockets[1];
	worker_channel_init(&channel, sockets[0], N_CONNECTORS);
	n_answers = 0;
	fake_dma_buf = -1;
}

static void end(void)
{
	worker_channel_finish(&channel);
	close(worker);
	if (fake_dma_buf >= 0)
		close(fake_dma_buf);
}

/* The worker says something. */
static void say(uint32_t type, const void *body, size_t size, const int *fds,
		size_t n_fds)
{
	struct worker_message_header header = { .type = type };
	struct iovec parts[] = {
		{ .iov_base = &header, .iov_len = sizeof(header) },
		{ .iov_base = (void *)body, .iov_len = size },
	};

	CU_ASSERT_EQUAL_FATAL(packet_send(worker, parts, 2, fds, n_fds), 0);
}

static int listen_once(void)
{
	what = NULL;
	return worker_channel_receive(&channel, &what);
}

static struct worker_status good_status(void)
{
	return (struct worker_status){ .n_connectors = N_CONNECTORS, .n_buffers = 3 };
}

static struct worker_plane good_plane(void)
{
	fake_dma_buf = memfd_create("plane", MFD_CLOEXEC);
	CU_ASSERT_EQUAL_FATAL(ftruncate(fake_dma_buf, 8192), 0);
	return (struct worker_plane){
		.connector = 1, .fourcc = 0x34325258, .width = 16, .height = 32,
		.stride = 64, .offset = 4096, .size = 8192, .frame = 7,
	};
}

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
					  WORKER_GET_PLANE, 7, UINT32_MAX };
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

TEST_MAIN("worker_channel",
	  TEST(test_ready_once),
	  TEST(test_closing_is_the_end),
	  TEST(test_status),
	  TEST(test_plane),
	  TEST(test_answers_come_in_order),
	  TEST(test_questions_are_bounded),
	  TEST(test_forgotten_question_is_answered_to_nobody),
	  TEST(test_hostile_headers),
	  TEST(test_hostile_ready),
	  TEST(test_hostile_statuses),
	  TEST(test_hostile_planes),
	  TEST(test_worker_that_does_not_read_blocks_nobody))
