// SPDX-License-Identifier: GPL-2.0-only
/* The request ring and its event channel, misused. */
#include <errno.h>
#include <stdio.h>

#include "tools/vdisp-front/clock.h"
#include "tools/vdisp-front/hostile/hostile.h"

#define FLOOD_ROUNDS 200 /* of a full ring each */
#define STORM_MS     2000
#define SETTLE_MS    500 /* time for the back end to make up its mind */

static struct front_connector *ring_connector(struct hostile *hostile)
{
	return &hostile->front->connectors[0];
}

static void ring_kick(struct hostile *hostile)
{
	xenevtchn_notify(hostile->front->evtchn,
			 ring_connector(hostile)->req_port);
}

/* GOT_END or, if the back end goes on, GOT_SILENCE. */
static int end_wait(struct hostile *hostile)
{
	return front_wait_end(hostile->front, SETTLE_MS) ? GOT_SILENCE
							 : GOT_END;
}

static void request_index_jumps(struct hostile *hostile)
{
	static const int32_t jumps[] = { 33, 1000, 0x7fffffff, INT32_MIN,
					 -1, -2,   -32,	       -33 };
	struct xen_displif_sring *shared;
	unsigned int i;
	char step[64];

	for (i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
		if (honest_send(hostile, "a reset", operation_reset_config()) ||
		    honest_send(hostile, "a reset", operation_reset_config()))
			return;
		shared = ring_connector(hostile)->ring.sring;
		__atomic_store_n(&shared->req_prod, shared->req_prod + jumps[i],
				 __ATOMIC_SEQ_CST);
		ring_kick(hostile);
		snprintf(step, sizeof(step), "req_prod moved by %d", jumps[i]);
		hostile_judge(hostile, step, EXPECT_ANYTHING,
			      end_wait(hostile));
		front_disconnect(hostile->front, hostile->timeout_ms);
	}
}

/* The back end's own indices are not what the page says they are. */
static void other_indices_garbled(struct hostile *hostile)
{
	static const uint32_t values[] = { 0, 31, 0x80000000, UINT32_MAX };
	struct xen_displif_sring *shared;
	unsigned int i;
	char step[64];

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		if (honest_send(hostile, "a reset", operation_reset_config()))
			return;
		shared = ring_connector(hostile)->ring.sring;
		shared->req_event = values[i];
		shared->rsp_event = shared->rsp_prod + 1;
		memset(shared->pvt.pvt_pad, 0xff, sizeof(shared->pvt.pvt_pad));
		snprintf(step, sizeof(step), "req_event = %u", values[i]);
		/* The notification that req_event asks for is now ours to guess. */
		ring_kick(hostile);
		ring_connector(hostile)->ring.sring->req_event =
			ring_connector(hostile)->ring.req_prod_pvt + 1;
		hostile_try(hostile, step, EXPECT_ANSWER,
			    operation_reset_config());
	}
}

static void response_index_garbled(struct hostile *hostile)
{
	struct xen_displif_front_ring *ring;
	uint32_t honest;

	if (honest_send(hostile, "a reset", operation_reset_config()))
		return;
	ring = &ring_connector(hostile)->ring;
	honest = ring->sring->rsp_prod;
	ring->sring->rsp_prod = honest + 0x40000000;
	ring_kick(hostile);
	front_wait_end(hostile->front, SETTLE_MS);
	/* A back end that keeps its index to itself overwrites ours with the next answer. */
	ring->rsp_cons = honest;
	ring->sring->rsp_prod = honest;
	hostile_try(hostile, "a request after rsp_prod was garbage",
		    EXPECT_ANSWER, operation_reset_config());
}

/* Fills the ring; returns how many requests went in. */
static unsigned int ring_fill(struct hostile *hostile)
{
	struct xendispl_req req = operation_pg_flip(UINT64_C(1) << 60);
	unsigned int count = 0;

	while (ring_push(&ring_connector(hostile)->ring, &req) >= 0)
		count++;
	ring_kick(hostile);
	return count;
}

/* Takes @count answers. 0, or why not. */
static int ring_drain(struct hostile *hostile, unsigned int count)
{
	uint64_t deadline = clock_now_ms() + hostile->timeout_ms;
	struct xendispl_resp resp;
	int taken, err;

	while (count > 0) {
		taken = ring_pop(&ring_connector(hostile)->ring, &resp);
		if (taken < 0)
			return GOT_NONSENSE;
		count -= taken;
		if (taken)
			continue;
		if (hostile->front->backend_state != XenbusStateConnected)
			return GOT_END;
		err = connection_wait(hostile->front, deadline);
		if (err)
			return GOT_SILENCE;
	}
	return 0;
}

static void request_flood(struct hostile *hostile)
{
	unsigned int round, total = 0;
	int outcome = 0;

	for (round = 0; round < FLOOD_ROUNDS && outcome == 0; round++) {
		unsigned int count = ring_fill(hostile);

		outcome = ring_drain(hostile, count);
		total += count;
	}
	hostile_report(
		hostile, outcome == 0,
		"%u requests, 32 at a time: expected an answer to each, got %d",
		total, outcome);
}

/* Answers are never read; the slots are filled again all the same. */
static void answers_never_read(struct hostile *hostile)
{
	struct xen_displif_front_ring *ring = &ring_connector(hostile)->ring;
	unsigned int round;

	for (round = 0; round < FLOOD_ROUNDS; round++) {
		ring->rsp_cons = ring->req_prod_pvt;
		ring_fill(hostile);
		if (front_wait_end(hostile->front, 2) == 0)
			break;
	}
	hostile_judge(hostile, "requests without end", EXPECT_ANYTHING,
		      end_wait(hostile));
}

static void notification_storm(struct hostile *hostile)
{
	uint64_t end = clock_now_ms() + STORM_MS;
	unsigned long count = 0;

	for (; clock_now_ms() < end; count++) {
		ring_kick(hostile);
		xenevtchn_notify(hostile->front->evtchn,
				 ring_connector(hostile)->evt_port);
	}
	printf("# %lu notifications in %d ms\n", 2 * count, STORM_MS);
	hostile_try(hostile, "a request after the storm", EXPECT_ANSWER,
		    operation_reset_config());
}

/* Requests that change while they lie on the ring (the back end must read them once). */
static void request_changes(struct hostile *hostile)
{
	struct xen_displif_front_ring *ring;
	unsigned int round;
	int outcome = 0;

	for (round = 0; round < 200 && outcome <= 0; round++) {
		struct xendispl_req req =
			operation_dbuf_create(hostile_cookie(hostile), SMALL,
					      SMALL, 32, hostile->small);
		volatile struct xendispl_req *slot;
		unsigned int i;

		if (hostile_connect(hostile))
			return;
		ring = &ring_connector(hostile)->ring;
		slot = RING_GET_REQUEST(ring, ring->req_prod_pvt);
		ring_push(ring, &req);
		ring_kick(hostile);
		for (i = 0; i < 2000 && !XEN_RING_NR_UNCONSUMED_RESPONSES(ring);
		     i++) {
			slot->op.dbuf_create.buffer_sz =
				i & 1 ? UINT32_MAX
				      : req.op.dbuf_create.buffer_sz;
			slot->op.dbuf_create.height =
				i & 1 ? UINT32_MAX : SMALL;
			slot->operation = i & 1 ? 0xff : req.operation;
		}
		outcome = ring_drain(hostile, 1);
		if (outcome == 0)
			hostile_send(hostile, 0,
				     operation_dbuf_destroy(
					     req.op.dbuf_create.dbuf_cookie));
	}
	hostile_judge(hostile, "requests that change on the ring",
		      EXPECT_ANYTHING, outcome);
}

const struct hostile_case ring_cases[] = {
	{ "request-index-jumps", "req_prod far ahead and backwards",
	  request_index_jumps },
	{ "other-indices-garbled",
	  "req_event and padding of the ring overwritten",
	  other_indices_garbled },
	{ "response-index-garbled", "rsp_prod overwritten",
	  response_index_garbled },
	{ "request-flood", "full rings, one after the other", request_flood },
	{ "answers-never-read", "a ring that nobody takes answers from",
	  answers_never_read },
	{ "notification-storm", "event channels notified without pause",
	  notification_storm },
	{ "request-changes", "requests changed while they are read",
	  request_changes },
	{ 0 }
};
