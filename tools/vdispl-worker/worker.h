/* SPDX-License-Identifier: GPL-2.0-only */
/* Everything of one connection. One process has one; main.c makes it. */
#ifndef VDISPL_WORKER_WORKER_H
#define VDISPL_WORKER_WORKER_H

#include <uv.h>

#include "tools/common/log.h"
#include "tools/common/pages.h"
#include "tools/common/worker_protocol.h"
#include "tools/libgntdmabuf/gntdmabuf.h"
#include "tools/vdispl-worker/buffer.h"
#include "tools/vdispl-worker/card.h"
#include "tools/vdispl-worker/loans.h"
#include "tools/vdispl-worker/memory.h"
#include "tools/vdispl-worker/output.h"
#include "tools/vdispl-worker/session.h"
#include "tools/vdispl-worker/transport.h"
#include "tools/vdispl-worker/view.h"

struct worker {
	uv_loop_t loop;
	struct worker_setup setup;
	struct session session;
	struct transport transport;
	struct gntdmabuf *grants;
	uv_poll_t grant_events;
	struct card cards[WORKER_MAX_CARDS];
	struct memory memory;		/* be-alloc only */
	struct loans loans;
	struct buffers buffers;
	struct views views;
	struct gntdmabuf *view_grants;
	uv_poll_t view_events;
	struct output *outputs[WORKER_MAX_PLACES];	/* NULL: no mirror */
	struct trace trace;
	struct log_budget refusals;	/* lines about bad requests */
	struct log_budget lost_events;
};

/* What @n pictures of each screen take, but no more than the guest may have. */
static inline uint64_t worker_pages_of(const struct worker *w, unsigned int n)
{
	const struct worker_connector *c = w->setup.connectors;
	uint64_t pages = 0;
	unsigned int i;

	for (i = 0; i < w->setup.n_connectors; i++)
		pages += n * pages_of_picture(c[i].width, c[i].height);
	return pages < w->setup.max_pages ? pages : w->setup.max_pages;
}

#endif
