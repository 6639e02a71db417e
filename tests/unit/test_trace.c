// SPDX-License-Identifier: GPL-2.0-only
/* What the worker keeps of ring messages while somebody traces. */
#include "tests/unit/test.h"

#include <stdint.h>
#include <string.h>
#include <xen/io/displif.h>

#include "tools/vdispl-worker/trace.h"

static struct trace trace;
static struct worker_trace taken;
static unsigned int n_added;

static void count_added(void *context)
{
	n_added++;
}

static void begin(void)
{
	memset(&trace, 0, sizeof(trace));
	trace.added = count_added;
	trace.active = true;
	n_added = 0;
}

static void add(uint16_t id)
{
	const struct xendispl_req request = { .id = id, .operation = XENDISPL_OP_PG_FLIP,
					      .op.pg_flip.fb_cookie = id };

	trace_add(&trace, WORKER_TRACE_REQUEST, 1, &request);
}

static uint16_t id_of(const struct worker_trace_record *record)
{
	struct xendispl_req request;

	memcpy(&request, record->octets, sizeof(request));
	return request.id;
}

static void test_nothing_is_kept_for_nobody(void)
{
	begin();
	trace.active = false;
	add(1);
	trace_add_refused(&trace, 0, "0123456789");
	CU_ASSERT_EQUAL(trace.n + n_added, 0);
}

static void test_messages_come_in_order(void)
{
	begin();
	add(1);
	add(2);
	CU_ASSERT_EQUAL(n_added, 2);
	trace_take(&trace, &taken);
	CU_ASSERT_EQUAL(taken.n, 2);
	CU_ASSERT_EQUAL(taken.dropped, 0);
	CU_ASSERT_EQUAL(id_of(&taken.records[0]), 1);
	CU_ASSERT_EQUAL(id_of(&taken.records[1]), 2);
	CU_ASSERT_EQUAL(taken.records[0].connector, 1);
	CU_ASSERT(taken.records[0].time_ns > 0);
	CU_ASSERT(taken.records[0].time_ns <= taken.records[1].time_ns);
	trace_take(&trace, &taken);
	CU_ASSERT_EQUAL(taken.n, 0);
}

static void test_what_does_not_fit_is_counted(void)
{
	unsigned int i, id = 0;

	begin();
	for (i = 0; i < TRACE_KEPT + 5; i++)
		add(i);
	for (i = 0; i < TRACE_KEPT / WORKER_TRACE_RECORDS; i++) {
		trace_take(&trace, &taken);
		CU_ASSERT_EQUAL(taken.n, WORKER_TRACE_RECORDS);
		CU_ASSERT_EQUAL(taken.dropped, i ? 0 : 5);
		CU_ASSERT_EQUAL(id_of(&taken.records[0]), id);
		id += taken.n;
		/* There is room again, beyond the array's end too. */
		add(1000);
	}
	trace_end(&trace);
	trace_take(&trace, &taken);
	CU_ASSERT_EQUAL(taken.n + taken.dropped, 0);
}

static void test_of_a_refused_request_only_the_head_is_kept(void)
{
	struct xendispl_req request;
	unsigned int i;

	begin();
	memset(&request, 0xff, sizeof(request));
	trace_add_refused(&trace, 0, &request);
	trace_take(&trace, &taken);
	CU_ASSERT_EQUAL(taken.records[0].kind, WORKER_TRACE_REFUSED);
	CU_ASSERT_EQUAL(taken.records[0].octets[2], 0xff);
	for (i = 3; i < WORKER_TRACE_OCTETS; i++)
		CU_ASSERT_EQUAL(taken.records[0].octets[i], 0);
}

TEST_MAIN("trace",
	  TEST(test_nothing_is_kept_for_nobody),
	  TEST(test_messages_come_in_order),
	  TEST(test_what_does_not_fit_is_counted),
	  TEST(test_of_a_refused_request_only_the_head_is_kept))
