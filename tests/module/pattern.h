/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages whose every word says where it belongs. */
#ifndef TESTS_MODULE_PATTERN_H
#define TESTS_MODULE_PATTERN_H

#include <stdint.h>

#define PATTERN_WORDS 1024	/* of a page */

static inline uint32_t pattern_word(uint32_t seed, uint32_t page, uint32_t word)
{
	return (seed * 2654435761u) ^ (page * PATTERN_WORDS + word);
}

static inline void pattern_fill(volatile uint32_t *pages, uint32_t count,
				uint32_t seed)
{
	uint32_t i, j;

	for (i = 0; i < count; i++)
		for (j = 0; j < PATTERN_WORDS; j++)
			pages[(uint64_t)i * PATTERN_WORDS + j] =
				pattern_word(seed, i, j);
}

/* How many words are not as pattern_fill() made them. */
static inline long pattern_errors(const volatile uint32_t *pages,
				  uint32_t count, uint32_t seed)
{
	long errors = 0;
	uint32_t i, j;

	for (i = 0; i < count; i++)
		for (j = 0; j < PATTERN_WORDS; j++)
			errors += pages[(uint64_t)i * PATTERN_WORDS + j] !=
				  pattern_word(seed, i, j);
	return errors;
}

#endif
