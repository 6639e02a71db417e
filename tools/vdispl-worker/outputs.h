/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which output each connector has, and which its mirror. Each of them is a place; its
 * card is a lease of its own, there in worker::cards. A headless one has none.
 */
#ifndef VDISPL_WORKER_OUTPUTS_H
#define VDISPL_WORKER_OUTPUTS_H

#include "tools/vdispl-worker/worker.h"

/* As the setup says; @leases are taken over. 0 or -errno, which has been said. */
int outputs_open(struct worker *w, const int leases[WORKER_MAX_CARDS]);

/*
 * WORKER_SET_OUTPUT; @context is the worker, @lease is taken over. The guest notices
 * nothing: the flips that it waits for are reported, and what it shows is shown on
 * the new output, or nowhere. A display that was taken from us is not ours to turn
 * off: the kernel does that as our framebuffers go, unless somebody else shows
 * there already. -errno: this connector is beyond help. A mirror never is: it ends.
 */
int outputs_set(void *context, const struct worker_set_output *output, int lease);

#endif
