/* SPDX-License-Identifier: GPL-2.0-only */
/* The broker's end of a worker's socket; the test is the worker. */
#ifndef TESTS_UNIT_WORKER_CHANNEL_CASE_H
#define TESTS_UNIT_WORKER_CHANNEL_CASE_H

#include "tests/unit/test.h"

#include "tools/common/packet.h"
#include "tools/vdispld/worker_channel.h"

#define N_CONNECTORS 2

extern struct worker_channel channel;
extern int worker;			/* the worker's end */
extern int fake_dma_buf;		/* if there is one, every file counts as a dma-buf */
extern const char *what;		/* the last message broke what rule */

/* What answered() has been given: how often, the last one, and whether its fd was open. */
extern unsigned int n_answers;
extern struct worker_answer last;
extern int last_fd_was_open;
void answered(void *who, const struct worker_answer *answer);

void begin(void);
void end(void);

/* The worker says something. */
void say(uint32_t type, const void *body, size_t size, const int *fds, size_t n_fds);
int listen_once(void);

/* Answers that are as they should be; a plane's dma-buf is fake_dma_buf. */
struct worker_status good_status(void);
struct worker_plane good_plane(void);
struct worker_trace good_trace(void);

#endif
