/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An output that nobody looks at: a guest's screen for screenshots and
 * recorders. Frames complete at 60 Hz; nothing is copied.
 */
#ifndef VDISPL_WORKER_OUTPUT_HEADLESS_H
#define VDISPL_WORKER_OUTPUT_HEADLESS_H

#include <uv.h>

#include "tools/vdispl-worker/output.h"

/* @reason: why there is no display; copied. */
int output_headless_create(uv_loop_t *loop, unsigned int place,
			   const struct worker_connector *connector,
			   const char *reason, struct output **out);

#endif
