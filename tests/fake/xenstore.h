/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libxenstore in memory, for one connection at a time: nodes with owners,
 * watches, transactions, and a knob that fails the n-th call. What the calls
 * return is allocated as the real ones do, so a leak is found.
 */
#ifndef TESTS_FAKE_XENSTORE_H
#define TESTS_FAKE_XENSTORE_H

#include <stdbool.h>
#include <stddef.h>

/* An empty store; no failures planned. Fails the test when xs_close is missing. */
void fake_store_reset(void);

/* As another connection would: the node and what is missing above it; fires watches. */
void fake_store_set(const char *path, const char *value, unsigned int owner);
void fake_store_set_bytes(const char *path, const void *value, size_t length,
			  unsigned int owner);

/* The node and all below it; fires watches. */
void fake_store_remove(const char *path);

/* NULL: not there. Until the next change. */
const char *fake_store_get(const char *path);

/* A special watch such as "@releaseDomain" fires. */
void fake_store_fire(const char *path);

void fake_store_introduce(unsigned int domid, bool introduced);

/* As in a driver domain: the store does not tell who other domains are. */
void fake_store_deprive(void);

/* From now on the n-th call (1: the next) fails with @error; 0: none. */
void fake_store_fail(unsigned int n, int error);

/* Calls since fake_store_fail() or the reset. */
unsigned int fake_store_calls(void);

/* The next @n transactions end with EAGAIN. */
void fake_store_conflict(unsigned int n);

/* Runs once, in the middle of the next transaction. */
void fake_store_interrupt(void (*function)(void));

unsigned int fake_store_watches(void);
unsigned int fake_store_open(void);	/* connections now */

#endif
