/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOLS_VDISP_FRONT_CLOCK_H
#define TOOLS_VDISP_FRONT_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Milliseconds of CLOCK_MONOTONIC. */
static inline uint64_t clock_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
