// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/worker_channel.h"

#include <assert.h>
#include <errno.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "tools/common/packet.h"

#define MAX_ERRNO 4095

struct message {
	struct worker_message_header header;
	union {
		struct worker_status status;
		struct worker_plane plane;
		struct worker_trace trace;
	};
};

void worker_channel_init(struct worker_channel *channel, int fd,
			 unsigned int n_connectors)
{
	*channel = (struct worker_channel){
		.fd = fd,
		.n_connectors = n_connectors,
	};
}

static_assert(WORKER_MAX_CARDS <= PACKET_MAX_FDS, "a setup has all its leases beside it");

static struct worker_question question_take(struct worker_channel *channel)
{
	struct worker_question question = channel->questions[channel->first];

	channel->first = (channel->first + 1) % WORKER_MAX_QUESTIONS;
	channel->n_questions--;
	return question;
}

/* All who wait for this connector, or, with WORKER_MAX_CONNECTORS, for any. */
static void awaits_answer(struct worker_channel *channel, uint32_t connector,
			  const struct worker_answer *answer)
{
	struct worker_await awaits[WORKER_MAX_QUESTIONS];
	unsigned int i, n = 0;

	/* They may wait for the next one at once. */
	for (i = 0; i < WORKER_MAX_QUESTIONS; i++) {
		struct worker_await *await = &channel->awaits[i];

		if (!await->answer || (connector != WORKER_MAX_CONNECTORS &&
				       await->connector != connector))
			continue;
		awaits[n++] = *await;
		await->answer = NULL;
	}
	for (i = 0; i < n; i++)
		awaits[i].answer(awaits[i].who, answer);
}

static void trace_answer(struct worker_channel *channel, const struct worker_answer *answer)
{
	worker_answer_fn function = channel->trace_answer;

	channel->trace_answer = NULL;
	if (function)
		function(channel->tracer, answer);
}

void worker_channel_finish(struct worker_channel *channel)
{
	const struct worker_answer gone = { .error = -ENODEV, .fd = -1 };

	if (channel->fd >= 0)
		close(channel->fd);
	channel->fd = -1;
	while (channel->n_questions > 0) {
		struct worker_question question = question_take(channel);

		if (question.answer)
			question.answer(question.who, &gone);
	}
	awaits_answer(channel, WORKER_MAX_CONNECTORS, &gone);
	trace_answer(channel, &gone);
}

static int message_send(struct worker_channel *channel, uint32_t type,
			const void *body, size_t size, const int *fds, size_t n_fds)
{
	struct worker_message_header header = { .type = type };
	const struct iovec parts[] = {
		{ .iov_base = &header, .iov_len = sizeof(header) },
		{ .iov_base = (void *)body, .iov_len = size },
	};

	return packet_send(channel->fd, parts, body ? 2 : 1, fds, n_fds);
}

int worker_channel_send_setup(struct worker_channel *channel,
			      const struct worker_setup *setup,
			      const int *lease_fds)
{
	return message_send(channel, WORKER_SETUP, setup, sizeof(*setup),
			    lease_fds, setup->n_cards);
}

void worker_channel_send_refresh(struct worker_channel *channel)
{
	if (channel->fd >= 0)
		message_send(channel, WORKER_REFRESH, NULL, 0, NULL, 0);
}

int worker_channel_send_output(struct worker_channel *channel,
			       const struct worker_set_output *output, int lease_fd)
{
	if (channel->fd < 0)
		return -ENODEV;
	return message_send(channel, WORKER_SET_OUTPUT, output, sizeof(*output),
			    &lease_fd, lease_fd >= 0);
}

int worker_channel_resume(struct worker_channel *channel)
{
	channel->resumes = true;
	return message_send(channel, WORKER_RESUME, NULL, 0, NULL, 0);
}

static int question_ask(struct worker_channel *channel,
			const struct worker_question *question,
			const void *body, size_t size)
{
	unsigned int last;
	int ret;

	if (channel->fd < 0)
		return -ENODEV;
	if (channel->n_questions == WORKER_MAX_QUESTIONS)
		return -EBUSY;
	ret = message_send(channel, question->type, body, size, NULL, 0);
	if (ret)
		return ret == -EAGAIN ? -EBUSY : ret;
	last = (channel->first + channel->n_questions) % WORKER_MAX_QUESTIONS;
	channel->questions[last] = *question;
	channel->n_questions++;
	return 0;
}

int worker_channel_ask_status(struct worker_channel *channel,
			      worker_answer_fn answer, void *who)
{
	const struct worker_question question = {
		.type = WORKER_GET_STATUS, .answer = answer, .who = who,
	};

	return question_ask(channel, &question, NULL, 0);
}

int worker_channel_ask_plane(struct worker_channel *channel, uint32_t connector,
			     worker_answer_fn answer, void *who)
{
	const struct worker_question question = {
		.type = WORKER_GET_PLANE, .connector = connector,
		.answer = answer, .who = who,
	};
	const struct worker_get_plane body = { .connector = connector };

	return question_ask(channel, &question, &body, sizeof(body));
}

int worker_channel_await_plane(struct worker_channel *channel, uint32_t connector,
			       uint64_t frame, worker_answer_fn answer, void *who)
{
	const struct worker_await_plane body = { .connector = connector, .frame = frame };
	unsigned int i = 0;
	int ret = 0;

	if (channel->fd < 0)
		return -ENODEV;
	while (i < WORKER_MAX_QUESTIONS && channel->awaits[i].answer)
		i++;
	if (i == WORKER_MAX_QUESTIONS)
		return -EBUSY;
	/* The answer to another's question is as good. */
	if (!channel->awaited[connector])
		ret = message_send(channel, WORKER_AWAIT_PLANE, &body, sizeof(body),
				   NULL, 0);
	if (ret)
		return ret == -EAGAIN ? -EBUSY : ret;
	channel->awaited[connector] = true;
	channel->awaits[i] = (struct worker_await){ connector, answer, who };
	return 0;
}

int worker_channel_await_trace(struct worker_channel *channel, worker_answer_fn answer,
			       void *who)
{
	int ret = 0;

	if (channel->fd < 0)
		return -ENODEV;
	if (channel->tracer && channel->tracer != who)
		return -EBUSY;
	if (!channel->trace_awaited)
		ret = message_send(channel, WORKER_AWAIT_TRACE, NULL, 0, NULL, 0);
	if (ret)
		return ret == -EAGAIN ? -EBUSY : ret;
	channel->trace_awaited = true;
	channel->tracer = who;
	channel->trace_answer = answer;
	return 0;
}

/* An answer may be under way: it is taken, and goes to nobody. */
void worker_channel_end_trace(struct worker_channel *channel, const void *who)
{
	if (channel->tracer != who)
		return;
	channel->tracer = NULL;
	channel->trace_answer = NULL;
	if (channel->fd >= 0)
		message_send(channel, WORKER_END_TRACE, NULL, 0, NULL, 0);
}

static bool is_awaited(const struct worker_channel *channel, uint32_t connector)
{
	unsigned int i;

	for (i = 0; i < WORKER_MAX_QUESTIONS; i++)
		if (channel->awaits[i].answer &&
		    channel->awaits[i].connector == connector)
			return true;
	return false;
}

/* While a worker believes that somebody waits, it keeps what it has handed out. */
static void awaits_forget(struct worker_channel *channel, const void *who)
{
	unsigned int i;

	for (i = 0; i < WORKER_MAX_QUESTIONS; i++) {
		struct worker_await *await = &channel->awaits[i];
		const struct worker_get_plane body = { .connector = await->connector };

		if (!await->answer || await->who != who)
			continue;
		await->answer = NULL;
		if (channel->fd >= 0 && !is_awaited(channel, await->connector))
			message_send(channel, WORKER_END_AWAIT, &body, sizeof(body),
				     NULL, 0);
	}
}

void worker_channel_forget(struct worker_channel *channel, const void *who)
{
	unsigned int i;

	if (channel->tracer == who)
		channel->trace_answer = NULL;
	awaits_forget(channel, who);
	for (i = 0; i < WORKER_MAX_QUESTIONS; i++)
		if (channel->questions[i].who == who)
			channel->questions[i].answer = NULL;
}

static const char *status_check(const struct worker_channel *channel,
				const struct worker_status *untrusted_status)
{
	unsigned int i;

	if (untrusted_status->n_connectors != channel->n_connectors)
		return "a status of other connectors";
	if (untrusted_status->n_buffers > WORKER_MAX_BUFFERS)
		return "more buffers than a guest may have";
	for (i = 0; i < WORKER_MAX_PLACES; i++) {
		const struct worker_connector_status *untrusted_connector =
			&untrusted_status->connectors[i];

		if (untrusted_connector->mode > WORKER_MODE_HEADLESS)
			return "an unknown mode";
		if (!memchr(untrusted_connector->reason, '\0', WORKER_REASON_BYTES))
			return "a reason without an end";
	}
	return NULL;
}

/* A client will map this: it has to be a dma-buf, and as large as is claimed. */
static const char *plane_fd_check(const struct worker_plane *untrusted_plane, int fd)
{
	struct statfs info;
	off_t size;

	if (fstatfs(fd, &info) || info.f_type != DMA_BUF_MAGIC)
		return "a descriptor that is no dma-buf";
	size = lseek(fd, 0, SEEK_END);
	if (size < 0 || (uint64_t)size < untrusted_plane->size)
		return "a dma-buf smaller than claimed";
	return NULL;
}

static const char *plane_check(const struct worker_plane *untrusted_plane,
			       const int *fds, size_t n_fds)
{
	uint64_t bytes;

	if (untrusted_plane->error > 0 || untrusted_plane->error < -MAX_ERRNO)
		return "a plane with an odd error";
	if (untrusted_plane->error)
		return n_fds ? "a descriptor beside an error" : NULL;
	if (n_fds != 1)
		return "a plane without its one descriptor";
	/* 32 bits each, so the product fits. */
	bytes = (uint64_t)untrusted_plane->stride * untrusted_plane->height;
	if (untrusted_plane->width == 0 || bytes == 0 ||
	    untrusted_plane->offset > untrusted_plane->size ||
	    bytes > untrusted_plane->size - untrusted_plane->offset)
		return "a plane larger than its buffer";
	if (untrusted_plane->own > 1)
		return "a plane of nobody's memory";
	return plane_fd_check(untrusted_plane, fds[0]);
}

static const char *answer_check(const struct worker_channel *channel,
				const struct message *untrusted_message,
				size_t body, const int *fds, size_t n_fds)
{
	const struct worker_question *question = &channel->questions[channel->first];

	if (channel->n_questions == 0)
		return "an answer that nobody asked for";
	if (untrusted_message->header.type == WORKER_STATUS) {
		if (question->type != WORKER_GET_STATUS)
			return "the wrong answer";
		if (body != sizeof(untrusted_message->status) || n_fds)
			return "a status of the wrong size";
		return status_check(channel, &untrusted_message->status);
	}
	if (question->type != WORKER_GET_PLANE)
		return "the wrong answer";
	if (body != sizeof(untrusted_message->plane))
		return "a plane of the wrong size";
	if (untrusted_message->plane.connector != question->connector)
		return "a plane of another connector";
	return plane_check(&untrusted_message->plane, fds, n_fds);
}

static const char *next_check(const struct worker_channel *channel,
			      const struct message *untrusted_message, size_t body,
			      const int *fds, size_t n_fds)
{
	const struct worker_plane *untrusted_plane = &untrusted_message->plane;

	if (body != sizeof(*untrusted_plane))
		return "a plane of the wrong size";
	if (untrusted_plane->connector >= channel->n_connectors ||
	    !channel->awaited[untrusted_plane->connector])
		return "a plane that nobody waits for";
	return plane_check(untrusted_plane, fds, n_fds);
}

/* What the octets say is the client's affair; nothing here looks at them. */
static const char *trace_check(const struct worker_channel *channel,
			       const struct message *untrusted_message, size_t body,
			       size_t n_fds)
{
	const struct worker_trace *untrusted_trace = &untrusted_message->trace;
	unsigned int i;

	if (!channel->trace_awaited)
		return "a trace that nobody asked for";
	if (body != sizeof(*untrusted_trace) || n_fds ||
	    untrusted_trace->n > WORKER_TRACE_RECORDS)
		return "a trace of the wrong size";
	for (i = 0; i < untrusted_trace->n; i++)
		if (untrusted_trace->records[i].connector >= channel->n_connectors ||
		    untrusted_trace->records[i].kind < WORKER_TRACE_REQUEST ||
		    untrusted_trace->records[i].kind > WORKER_TRACE_EVENT)
			return "a trace of something unknown";
	return NULL;
}

static void trace_deliver(struct worker_channel *channel, const struct worker_trace *trace)
{
	const struct worker_answer answer = { .trace = *trace, .fd = -1 };

	channel->trace_awaited = false;
	trace_answer(channel, &answer);
}

static void next_deliver(struct worker_channel *channel,
			 const struct worker_plane *plane, int fd)
{
	const struct worker_answer answer = {
		.error = plane->error, .plane = *plane, .fd = fd,
	};

	channel->awaited[plane->connector] = false;
	awaits_answer(channel, plane->connector, &answer);
}

static void answer_deliver(struct worker_channel *channel,
			   const struct message *message, int fd)
{
	struct worker_question question = question_take(channel);
	struct worker_answer answer = { .fd = fd };

	if (!question.answer)
		return;
	if (question.type == WORKER_GET_STATUS) {
		answer.status = message->status;
	} else {
		answer.plane = message->plane;
		answer.error = message->plane.error;
	}
	question.answer(question.who, &answer);
}

/* What is wrong with the message; NULL: nothing, and it has been dealt with. */
static const char *message_handle(struct worker_channel *channel,
				  const struct message *untrusted_message,
				  size_t length, const int *fds, size_t n_fds)
{
	size_t body = length - sizeof(untrusted_message->header);
	const char *what;

	if (length < sizeof(untrusted_message->header) ||
	    untrusted_message->header.reserved)
		return "a packet that is no message";
	if (channel->resumes && untrusted_message->header.type != WORKER_READY)
		return NULL;
	switch (untrusted_message->header.type) {
	case WORKER_READY:
		if (channel->ready || body || n_fds)
			return "a second or odd WORKER_READY";
		channel->ready = true;
		channel->resumes = false;
		return NULL;
	case WORKER_STATUS:
	case WORKER_PLANE:
		what = answer_check(channel, untrusted_message, body, fds, n_fds);
		if (!what)
			answer_deliver(channel, untrusted_message,
				       n_fds ? fds[0] : -1);
		return what;
	case WORKER_TRACE:
		what = trace_check(channel, untrusted_message, body, n_fds);
		if (!what)
			trace_deliver(channel, &untrusted_message->trace);
		return what;
	case WORKER_NEXT_PLANE:
		what = next_check(channel, untrusted_message, body, fds, n_fds);
		if (!what)
			next_deliver(channel, &untrusted_message->plane,
				     n_fds ? fds[0] : -1);
		return what;
	}
	return "a message of an unknown type";
}

int worker_channel_receive(struct worker_channel *channel, const char **what)
{
	struct message untrusted_message = { 0 };
	bool was_ready = channel->ready;
	size_t n_fds = PACKET_MAX_FDS;
	int fds[PACKET_MAX_FDS];
	ssize_t n;

	static_assert(offsetof(struct message, status) ==
		      sizeof(struct worker_message_header), "body without a gap");
	n = packet_receive(channel->fd, &untrusted_message,
			   sizeof(untrusted_message), fds, &n_fds);
	if (n == -EMSGSIZE) {
		*what = "a packet that is too long";
		return -EPROTO;
	}
	if (n < 0)
		return n;
	*what = message_handle(channel, &untrusted_message, n, fds, n_fds);
	packet_close_fds(fds, n_fds);
	if (*what)
		return -EPROTO;
	return channel->ready && !was_ready;
}
