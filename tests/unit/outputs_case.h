/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of a worker's outputs have in common: one worker on the fake card. */
#ifndef TESTS_UNIT_OUTPUTS_CASE_H
#define TESTS_UNIT_OUTPUTS_CASE_H

#include "tests/unit/test.h"

#include <string.h>

#include <drm_fourcc.h>

#include "tests/fake/drm.h"
#include "tests/fake/fault.h"
#include "tests/fake/gntdmabuf.h"
#include "tools/vdispl-worker/ops.h"
#include "tools/vdispl-worker/outputs.h"

extern struct worker *const w;
extern struct violation why;
extern unsigned int n_reported;	/* flips of which the guest has been told */

/* Every connector is headless, for want of a display called VGA-1. */
void outputs_begin(unsigned int n_connectors);
void outputs_end(void);

/* A buffer of 1024x768 with a framebuffer in it. NULL: one of them failed. */
struct framebuffer *fb_try(uint64_t cookie);
struct framebuffer *fb_new(uint64_t cookie);

/* The place is shown on connector @name of the fake card, by @lease; -1: nowhere. */
int place_set(unsigned int place, const char *name, int lease, const char *reason);

void expect_status(unsigned int place, enum worker_output_mode mode, const char *reason);

#endif
