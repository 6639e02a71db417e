/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A request's way: off the ring, through validate.c, to the handler of its
 * operation, and the answer back. And the other way: what outputs and buffers
 * have to say to the guest.
 */
#ifndef VDISPL_WORKER_OPS_H
#define VDISPL_WORKER_OPS_H

#include <stdint.h>

#include <xen/io/displif.h>

#include "tools/vdispl-worker/worker.h"

/* One turn of a connector's ring; see struct transport. @context: the worker. */
int ops_serve(void *context, unsigned int connector);

/* Serves one request, already copied. Everything in it is the guest's. */
void ops_request(struct worker *w, unsigned int connector,
		 const struct xendispl_req *untrusted_req);

/* For struct output, struct loans and struct buffers; @context: the worker. */
void ops_report_flip(void *context, unsigned int connector, uint64_t fb_cookie);
void ops_answer(void *context, const struct answer *answer);
void ops_forget(void *context, struct framebuffer *fb);

#endif
