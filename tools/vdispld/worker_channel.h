/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The broker's end of a worker's socket: asks, and believes nothing. A guest
 * may have taken the worker over, so a message counts only when it is the one
 * that is due, of the right size, with sane contents; anything else is -EPROTO
 * and the worker's end.
 */
#ifndef TOOLS_VDISPLD_WORKER_CHANNEL_H
#define TOOLS_VDISPLD_WORKER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/common/worker_protocol.h"

#define WORKER_MAX_QUESTIONS 16

struct worker_answer {
	int error;			/* 0, or -errno: no answer, for this reason */
	union {
		struct worker_status status;
		struct worker_plane plane;
		struct worker_trace trace;
	};
	int fd;				/* the plane's dma-buf, lent for the call; -1: none */
};

typedef void (*worker_answer_fn)(void *who, const struct worker_answer *answer);

struct worker_question {
	uint32_t type;			/* WORKER_GET_* */
	uint32_t connector;		/* of WORKER_GET_PLANE */
	worker_answer_fn answer;	/* NULL: nobody waits any more */
	void *who;
};

/* Who waits for a plane to change. */
struct worker_await {
	uint32_t connector;
	worker_answer_fn answer;	/* NULL: free */
	void *who;
};

/* Answers come in the order of the questions: a ring. */
struct worker_channel {
	int fd;
	bool ready;			/* WORKER_READY has come */
	bool resumes;			/* what comes before it answers another broker */
	unsigned int n_connectors;
	unsigned int first, n_questions;
	struct worker_question questions[WORKER_MAX_QUESTIONS];
	bool awaited[WORKER_MAX_CONNECTORS];	/* WORKER_NEXT_PLANE is due */
	struct worker_await awaits[WORKER_MAX_QUESTIONS];
	bool trace_awaited;		/* WORKER_TRACE is due */
	void *tracer;			/* NULL: nobody traces */
	worker_answer_fn trace_answer;	/* NULL: it does not wait now */
};

/* Takes over the socket, which must not block. */
void worker_channel_init(struct worker_channel *channel, int fd,
			 unsigned int n_connectors);

/*
 * After worker_channel_init(): the socket is that of a worker which has served another
 * broker, and is to say once more that it is ready.
 */
int worker_channel_resume(struct worker_channel *channel);

/* Closes the socket; every open question is answered with -ENODEV. */
void worker_channel_finish(struct worker_channel *channel);

int worker_channel_send_setup(struct worker_channel *channel,
			      const struct worker_setup *setup,
			      const int *lease_fds);

/*
 * WORKER_REFRESH. One that a worker with a full socket misses is made good by the
 * ones that it has not taken yet.
 */
void worker_channel_send_refresh(struct worker_channel *channel);

/* WORKER_SET_OUTPUT, with @lease_fd unless it is -1. 0 or -errno: the worker is stuck. */
int worker_channel_send_output(struct worker_channel *channel,
			       const struct worker_set_output *output, int lease_fd);

/* 0: @answer will be called once, unless forgotten. -EBUSY: too many questions. */
int worker_channel_ask_status(struct worker_channel *channel,
			      worker_answer_fn answer, void *who);
int worker_channel_ask_plane(struct worker_channel *channel, uint32_t connector,
			     worker_answer_fn answer, void *who);

/*
 * The plane as soon as its frame is not @frame, which an answer has just said it is.
 * The answer may be a long time coming.
 */
int worker_channel_await_plane(struct worker_channel *channel, uint32_t connector,
			       uint64_t frame, worker_answer_fn answer, void *who);

/*
 * The next ring messages, and those since the last time. -EBUSY: somebody else traces, who
 * does until worker_channel_end_trace().
 */
int worker_channel_await_trace(struct worker_channel *channel, worker_answer_fn answer,
			       void *who);
void worker_channel_end_trace(struct worker_channel *channel, const void *who);

/* @who wants no answer any more; but it traces still, if it did. */
void worker_channel_forget(struct worker_channel *channel, const void *who);

/*
 * Takes one message and calls the answer that it is for. 0; 1: the worker is
 * ready; -EAGAIN: nothing there; -EPIPE: the worker has closed; -EPROTO: it has
 * broken the rules, *what says how.
 */
int worker_channel_receive(struct worker_channel *channel, const char **what);

#endif
