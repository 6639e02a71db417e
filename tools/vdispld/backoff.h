/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long the next worker of a device has to wait. Two limits, the stricter
 * counts: starts of any cause (a front end may toggle its state as fast as it
 * can) and failures in a row (a worker that ended although nobody asked).
 * A zeroed struct is a fresh one. Times are milliseconds of a monotonic clock.
 */
#ifndef TOOLS_VDISPLD_BACKOFF_H
#define TOOLS_VDISPLD_BACKOFF_H

#include <stdint.h>

#define BACKOFF_BURST 16		/* starts at once */
#define BACKOFF_START_MS 500		/* and then one start each */
#define BACKOFF_FAILURE_MS 250		/* after the second failure, then doubled */
#define BACKOFF_MAX_MS 32000
#define BACKOFF_HEALTHY_MS 10000	/* a connection this long clears the failures */

struct backoff {
	unsigned int starts;		/* of the burst, not yet forgiven */
	unsigned int failures;		/* in a row */
	uint64_t forgiven_ms;		/* when a start was last forgiven */
	uint64_t started_ms;
	uint64_t failed_ms;
};

/* Milliseconds until the next start is allowed; 0: now. */
uint64_t backoff_delay(struct backoff *backoff, uint64_t now_ms);

void backoff_started(struct backoff *backoff, uint64_t now_ms);
void backoff_failed(struct backoff *backoff, uint64_t now_ms);

#endif
