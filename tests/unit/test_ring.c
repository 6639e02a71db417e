// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <string.h>

#include "tests/fake/xen.h"
#include "tools/vdispl-worker/frame.h"
#include "tools/vdispl-worker/ring.h"

#define REQUEST_PORT 5
#define EVENT_PORT 6

/* The guest's view of its pages. */
static _Alignas(4096) uint8_t request_page[4096], event_page[4096];
static struct xen_displif_sring *const sring = (void *)request_page;
static struct xendispl_event_page *const events = (void *)event_page;
static struct ring ring;

static void setup(void)
{
	fake_xen_reset();
	memset(request_page, 0, sizeof(request_page));
	memset(event_page, 0, sizeof(event_page));
	SHARED_RING_INIT(sring);
	memset(&ring, 0, sizeof(ring));
	ring.request_port = REQUEST_PORT;
	ring.event_port = EVENT_PORT;
	ring_init(&ring, request_page, event_page);
}

static void guest_puts(uint16_t id)
{
	struct xendispl_req *slot = &sring->ring[sring->req_prod % 32].req;

	memset(slot, 0xa5, sizeof(*slot));
	slot->id = id;
	sring->req_prod++;
}

static void answer(uint16_t id)
{
	struct xendispl_resp response = frame_response(id, XENDISPL_OP_PG_FLIP, 0);

	ring_respond(&ring, &response);
}

static void test_takes_in_order_then_none(void)
{
	struct xendispl_req r;

	setup();
	guest_puts(1);
	guest_puts(2);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	CU_ASSERT_EQUAL(r.id, 1);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	CU_ASSERT_EQUAL(r.id, 2);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 0);
	CU_ASSERT_EQUAL(sring->req_event, 3);
}

static void test_wraps_many_times(void)
{
	struct xendispl_req r;
	unsigned int i;

	setup();
	for (i = 0; i < 100000; i++) {
		guest_puts(i);
		CU_ASSERT_EQUAL_FATAL(ring_take(&ring, &r), 1);
		CU_ASSERT_EQUAL_FATAL(r.id, (uint16_t)i);
		answer(r.id);
	}
	CU_ASSERT_EQUAL(sring->rsp_prod, 100000);
}

static void test_index_wraps_at_32_bits(void)
{
	struct xendispl_req r;
	unsigned int i;

	setup();
	sring->req_prod = 0xfffffff0;
	ring.requests.req_cons = 0xfffffff0;
	ring.requests.rsp_prod_pvt = 0xfffffff0;
	for (i = 0; i < 32; i++)
		guest_puts(i);
	for (i = 0; i < 32; i++) {
		CU_ASSERT_EQUAL_FATAL(ring_take(&ring, &r), 1);
		CU_ASSERT_EQUAL(r.id, i);
	}
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 0);
}

static void test_a_full_ring_is_fine_one_more_is_not(void)
{
	struct xendispl_req r;

	setup();
	sring->req_prod = 32;
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	setup();
	sring->req_prod = 33;
	CU_ASSERT_EQUAL(ring_take(&ring, &r), -EPROTO);
}

static void test_hostile_indices(void)
{
	static const uint32_t jumps[] = { 33, 64, 0x7fffffff, 0x80000000, 0xffffffff };
	struct xendispl_req r;
	size_t i;

	for (i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
		setup();
		sring->req_prod = jumps[i];
		CU_ASSERT_EQUAL(ring_take(&ring, &r), -EPROTO);
	}
}

/* Requests that wait for their answers use up slots. */
static void test_unanswered_requests_count(void)
{
	struct xendispl_req r;
	unsigned int i;

	setup();
	for (i = 0; i < 32; i++) {
		guest_puts(i);
		CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	}
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 0);
	guest_puts(32);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), -EPROTO);
	answer(0);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
}

static void test_index_cannot_go_back(void)
{
	struct xendispl_req r;

	setup();
	guest_puts(1);
	guest_puts(2);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	sring->req_prod = 1;
	CU_ASSERT_EQUAL(ring_take(&ring, &r), -EPROTO);
}

static void test_request_is_a_private_copy(void)
{
	struct xendispl_req r;

	setup();
	guest_puts(1);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	sring->ring[0].req.id = 99;
	CU_ASSERT_EQUAL(r.id, 1);
}

static void test_our_indices_are_not_read_back(void)
{
	struct xendispl_req r;

	setup();
	guest_puts(1);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	sring->rsp_prod = 0xdeadbeef;
	events->in_prod = 0xdeadbeef;
	answer(1);
	CU_ASSERT_EQUAL(sring->rsp_prod, 1);
	CU_ASSERT_EQUAL(ring_send_flip(&ring, 5), 0);
	CU_ASSERT_EQUAL(events->in_prod, 1);
}

static void test_answer_clears_the_whole_slot(void)
{
	struct xendispl_req r;
	const uint8_t *slot = (const uint8_t *)&sring->ring[0];
	size_t i;

	setup();
	guest_puts(1);
	CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	answer(1);
	for (i = 4; i < 64; i++)
		CU_ASSERT_EQUAL(slot[i], 0);
}

static void test_notifies_only_a_guest_that_waits(void)
{
	struct xendispl_req r;
	unsigned int i;

	setup();
	for (i = 0; i < 3; i++) {
		guest_puts(i);
		CU_ASSERT_EQUAL(ring_take(&ring, &r), 1);
	}
	sring->rsp_event = 2;	/* "tell me of the second" */
	answer(0);
	CU_ASSERT_EQUAL(fake_xen.notified[REQUEST_PORT], 0);
	answer(1);
	CU_ASSERT_EQUAL(fake_xen.notified[REQUEST_PORT], 1);
	answer(2);
	CU_ASSERT_EQUAL(fake_xen.notified[REQUEST_PORT], 1);
}

static const struct xendispl_evt *event_at(uint32_t index)
{
	return &XENDISPL_IN_RING_REF(events, index);
}

static void test_event_ids_have_no_gap(void)
{
	unsigned int i;

	setup();
	for (i = 0; i < 70000; i++) {	/* past 16 bits */
		CU_ASSERT_EQUAL_FATAL(ring_send_flip(&ring, i + 1), 0);
		CU_ASSERT_EQUAL_FATAL(event_at(i)->id, (uint16_t)i);
		CU_ASSERT_EQUAL_FATAL(event_at(i)->op.pg_flip.fb_cookie, i + 1);
		events->in_cons = i + 1;
	}
	CU_ASSERT_EQUAL(fake_xen.notified[EVENT_PORT], 70000);
}

static void test_lost_event_takes_no_id(void)
{
	unsigned int i;

	setup();
	for (i = 0; i < 63; i++)
		CU_ASSERT_EQUAL(ring_send_flip(&ring, i), 0);
	CU_ASSERT_EQUAL(ring_send_flip(&ring, 1000), -ENOBUFS);
	CU_ASSERT_EQUAL(events->in_prod, 63);
	events->in_cons = 1;
	CU_ASSERT_EQUAL(ring_send_flip(&ring, 1001), 0);
	CU_ASSERT_EQUAL(event_at(63)->id, 63);
	CU_ASSERT_EQUAL(event_at(63)->op.pg_flip.fb_cookie, 1001);
}

static void test_hostile_event_index_loses_events_only(void)
{
	static const uint32_t wild[] = { 1, 0x7fffffff, 0x80000000, 0xffffffff - 62 };
	size_t i;

	for (i = 0; i < sizeof(wild) / sizeof(wild[0]); i++) {
		setup();
		events->in_cons = wild[i];
		CU_ASSERT_EQUAL(ring_send_flip(&ring, 1), -ENOBUFS);
		CU_ASSERT_EQUAL(events->in_prod, 0);
	}
}

TEST_MAIN("ring",
	  TEST(test_takes_in_order_then_none),
	  TEST(test_wraps_many_times),
	  TEST(test_index_wraps_at_32_bits),
	  TEST(test_a_full_ring_is_fine_one_more_is_not),
	  TEST(test_hostile_indices),
	  TEST(test_unanswered_requests_count),
	  TEST(test_index_cannot_go_back),
	  TEST(test_request_is_a_private_copy),
	  TEST(test_our_indices_are_not_read_back),
	  TEST(test_answer_clears_the_whole_slot),
	  TEST(test_notifies_only_a_guest_that_waits),
	  TEST(test_event_ids_have_no_gap),
	  TEST(test_lost_event_takes_no_id),
	  TEST(test_hostile_event_index_loses_events_only))
