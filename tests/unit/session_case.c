// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/session_case.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/fake/fault.h"

int broker;
static unsigned int fds_before;
struct session session;
struct worker_setup setup_sent, setup_got;
int leases[WORKER_MAX_CARDS];
int plane_fd = -1;
uv_loop_t loop;

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

static uint64_t frame_now;

static uint64_t tell_frame(void *context, uint32_t connector)
{
	return frame_now;
}

unsigned int n_refreshes;

static void count_refresh(void *context)
{
	n_refreshes++;
}

struct worker_set_output output_got;
int lease_got;
unsigned int n_outputs;

static int take_output(void *context, const struct worker_set_output *output, int lease)
{
	output_got = *output;
	lease_got = lease;
	n_outputs++;
	return output->index < 2 ? 0 : -EBADMSG;
}

static void no_news(void *context)
{
}

struct trace trace;

void begin(void)
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
	session.frame = tell_frame;
	session.trace = &trace;
	memset(&trace, 0, sizeof(trace));
	trace.added = no_news;
	frame_now = 7;
	session.refresh = count_refresh;
	session.set_output = take_output;
	n_outputs = 0;
	n_refreshes = 0;
	memset(&setup_sent, 0, sizeof(setup_sent));
	setup_sent.domid = 5;
	setup_sent.n_connectors = 1;
	setup_sent.version = 2;
	strcpy(setup_sent.connectors[0].output, "headless");
	setup_sent.connectors[0].card = -1;
	setup_sent.connectors[worker_mirror_place(0)].card = -1;
}

void begin_serving(void)
{
	begin();
	plane_fd = memfd_create("plane", MFD_CLOEXEC);
	CU_ASSERT_EQUAL(session_start(&session, &loop), 0);
}

void end(void)
{
	if (broker >= 0)
		close(broker);
	close(session.fd);
	if (plane_fd >= 0)
		close(plane_fd);
	plane_fd = -1;
	CU_ASSERT_EQUAL(fault_open_fds(), fds_before);
	if (session.readable.loop)
		uv_close((uv_handle_t *)&session.readable, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

void tell(uint32_t type, const void *body, size_t size, unsigned int n_fds)
{
	struct worker_message_header header = { .type = type };
	struct iovec iov[2] = { { &header, sizeof(header) }, { (void *)body, size } };
	union {
		char bytes[CMSG_SPACE((WORKER_MAX_CARDS + 1) * sizeof(int))];
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

uint32_t hear(void *body, size_t size, int *fd)
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

void turn(void)
{
	uv_run(&loop, UV_RUN_NOWAIT);
}
