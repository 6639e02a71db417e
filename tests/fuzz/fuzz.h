/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the fuzzers share. Each is one file with one function, which libFuzzer
 * calls with octets of its choice (make fuzz), and replay.c with those of the
 * corpus (make check-unit). The octets are used up as numbers that drive the code
 * under test; what must hold whatever they are is a FUZZ_CHECK.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(condition)                                                  \
	do {                                                                   \
		if (!(condition)) {                                            \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__,     \
				#condition);                                   \
			abort();                                               \
		}                                                              \
	} while (0)

struct fuzz {
	const uint8_t *data;
	size_t left;
};

/* Up to @octets of what is left, little-endian; 0 when nothing is. */
static inline uint64_t fuzz_number(struct fuzz *fuzz, unsigned int octets)
{
	uint64_t number = 0;
	unsigned int i;

	for (i = 0; i < octets && fuzz->left; i++, fuzz->left--)
		number |= (uint64_t)*fuzz->data++ << (8 * i);
	return number;
}

/* 0 to @n - 1, out of one octet, or out of two if it takes them. */
static inline uint32_t fuzz_below(struct fuzz *fuzz, uint32_t n)
{
	return fuzz_number(fuzz, n > 256 ? 2 : 1) % n;
}

/* Fills @to; with zeroes when nothing is left. */
static inline void fuzz_bytes(struct fuzz *fuzz, void *to, size_t size)
{
	size_t n = size < fuzz->left ? size : fuzz->left;

	memset(to, 0, size);
	if (n)
		memcpy(to, fuzz->data, n);
	fuzz->data += n;
	fuzz->left -= n;
}

/* One of the numbers at which arithmetic goes wrong, or any. */
static inline uint64_t fuzz_edge(struct fuzz *fuzz)
{
	uint8_t kind = fuzz_number(fuzz, 1);

	switch (kind >> 6) {
	case 0:
		return kind & 63;
	case 1:
		return -(uint64_t)(kind & 63);
	case 2:
		return (UINT64_C(1) << (kind & 63)) - 1;
	}
	return fuzz_number(fuzz, 1 + (kind & 7));
}

/* A line for a log: printable, and one. */
static inline bool fuzz_is_line(const char *text, size_t size)
{
	size_t length = strnlen(text, size), i;

	for (i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return length > 0 && length < size;
}

#endif
