/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keeping the last picture on the screen: until a signal (SIGINT, SIGTERM,
 * SIGHUP), until a file appears, or for some seconds, whatever comes first.
 */
#ifndef TOOLS_VDISP_FRONT_HOLD_H
#define TOOLS_VDISP_FRONT_HOLD_H

#include <stdbool.h>
#include <stdint.h>

struct hold {
	bool wanted;		/* false: do not hold at all */
	const char *until_file; /* NULL: none */
	unsigned int seconds;	/* 0: no limit */
	uint64_t end_ms;	/* of CLOCK_MONOTONIC; set by hold_begin() */
};

/* From here on the signals set a flag instead of ending the program. */
void hold_catch_signals(void);

/* Whether such a signal has come. */
bool hold_interrupted(void);

void hold_begin(struct hold *hold);

/* Whether the time to leave has come. To be asked a few times a second. */
bool hold_over(const struct hold *hold);

#endif
