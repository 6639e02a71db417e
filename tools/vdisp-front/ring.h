/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two shared pages of a connector as the front end sees them: the request
 * ring and the event page. Memory only: nothing here notifies or waits.
 *
 * What the back end wrote is read once, and its indices are checked: a back end
 * may be as broken as a front end.
 */
#ifndef TOOLS_VDISP_FRONT_RING_H
#define TOOLS_VDISP_FRONT_RING_H

#include "tools/vdisp-front/protocol.h"

/* Sets up the ring in a fresh page, for both sides. */
void ring_init(struct xen_displif_front_ring *ring, void *page);

/*
 * Puts a request on the ring. Returns 1 when the back end wants to be notified,
 * 0 when it need not be, -ENOSPC when every slot waits for its answer.
 */
int ring_push(struct xen_displif_front_ring *ring,
	      const struct xendispl_req *req);

/*
 * Takes the next answer. Returns 1; 0 when there is none, and the next one will
 * come with a notification; -EPROTO when the back end's index claims answers to
 * requests that were never made.
 */
int ring_pop(struct xen_displif_front_ring *ring, struct xendispl_resp *resp);

struct events {
	struct xendispl_event_page *page;
	uint32_t consumed; /* ours; the page only has a copy of it */
	uint16_t next_id;  /* the protocol's ids count from 0 without a gap */
};

void events_init(struct events *events, void *page);

/*
 * Takes the next event. Returns 1; 0 when there is none; -EPROTO when the back
 * end's index overtook ours or the event's id is not the next one.
 */
int events_pop(struct events *events, struct xendispl_evt *event);

#endif
