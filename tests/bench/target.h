/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What gd-bench measures: our device and mainline's behind one face, so that both
 * are timed by the same program in the same way.
 */
#ifndef TESTS_BENCH_TARGET_H
#define TESTS_BENCH_TARGET_H

#include <stdint.h>

/* What is asked for, always the same; requests are made of it before the clock runs. */
struct bench_buffer {
	uint32_t domid, count;
	uint32_t *refs;		/* of the domain's pages */
	int memory;		/* a dma-buf of @count pages of our own */
};

/* Each call is 0 or -errno, and what it needs of the one before it, it keeps. */
struct bench_target {
	const char *name;
	const char *device;
	void (*prepare)(int device, const struct bench_buffer *buffer);
	/* Leaves the dma-buf in @fd. */
	int (*export)(int *fd);
	/* That dma-buf has been closed: until its last grant is unmapped. */
	int (*export_wait)(void);
	int (*import)(void);
	/* Until its last grant has ended. */
	int (*import_release)(void);
};

extern const struct bench_target bench_ours;
extern const struct bench_target bench_mainline;

#endif
