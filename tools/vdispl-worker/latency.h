/* SPDX-License-Identifier: GPL-2.0-only */
/* How long the last flips took, in milliseconds from the ring to the display. Pure. */
#ifndef VDISPL_WORKER_LATENCY_H
#define VDISPL_WORKER_LATENCY_H

#include <stdint.h>

#define LATENCY_RECENT 64	/* about a second's */

/* Zeroed: there was no flip. */
struct latency {
	uint32_t recent[LATENCY_RECENT];
	uint64_t n;		/* all that there were */
};

void latency_add(struct latency *latency, uint64_t ms);

/* Of the recent ones; 0 where there is none. */
uint32_t latency_last(const struct latency *latency);
uint32_t latency_median(const struct latency *latency);
uint32_t latency_max(const struct latency *latency);

#endif
