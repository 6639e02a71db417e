// SPDX-License-Identifier: GPL-2.0-only
/*
 * A worker that its guest has taken over, towards the broker: any packets, any
 * descriptors, in any order among the broker's questions. Each question is answered
 * once, what an answer holds is sane, and no descriptor stays open.
 */
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "tests/fake/fault.h"
#include "tools/common/packet.h"
#include "tools/vdispld/worker_channel.h"

#define N_CONNECTORS  2
#define DMA_BUF_BYTES 65536
#define MAX_QUESTIONS 64

static bool counts_as_dma_buf;
static unsigned int n_asked, n_answers;
static bool answered[MAX_QUESTIONS];
static struct worker_channel *traced;

int fstatfs(int fd, struct statfs *info)
{
	memset(info, 0, sizeof(*info));
	info->f_type = counts_as_dma_buf ? DMA_BUF_MAGIC : TMPFS_MAGIC;
	return 0;
}

static void answer_take(void *who, const struct worker_answer *answer)
{
	bool *mine = who;

	FUZZ_CHECK(!*mine);
	*mine = true;
	n_answers++;
	FUZZ_CHECK(answer->error <= 0 && answer->error > -4096);
}

static void status_take(void *who, const struct worker_answer *answer)
{
	unsigned int i;

	answer_take(who, answer);
	FUZZ_CHECK(answer->fd == -1);
	FUZZ_CHECK(answer->error || answer->status.n_buffers <= WORKER_MAX_BUFFERS);
	for (i = 0; !answer->error && i < WORKER_MAX_PLACES; i++) {
		FUZZ_CHECK(answer->status.connectors[i].mode <=
			   WORKER_MODE_HEADLESS);
		FUZZ_CHECK(memchr(answer->status.connectors[i].reason, '\0',
				  WORKER_REASON_BYTES));
	}
}

static void plane_take(void *who, const struct worker_answer *answer)
{
	const struct worker_plane *plane = &answer->plane;

	answer_take(who, answer);
	FUZZ_CHECK((answer->error == 0) == (answer->fd >= 0));
	if (answer->error)
		return;
	FUZZ_CHECK(counts_as_dma_buf && plane->size <= DMA_BUF_BYTES);
	FUZZ_CHECK((unsigned __int128)plane->offset +
			   (uint64_t)plane->stride * plane->height <=
		   plane->size);
}

/* One at a time, and it goes on: for the fuzzer each answer is the last. */
static void trace_take(void *who, const struct worker_answer *answer)
{
	uint32_t i;

	answer_take(who, answer);
	for (i = 0; !answer->error && i < answer->trace.n; i++)
		FUZZ_CHECK(answer->trace.records[i].connector < N_CONNECTORS);
	if (!answer->error)
		worker_channel_end_trace(traced, who);
}

static void question_ask(struct worker_channel *channel, struct fuzz *fuzz)
{
	uint32_t kind = fuzz_below(fuzz, 8);
	void *who = &answered[n_asked];
	int ret;

	if (n_asked == MAX_QUESTIONS)
		return;
	if (kind == 7)
		ret = worker_channel_await_trace(channel, trace_take, who);
	else if (kind > 3)
		ret = worker_channel_await_plane(channel, kind & 1, 7, plane_take, who);
	else if (kind & 1)
		ret = worker_channel_ask_status(channel, status_take, who);
	else
		ret = worker_channel_ask_plane(channel, kind >> 1, plane_take, who);
	FUZZ_CHECK(ret == 0 || ret == -EBUSY);
	n_asked += !ret;
}

union body {
	struct worker_status status;
	struct worker_plane plane;
	struct worker_trace trace;
};

/* A message that is nearly right, so that the checks behind are reached. */
static size_t message_make(struct fuzz *fuzz, uint8_t *packet, size_t size)
{
	static const size_t bodies[] = {
		0,
		sizeof(struct worker_status),
		sizeof(struct worker_plane),
		sizeof(struct worker_trace),
	};
	struct worker_message_header header = { 0 };
	size_t length = sizeof(header) + bodies[fuzz_below(fuzz, 4)];
	uint32_t word;

	memset(packet, 0, size);
	header.type = fuzz_below(fuzz, WORKER_END_AWAIT + 2);
	memcpy(packet, &header, sizeof(header));
	if (header.type == WORKER_STATUS)
		packet[sizeof(header)] = N_CONNECTORS;
	for (word = fuzz_below(fuzz, 8); word; word--) {
		uint32_t at = fuzz_below(fuzz, length / 4),
			 value = fuzz_edge(fuzz);

		memcpy(packet + 4 * at, &value, sizeof(value));
	}
	return fuzz_below(fuzz, 8) ? length : fuzz_below(fuzz, size);
}

static int message_send(int socket, struct fuzz *fuzz, int dma_buf)
{
	uint8_t packet[sizeof(struct worker_message_header) +
		       sizeof(union body) + 64];
	struct iovec part = { .iov_base = packet };
	int fds[3] = { dma_buf, dma_buf, dma_buf };

	part.iov_len = message_make(fuzz, packet, sizeof(packet));
	counts_as_dma_buf = fuzz_below(fuzz, 4);
	return packet_send(socket, &part, 1, fds, fuzz_below(fuzz, 4));
}

/* False: the worker has broken the rules, and the broker would end it. */
static bool step(struct worker_channel *channel, int worker, int dma_buf,
		 struct fuzz *fuzz)
{
	const char *what = NULL;
	int ret;

	if (fuzz_below(fuzz, 2)) {
		question_ask(channel, fuzz);
		return true;
	}
	if (message_send(worker, fuzz, dma_buf))
		return false;
	ret = worker_channel_receive(channel, &what);
	FUZZ_CHECK(ret == 0 || ret == 1 || ret == -EPIPE || ret == -EPROTO);
	if (ret == -EPROTO)
		FUZZ_CHECK(what && fuzz_is_line(what, 128));
	return ret >= 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int dma_buf = -1;
	struct fuzz fuzz = { data, size };
	struct worker_channel channel;
	int sockets[2];
	unsigned int before;

	if (dma_buf < 0) {
		dma_buf = memfd_create("fuzz", MFD_CLOEXEC);
		FUZZ_CHECK(dma_buf >= 0 && !ftruncate(dma_buf, DMA_BUF_BYTES));
	}
	before = fault_open_fds();
	FUZZ_CHECK(!socketpair(AF_UNIX,
			       SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
			       sockets));
	n_asked = n_answers = 0;
	memset(answered, 0, sizeof(answered));
	worker_channel_init(&channel, sockets[0], N_CONNECTORS);
	traced = &channel;
	while (fuzz.left && step(&channel, sockets[1], dma_buf, &fuzz))
		;
	worker_channel_finish(&channel);
	FUZZ_CHECK(n_answers == n_asked);
	close(sockets[1]);
	FUZZ_CHECK(fault_open_fds() == before);
	return 0;
}
