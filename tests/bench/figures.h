/* SPDX-License-Identifier: GPL-2.0-only */
/* How long each repetition of something took. */
#ifndef TESTS_BENCH_FIGURES_H
#define TESTS_BENCH_FIGURES_H

#include <stdint.h>
#include <time.h>

struct figures {
	const char *what;
	uint32_t n;
	uint64_t *ns;
};

static inline uint64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

void figures_init(struct figures *figures, const char *what, uint32_t most);
void figures_add(struct figures *figures, uint64_t ns);

/*
 * Prints a line "WHAT COUNT WHOSE TIMES MEDIAN SLOWEST", COUNT being the pages of the
 * buffer and TIMES how often it was measured; nanoseconds.
 * Nothing, if it never was.
 */
void figures_print(struct figures *figures, uint32_t count, const char *whose);

#endif
