// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/ring.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "tools/common/pages.h"
#include "tools/vdispl-worker/frame.h"

_Static_assert(__CONST_RING_SIZE(xen_displif, PAGES_OCTETS) == RING_REQUESTS,
	       "displif: 32 slots");

/* The guest's words: one load each, ordered before what depends on it. */
static uint32_t shared_load(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* Our words: visible after everything that was written before. */
static void shared_store(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* A store must be seen before the load that follows: only a full fence does it. */
static void shared_fence(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void ring_init(struct ring *ring, void *request_page, void *event_page)
{
	struct xen_displif_sring *sring = request_page;

	BACK_RING_ATTACH(&ring->requests, sring, 0, PAGES_OCTETS);
	ring->events = event_page;
	ring->event_prod = 0;
	ring->event_id = 0;
}

/*
 * How many requests wait. The producer index may run from our consumer index
 * (it never goes back) to a full ring beyond our last answer.
 */
static int ring_waiting(const struct ring *ring)
{
	uint32_t untrusted_prod = shared_load(&ring->requests.sring->req_prod);
	uint32_t waiting = untrusted_prod - ring->requests.req_cons;
	uint32_t unanswered = ring->requests.req_cons - ring->requests.rsp_prod_pvt;

	if (waiting > RING_REQUESTS - unanswered)
		return -EPROTO;
	return waiting;
}

int ring_take(struct ring *ring, struct xendispl_req *untrusted_req)
{
	int waiting = ring_waiting(ring);

	if (waiting == 0) {
		/* Ask for a notification, then look again: one may have slipped in. */
		shared_store(&ring->requests.sring->req_event,
			     ring->requests.req_cons + 1);
		shared_fence();
		waiting = ring_waiting(ring);
	}
	if (waiting <= 0)
		return waiting;
	RING_COPY_REQUEST(&ring->requests, ring->requests.req_cons, untrusted_req);
	ring->requests.req_cons++;
	return 1;
}

void ring_respond(struct ring *ring, const struct xendispl_resp *response)
{
	struct xen_displif_sring *sring = ring->requests.sring;
	uint32_t prod = ring->requests.rsp_prod_pvt;
	uint32_t untrusted_event;

	memcpy(RING_GET_RESPONSE(&ring->requests, prod), response, sizeof(*response));
	ring->requests.rsp_prod_pvt = ++prod;
	shared_store(&sring->rsp_prod, prod);
	shared_fence();
	/* The guest wants to hear of the answer that makes its rsp_event true. */
	untrusted_event = shared_load(&sring->rsp_event);
	if (untrusted_event == prod)
		xenevtchn_notify(ring->evtchn, ring->request_port);
}

int ring_send_flip(struct ring *ring, uint64_t fb_cookie)
{
	uint32_t untrusted_cons = shared_load(&ring->events->in_cons);
	struct xendispl_evt event = frame_flip_event(ring->event_id, fb_cookie);

	if (ring->event_prod - untrusted_cons >= XENDISPL_IN_RING_LEN)
		return -ENOBUFS;
	memcpy(&XENDISPL_IN_RING_REF(ring->events, ring->event_prod), &event,
	       sizeof(event));
	ring->event_prod++;
	ring->event_id++;
	shared_store(&ring->events->in_prod, ring->event_prod);
	xenevtchn_notify(ring->evtchn, ring->event_port);
	return 0;
}
