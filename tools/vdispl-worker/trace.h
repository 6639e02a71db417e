/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What goes over the rings, for whoever traces this connection through the broker: copies
 * of requests as validate.c let them through, of answers, and of events. Nothing is kept
 * while nobody does. Who reads too slowly loses the newest, and is told how many.
 */
#ifndef VDISPL_WORKER_TRACE_H
#define VDISPL_WORKER_TRACE_H

#include <stdbool.h>

#include "tools/common/worker_protocol.h"

#define TRACE_KEPT 256

struct trace {
	bool active;
	unsigned int first, n;
	uint64_t dropped;
	struct worker_trace_record kept[TRACE_KEPT];

	/* There is something to take. */
	void (*added)(void *context);
	void *context;
};

/* @octets: WORKER_TRACE_OCTETS of them. */
void trace_add(struct trace *trace, enum worker_trace_kind kind, uint32_t connector,
	       const void *octets);

/* A request that was refused: only its number and operation, nothing else was checked. */
void trace_add_refused(struct trace *trace, uint32_t connector, const void *octets);

/* As many as fit, the oldest first. */
void trace_take(struct trace *trace, struct worker_trace *taken);

/* Forgets everything. */
void trace_end(struct trace *trace);

#endif
