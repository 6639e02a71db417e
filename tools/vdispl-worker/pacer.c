// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/pacer.h"

#define NS_PER_MS 1000000

uint64_t pacer_next_ms(struct pacer *pacer, uint64_t now_ns)
{
	uint64_t beat = pacer->last_ns + pacer->period_ns;

	/*
	 * A guest that keeps up asks a little after its beat (the timer's rounding,
	 * its own work): it stays on the grid. One that paused starts a new grid.
	 */
	if (now_ns > beat + pacer->period_ns)
		beat = now_ns;
	pacer->last_ns = beat;
	if (beat <= now_ns)
		return 0;
	return (beat - now_ns + NS_PER_MS - 1) / NS_PER_MS;
}
