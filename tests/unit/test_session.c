// SPDX-License-Identifier: GPL-2.0-only
/* The worker's side of the talk with the broker; the test is the broker. */
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <uv.h>

#include "tests/fake/fault.h"
#include "tools/vdispl-worker/session.h"

static int broker;
static unsigned int fds_before;
static struct session session;
static struct worker_setup setup_sent, setup_got;
static int leases[WORKER_MAX_CARDS];
static int plane_fd;
static uv_loop_t loop;

static void fill_status(void *context, struct worker_status *status)
{
	status->n_connectors = 2;
	status->n_buffers = 3;
	status->connectors[1].flips = 77;
}

static void fill_plane(void *context, uint32_t connector, struct worker_plane *plane,
		       int *fd)
{
	plane->error = connector == 0 ? 0 : -ENODATA;
	plane->width = 1024;
	if (connector == 0)
		*fd = plane_fd;
}

static void begin(void)
{
	int fds[2];

	CU_ASSERT_EQUAL_FATAL(uv_loop_init(&loop), 0);
	fds_before = fault_open_fds();
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	broker = fds[0];
	memset(&session, 0, sizeof(session));
	session.fd = fds[1];
	session.status = fill_status;
	session.plane = fill_plane;
	memset(&setup_sent, 0, sizeof(setup_sent));
	setup_sent.domid = 5;
	setup_sent.n_connectors = 1;
	strcpy(setup_sent.connectors[0].output, "headless");
	setup_sent.connectors[0].card = -1;
}

static void end(void)
{
	if (broker >= 0)
		close(broker);
	close(session.fd);
	CU_ASSERT_EQUAL(fault_open_fds(), fds_before);
	if (session.readable.loop)
		uv_close((uv_handle_t *)&session.readable, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

static void tell(uint32_t type, const void *body, size_t size, unsigned int n_fds)
{
	struct worker_message_header header = { .type = type };
	struct iovec iov[2] = { { &header, sizeof(header) }, { (void *)body, size } };
	union {
		char bytes[CMSG_SPACE(8 * sizeof(int))];
		struct cmsghdr alignment;
	} control = { .bytes = { 0 } };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };
	unsigned int i;

	if (n_fds) {
		struct cmsghdr *c;

		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		for (i = 0; i < n_fds; i++)
			memcpy(CMSG_DATA(c) + i * sizeof(int), &broker, sizeof(int));
	}
	CU_ASSERT(sendmsg(broker, &msg, 0) > 0);
}

/* The answer's type, its body in @body, a descriptor that came in *fd. */
static uint32_t hear(void *body, size_t size, int *fd)
{
	struct worker_message_header header = { 0 };
	struct iovec iov[2] = { { &header, sizeof(header) }, { body, size } };
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr alignment;
	} control;
	struct msghdr msg = {
		.msg_iov = iov, .msg_iovlen = 2,
		.msg_control = control.bytes, .msg_controllen = sizeof(control.bytes),
	};
	ssize_t length = recvmsg(broker, &msg, MSG_DONTWAIT);

	*fd = -1;
	CU_ASSERT_EQUAL(length, (ssize_t)(sizeof(header) + size));
	if (CMSG_FIRSTHDR(&msg))
		memcpy(fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(int));
	return header.type;
}

static int receive(void)
{
	return session_receive_setup(session.fd, &setup_got, leases);
}

static void test_setup_with_leases(void)
{
	begin();
	setup_sent.n_cards = 2;
	setup_sent.connectors[0].card = 1;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 2);
	CU_ASSERT_EQUAL(receive(), 0);
	CU_ASSERT_EQUAL(setup_got.domid, 5);
	CU_ASSERT_EQUAL(fcntl(leases[0], F_GETFD), FD_CLOEXEC);
	close(leases[0]);
	close(leases[1]);
	end();
}

/* A broker of another version, or worse. */
static void spoil_nothing_sent_less(void) { tell(WORKER_SETUP, &setup_sent, 100, 0); }
static void spoil_other_type(void)
{
	tell(WORKER_GET_STATUS, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_lease_missing(void)
{
	setup_sent.n_cards = 1;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_lease_too_many(void)
{
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 1);
}

static void spoil_leases_beyond_the_cap(void)
{
	setup_sent.n_cards = 8;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 8);
}

static void spoil_no_connector(void)
{
	setup_sent.n_connectors = 0;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_too_many_connectors(void)
{
	setup_sent.n_connectors = WORKER_MAX_CONNECTORS + 1;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_card_out_of_range(void)
{
	setup_sent.connectors[0].card = 0;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_string_without_end(void)
{
	memset(setup_sent.connectors[0].output, 'x', WORKER_OUTPUT_BYTES);
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_broker_gone(void)
{
	close(broker);
	broker = -1;
}

static void test_wrong_setups_are_refused(void)
{
	static void (*const spoils[])(void) = {
		spoil_nothing_sent_less, spoil_other_type, spoil_lease_missing,
		spoil_lease_too_many, spoil_leases_beyond_the_cap, spoil_no_connector,
		spoil_too_many_connectors, spoil_card_out_of_range,
		spoil_string_without_end, spoil_broker_gone,
	};
	size_t i;

	for (i = 0; i < sizeof(spoils) / sizeof(spoils[0]); i++) {
		begin();
		spoils[i]();
		CU_ASSERT(receive() < 0);
		memset(&session.readable, 0, sizeof(session.readable));
		end();
	}
}

static void turn(void)
{
	uv_run(&loop, UV_RUN_NOWAIT);
}

static void test_ready_then_status(void)
{
	struct worker_status status;
	int fd;

	begin();
	CU_ASSERT_EQUAL(session_start(&session, &loop), 0);
	CU_ASSERT_EQUAL(session_send_ready(&session), 0);
	CU_ASSERT_EQUAL(hear(NULL, 0, &fd), WORKER_READY);
	tell(WORKER_GET_STATUS, NULL, 0, 0);
	turn();
	CU_ASSERT_EQUAL(hear(&status, sizeof(status), &fd), WORKER_STATUS);
	CU_ASSERT_EQUAL(status.n_buffers, 3);
	CU_ASSERT_EQUAL(status.connectors[1].flips, 77);
	CU_ASSERT_EQUAL(fd, -1);
	end();
}

static void test_plane_comes_with_its_dmabuf(void)
{
	struct worker_get_plane question = { .connector = 0 };
	struct worker_plane plane;
	struct stat sent, got;
	int fd;

	begin();
	plane_fd = memfd_create("plane", MFD_CLOEXEC);
	CU_ASSERT_EQUAL(session_start(&session, &loop), 0);
	tell(WORKER_GET_PLANE, &question, sizeof(question), 0);
	turn();
	CU_ASSERT_EQUAL(hear(&plane, sizeof(plane), &fd), WORKER_PLANE);
	CU_ASSERT_EQUAL(plane.error, 0);
	CU_ASSERT_EQUAL(plane.width, 1024);
	CU_ASSERT_EQUAL(fstat(plane_fd, &sent) | fstat(fd, &got), 0);
	CU_ASSERT_EQUAL(sent.st_ino, got.st_ino);
	close(fd);

	question.connector = 9;
	tell(WORKER_GET_PLANE, &question, sizeof(question), 0);
	turn();
	CU_ASSERT_EQUAL(hear(&plane, sizeof(plane), &fd), WORKER_PLANE);
	CU_ASSERT_EQUAL(plane.error, -ENODATA);
	CU_ASSERT_EQUAL(plane.connector, 9);
	CU_ASSERT_EQUAL(fd, -1);
	close(plane_fd);
	end();
}

static void test_the_end_comes_when_the_broker_closes(void)
{
	begin();
	CU_ASSERT_EQUAL(session_start(&session, &loop), 0);
	close(broker);
	broker = -1;
	/* Returns, because nothing else keeps the loop alive. */
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&session.readable));
	end();
}

static void test_nonsense_ends_the_talk(void)
{
	begin();
	CU_ASSERT_EQUAL(session_start(&session, &loop), 0);
	tell(WORKER_GET_STATUS, "surplus", 7, 2);	/* its descriptors are closed */
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&session.readable));
	end();
}

TEST_MAIN("session",
	  TEST(test_setup_with_leases),
	  TEST(test_wrong_setups_are_refused),
	  TEST(test_ready_then_status),
	  TEST(test_plane_comes_with_its_dmabuf),
	  TEST(test_the_end_comes_when_the_broker_closes),
	  TEST(test_nonsense_ends_the_talk))
