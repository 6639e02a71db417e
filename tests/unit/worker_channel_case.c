// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/worker_channel_case.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <unistd.h>

struct worker_channel channel;
int worker;
unsigned int n_answers;
struct worker_answer last;
int last_fd_was_open;
int fake_dma_buf = -1;
const char *what;

/* The kernel's answer for a dma-buf, for a memfd of the test. */
int fstatfs(int fd, struct statfs *info)
{
	memset(info, 0, sizeof(*info));
	info->f_type = fake_dma_buf >= 0 ? DMA_BUF_MAGIC : TMPFS_MAGIC;
	return 0;
}

void answered(void *who, const struct worker_answer *answer)
{
	n_answers++;
	last = *answer;
	last_fd_was_open = answer->fd >= 0 && fcntl(answer->fd, F_GETFD) >= 0;
}

void begin(void)
{
	int sockets[2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK |
					 SOCK_CLOEXEC, 0, sockets), 0);
	worker = sockets[1];
	worker_channel_init(&channel, sockets[0], N_CONNECTORS);
	n_answers = 0;
	fake_dma_buf = -1;
}

void end(void)
{
	worker_channel_finish(&channel);
	close(worker);
	if (fake_dma_buf >= 0)
		close(fake_dma_buf);
}

void say(uint32_t type, const void *body, size_t size, const int *fds, size_t n_fds)
{
	struct worker_message_header header = { .type = type };
	struct iovec parts[] = {
		{ .iov_base = &header, .iov_len = sizeof(header) },
		{ .iov_base = (void *)body, .iov_len = size },
	};

	CU_ASSERT_EQUAL_FATAL(packet_send(worker, parts, 2, fds, n_fds), 0);
}

int listen_once(void)
{
	what = NULL;
	return worker_channel_receive(&channel, &what);
}

struct worker_status good_status(void)
{
	return (struct worker_status){ .n_connectors = N_CONNECTORS, .n_buffers = 3 };
}

struct worker_plane good_plane(void)
{
	fake_dma_buf = memfd_create("plane", MFD_CLOEXEC);
	CU_ASSERT_EQUAL_FATAL(ftruncate(fake_dma_buf, 8192), 0);
	return (struct worker_plane){
		.connector = 1, .fourcc = 0x34325258, .width = 16, .height = 32,
		.stride = 64, .offset = 4096, .size = 8192, .frame = 7,
	};
}

struct worker_trace good_trace(void)
{
	return (struct worker_trace){
		.n = 2, .records = { { .kind = WORKER_TRACE_REQUEST },
				     { .kind = WORKER_TRACE_EVENT, .connector = 1 } },
	};
}
