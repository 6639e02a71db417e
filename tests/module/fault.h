/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lets the n-th memory allocation that the kernel makes for this thread fail; see
 * fail-nth in the kernel's documentation of fault injection.
 */
#ifndef TESTS_MODULE_FAULT_H
#define TESTS_MODULE_FAULT_H

#include <stdio.h>
#include <stdlib.h>

#include "tests/module/device.h"

static inline int fault_open(void)
{
	int fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		bail_out("this kernel does not inject faults");
	return fd;
}

static inline void fault_set(int fault, unsigned int n)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(fault, text, length, 0) != length)
		bail_out("fail-nth: %s", strerror(errno));
}

/* Arms it: the @n-th allocation from now on fails. */
static inline void fault_arm(int fault, unsigned int n)
{
	fault_set(fault, n);
}

/* Disarms it; true: an allocation failed meanwhile. */
static inline bool fault_disarm(int fault)
{
	char text[16] = "";

	if (pread(fault, text, sizeof(text) - 1, 0) <= 0)
		bail_out("fail-nth: %s", strerror(errno));
	fault_set(fault, 0);
	return !strtoul(text, NULL, 10);
}

#endif
