/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The beat of a display that has none of its own (headless, or a controller
 * without a vertical blank): a flip completes at most once a period, and at once
 * when the last one lies longer back than that. Pure; times in nanoseconds of
 * CLOCK_MONOTONIC.
 */
#ifndef VDISPL_WORKER_PACER_H
#define VDISPL_WORKER_PACER_H

#include <stdint.h>

#define PACER_60_HZ_NS UINT64_C(16666667)

struct pacer {
	uint64_t period_ns;
	uint64_t last_ns;	/* the beat that was given out last */
};

/*
 * Gives out the next beat; returns how many milliseconds from @now_ns it lies,
 * rounded up. The beats themselves are not rounded, so that the mean is right.
 */
uint64_t pacer_next_ms(struct pacer *pacer, uint64_t now_ns);

#endif
