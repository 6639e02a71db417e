/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of pure logic (accounting, directory, life, runs, segments, tally)
 * need of the kernel. They are compiled a second time, in user space, by the unit
 * tests.
 */
#ifndef GD_PURE_H
#define GD_PURE_H

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/types.h>

typedef __u32 u32;
typedef __u64 u64;
#endif

#endif
