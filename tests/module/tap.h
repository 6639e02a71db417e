/* SPDX-License-Identifier: GPL-2.0-only */
/* TAP for the programs that exercise the device. */
#ifndef TESTS_MODULE_TAP_H
#define TESTS_MODULE_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned int tap_count, tap_failed;

__attribute__((format(printf, 2, 3)))
static inline bool check(bool passed, const char *format, ...)
{
	va_list ap;

	tap_count++;
	tap_failed += !passed;
	printf("%sok %u - ", passed ? "" : "not ", tap_count);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	return passed;
}

/* @got is what a call returned, @want what it should have: 0 or -errno. */
static inline bool check_result(int got, int want, const char *what)
{
	if (got == want)
		return check(true, "%s: %d", what, want);
	return check(false, "%s: %d instead of %d", what, got, want);
}

__attribute__((format(printf, 1, 2), noreturn))
static inline void bail_out(const char *format, ...)
{
	va_list ap;

	printf("Bail out! ");
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	exit(1);
}

/* What main() returns. */
static inline int tap_end(void)
{
	printf("1..%u\n", tap_count);
	return tap_failed || !tap_count;
}

#endif
