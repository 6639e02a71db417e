// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>

#include "tools/vdisp-front/ring.h"

static _Alignas(4096) uint8_t page[PROTOCOL_PAGE_SIZE];
static struct xen_displif_front_ring ring;
static struct events events;

/* The other side of both pages. */
static struct xen_displif_back_ring back;

static void rings_begin(void)
{
	memset(page, 0xff, sizeof(page));
	ring_init(&ring, page);
	BACK_RING_INIT(&back, (struct xen_displif_sring *)page,
		       PROTOCOL_PAGE_SIZE);
}

static void back_answer(uint16_t id)
{
	struct xendispl_resp resp = { .id = id };

	*RING_GET_RESPONSE(&back, back.rsp_prod_pvt) = resp;
	back.rsp_prod_pvt++;
	RING_PUSH_RESPONSES(&back);
}

static void test_layout_is_the_protocols(void)
{
	rings_begin();
	CU_ASSERT_EQUAL(RING_SIZE(&ring), 32);
	CU_ASSERT_EQUAL(sizeof(struct xendispl_req), 64);
	CU_ASSERT_EQUAL(sizeof(struct xendispl_resp), 64);
	CU_ASSERT_EQUAL(sizeof(struct xendispl_evt), 64);
	CU_ASSERT_EQUAL(XENDISPL_IN_RING_LEN, 63);
}

static void test_full_ring_is_refused(void)
{
	struct xendispl_req req = { 0 };
	struct xendispl_resp resp;
	int i;

	rings_begin();
	for (i = 0; i < 32; i++)
		CU_ASSERT(ring_push(&ring, &req) >= 0);
	CU_ASSERT_EQUAL(ring_push(&ring, &req), -ENOSPC);
	back_answer(0);
	CU_ASSERT_EQUAL(ring_pop(&ring, &resp), 1);
	CU_ASSERT(ring_push(&ring, &req) >= 0);
	CU_ASSERT_EQUAL(ring_push(&ring, &req), -ENOSPC);
}

static void test_notifies_only_when_asked(void)
{
	struct xendispl_req req = { 0 };

	rings_begin();
	CU_ASSERT_EQUAL(ring_push(&ring, &req), 1);
	CU_ASSERT_EQUAL(ring_push(&ring, &req), 0);
	back.sring->req_event = 3;
	CU_ASSERT_EQUAL(ring_push(&ring, &req), 1);
}

/* Indices are 32 bits and wrap around; ids come back in order all the way. */
static void test_goes_round_past_the_wrap(void)
{
	struct xendispl_resp resp;
	uint32_t i;

	rings_begin();
	ring.req_prod_pvt = ring.rsp_cons = UINT32_MAX - 40;
	back.rsp_prod_pvt = UINT32_MAX - 40;
	ring.sring->rsp_prod = ring.sring->req_prod = UINT32_MAX - 40;
	for (i = 0; i < 100; i++) {
		struct xendispl_req req = { .id = i };

		CU_ASSERT(ring_push(&ring, &req) >= 0);
		CU_ASSERT_EQUAL(ring_pop(&ring, &resp), 0);
		back_answer(i);
		CU_ASSERT_EQUAL(ring_pop(&ring, &resp), 1);
		CU_ASSERT_EQUAL(resp.id, i);
	}
}

static void test_empty_pop_asks_for_notification(void)
{
	struct xendispl_req req = { 0 };
	struct xendispl_resp resp;

	rings_begin();
	ring_push(&ring, &req);
	back_answer(0);
	ring.sring->rsp_event = 0;
	CU_ASSERT_EQUAL(ring_pop(&ring, &resp), 1);
	CU_ASSERT_EQUAL(ring_pop(&ring, &resp), 0);
	CU_ASSERT_EQUAL(ring.sring->rsp_event, 2);
}

static void test_answers_to_nothing_are_refused(void)
{
	static const uint32_t indices[] = { 2, 33, 0x80000000, UINT32_MAX };
	struct xendispl_req req = { 0 };
	struct xendispl_resp resp;
	unsigned int i;

	for (i = 0; i < sizeof(indices) / sizeof(indices[0]); i++) {
		rings_begin();
		ring_push(&ring, &req);
		ring.sring->rsp_prod = indices[i];
		CU_ASSERT_EQUAL(ring_pop(&ring, &resp), -EPROTO);
	}
}

static void event_put(uint16_t id)
{
	struct xendispl_evt event = { .id = id };

	XENDISPL_IN_RING_REF(events.page, events.page->in_prod) = event;
	events.page->in_prod++;
}

static void test_events_come_in_order(void)
{
	struct xendispl_evt event;
	uint32_t i;

	events_init(&events, page);
	CU_ASSERT_EQUAL(events_pop(&events, &event), 0);
	for (i = 0; i < 70000; i++) { /* the id is 16 bits and wraps, too */
		event_put(i);
		CU_ASSERT_EQUAL_FATAL(events_pop(&events, &event), 1);
		CU_ASSERT_EQUAL_FATAL(event.id, (uint16_t)i);
		CU_ASSERT_EQUAL_FATAL(events.page->in_cons, i + 1);
	}
}

static void test_event_gap_is_refused(void)
{
	struct xendispl_evt event;

	events_init(&events, page);
	event_put(1);
	CU_ASSERT_EQUAL(events_pop(&events, &event), -EPROTO);
}

static void test_event_overrun_is_refused(void)
{
	struct xendispl_evt event;

	events_init(&events, page);
	events.page->in_prod = 63;
	CU_ASSERT_EQUAL(events_pop(&events, &event), 1);
	events.page->in_prod = 1 + 64;
	CU_ASSERT_EQUAL(events_pop(&events, &event), -EPROTO);
	events.page->in_prod = 0;
	CU_ASSERT_EQUAL(events_pop(&events, &event), -EPROTO);
}

TEST_MAIN("front_ring", TEST(test_layout_is_the_protocols),
	  TEST(test_full_ring_is_refused), TEST(test_notifies_only_when_asked),
	  TEST(test_goes_round_past_the_wrap),
	  TEST(test_empty_pop_asks_for_notification),
	  TEST(test_answers_to_nothing_are_refused),
	  TEST(test_events_come_in_order), TEST(test_event_gap_is_refused),
	  TEST(test_event_overrun_is_refused))
