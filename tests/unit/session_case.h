/* SPDX-License-Identifier: GPL-2.0-only */
/* A worker's session; the test is the broker. */
#ifndef TESTS_UNIT_SESSION_CASE_H
#define TESTS_UNIT_SESSION_CASE_H

#include "tests/unit/test.h"

#include <uv.h>

#include "tools/vdispl-worker/session.h"

extern int broker;		/* its end; -1: closed */
extern int plane_fd;		/* what connector 0 shows, in frame 7 */
extern struct session session;
extern struct trace trace;
extern struct worker_setup setup_sent, setup_got;
extern int leases[WORKER_MAX_CARDS];
extern uv_loop_t loop;
extern unsigned int n_refreshes;

/* The last WORKER_SET_OUTPUT, its lease, and how many there were. */
extern struct worker_set_output output_got;
extern int lease_got;
extern unsigned int n_outputs;

void begin(void);
void begin_serving(void);
void end(void);

/* From the broker, with @n_fds descriptors of whatever. */
void tell(uint32_t type, const void *body, size_t size, unsigned int n_fds);

/* The answer's type, its body in @body, a descriptor that came in *fd. */
uint32_t hear(void *body, size_t size, int *fd);

void turn(void);

#endif
