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

/* Answers come in the order of the questions: a ring. */
struct worker_channel {
	int fd;
	bool ready;			/* WORKER_READY has come */
	unsigned int n_connectors;
	unsigned int first, n_questions;
	struct worker_question questions[WORKER_MAX_QUESTIONS];
};

/* Takes over the socket, which must not block. */
void worker_channel_init(struct worker_channel *channel, int fd,
			 unsigned int n_connectors);

/* Closes the socket; every open question is answered with -ENODEV. */
void worker_channel_finish(struct worker_channel *channel);

int worker_channel_send_setup(struct worker_channel *channel,
			      const struct worker_setup *setup,
			      const int *lease_fds);

/* 0: @answer will be called once, unless forgotten. -EBUSY: too many questions. */
int worker_channel_ask_status(struct worker_channel *channel,
			      worker_answer_fn answer, void *who);
int worker_channel_ask_plane(struct worker_channel *channel, uint32_t connector,
			     worker_answer_fn answer, void *who);

/* @who wants no answer any more. */
void worker_channel_forget(struct worker_channel *channel, const void *who);

/*
 * Takes one message and calls the answer that it is for. 0; 1: the worker is
 * ready; -EAGAIN: nothing there; -EPIPE: the worker has closed; -EPROTO: it has
 * broken the rules, *what says how.
 */
int worker_channel_receive(struct worker_channel *channel, const char **what);

#endif
