/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two pages that a connector shares with its guest: the request ring and
 * the event page. ring.c is the only file that touches them. The guest can
 * write any octet of either at any moment, so:
 *
 * - our indices are private; the guest's are read once each time, and judged;
 * - a request is copied before anybody looks at it;
 * - nothing that we have written is ever read back.
 */
#ifndef VDISPL_WORKER_RING_H
#define VDISPL_WORKER_RING_H

#include <stdint.h>

#include <xen/io/displif.h>
#include <xenevtchn.h>

#define RING_REQUESTS 32	/* slots in the request ring's page */

struct ring {
	struct xen_displif_back_ring requests;
	evtchn_port_t request_port;

	struct xendispl_event_page *events;
	uint32_t event_prod;	/* our copy of in_prod */
	uint16_t event_id;	/* of the next event: 0, 1, 2, ... without a gap */
	evtchn_port_t event_port;

	xenevtchn_handle *evtchn;	/* to notify; not owned */
};

/* Takes up both pages, fresh from the guest's initialisation; keeps the pointers. */
void ring_init(struct ring *ring, void *request_page, void *event_page);

/*
 * Takes the next request off the ring, as a private and unchecked copy.
 * 1: there was one. 0: none; the guest will notify us of the next.
 * -EPROTO: the guest's index is impossible, the connection cannot go on.
 */
int ring_take(struct ring *ring, struct xendispl_req *untrusted_req);

/* Answers; at most once per request taken, in any order. */
void ring_respond(struct ring *ring, const struct xendispl_resp *response);

/*
 * Tells the guest that the display shows @fb_cookie now.
 * -ENOBUFS: the guest does not read its events; this one is lost, and its id is
 * given to the next, because a guest drops all that follow a gap.
 */
int ring_send_flip(struct ring *ring, uint64_t fb_cookie);

#endif
