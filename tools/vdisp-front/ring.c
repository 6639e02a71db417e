// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/ring.h"

#include <errno.h>

void ring_init(struct xen_displif_front_ring *ring, void *page)
{
	struct xen_displif_sring *shared = page;

	XEN_FRONT_RING_INIT(ring, shared, PROTOCOL_PAGE_SIZE);
}

int ring_push(struct xen_displif_front_ring *ring,
	      const struct xendispl_req *req)
{
	int notify;

	if (RING_FULL(ring))
		return -ENOSPC;
	*RING_GET_REQUEST(ring, ring->req_prod_pvt) = *req;
	ring->req_prod_pvt++;
	RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(ring, notify);
	return notify;
}

int ring_pop(struct xen_displif_front_ring *ring, struct xendispl_resp *resp)
{
	uint32_t answered;
	int pending;

	RING_FINAL_CHECK_FOR_RESPONSES(ring, pending);
	if (!pending)
		return 0;
	answered = __atomic_load_n(&ring->sring->rsp_prod, __ATOMIC_ACQUIRE);
	if (answered - ring->rsp_cons > ring->req_prod_pvt - ring->rsp_cons)
		return -EPROTO;
	RING_COPY_RESPONSE(ring, ring->rsp_cons, resp);
	ring->rsp_cons++;
	return 1;
}

void events_init(struct events *events, void *page)
{
	events->page = page;
	events->consumed = 0;
	events->next_id = 0;
	memset(page, 0, PROTOCOL_PAGE_SIZE);
}

int events_pop(struct events *events, struct xendispl_evt *event)
{
	uint32_t produced =
		__atomic_load_n(&events->page->in_prod, __ATOMIC_ACQUIRE);

	if (produced == events->consumed)
		return 0;
	if (produced - events->consumed > XENDISPL_IN_RING_LEN)
		return -EPROTO;
	*event = *(volatile struct xendispl_evt *)&XENDISPL_IN_RING_REF(
		events->page, events->consumed);
	events->consumed++;
	/* Only now may the back end use the slot again. */
	__atomic_store_n(&events->page->in_cons, events->consumed,
			 __ATOMIC_RELEASE);
	if (event->id != events->next_id)
		return -EPROTO;
	events->next_id++;
	return 1;
}
