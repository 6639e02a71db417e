/* SPDX-License-Identifier: GPL-2.0-only */
/* What a connector shows, for the broker's questions: geometry, and a view of the buffer. */
#ifndef VDISPL_WORKER_PLANE_H
#define VDISPL_WORKER_PLANE_H

#include "tools/vdispl-worker/worker.h"

/*
 * The views' own control descriptor, restricted to the guest and to VIEW_PICTURES of each
 * screen; everything is taken back when it is closed. -errno with a line in the log.
 */
int planes_open(struct worker *w);

/* Has it watched. The session and the outputs call from here on. */
int planes_start(struct worker *w);

#endif
