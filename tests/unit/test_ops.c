// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest against the whole worker, between its rings and a headless output:
 * what it puts on the ring, what comes back.
 */
#include "tests/unit/test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xen/errno.h>

#include "tests/fake/fault.h"
#include "tests/fake/gntdmabuf.h"
#include "tests/fake/xen.h"
#include "tools/vdispl-worker/ops.h"
#include "tools/vdispl-worker/output_headless.h"

#define SIZE (1024 * 768 * 4)
#define N_CONNECTORS 2

static struct worker *w;
static struct xen_displif_sring *rings[N_CONNECTORS];
static struct xendispl_event_page *events[N_CONNECTORS];
static uint32_t taken[N_CONNECTORS];	/* answers, by the guest */
static unsigned int fds_before;

static void setup(void)
{
	unsigned int i;

	fake_xen_reset();
	fake_grants_reset();
	memset(taken, 0, sizeof(taken));
	w = calloc(1, sizeof(*w));
	CU_ASSERT_EQUAL_FATAL(uv_loop_init(&w->loop), 0);
	fds_before = fault_open_fds();
	w->setup.domid = 7;
	w->setup.version = 2;
	w->setup.n_connectors = N_CONNECTORS;
	w->setup.max_pages = 16 * 768;
	w->refusals.burst = 1;
	w->transport.serve = ops_serve;
	w->transport.context = w;
	CU_ASSERT_EQUAL_FATAL(gntdmabuf_open(&w->grants), 0);
	for (i = 0; i < N_CONNECTORS; i++) {
		w->setup.connectors[i].req_ring_ref = 10 + i;
		w->setup.connectors[i].evt_ring_ref = 20 + i;
		w->setup.connectors[i].width = 1024;
		w->setup.connectors[i].height = 768;
		strcpy(w->setup.connectors[i].output, "headless");
		CU_ASSERT_EQUAL(output_headless_create(&w->loop, i,
				&w->setup.connectors[i], "test", &w->outputs[i]), 0);
		w->outputs[i]->report = ops_report_flip;
		w->outputs[i]->context = w;
	}
	CU_ASSERT_EQUAL_FATAL(transport_open(&w->transport, &w->setup), 0);
	w->loans.grants = w->grants;
	w->loans.domid = w->setup.domid;
	w->loans.max_pages = w->setup.max_pages;
	w->loans.answer = ops_answer;
	w->loans.context = w;
	w->buffers.loans = &w->loans;
	w->buffers.max = WORKER_MAX_BUFFERS;
	w->buffers.forget = ops_forget;
	w->buffers.context = w;
	for (i = 0; i < N_CONNECTORS; i++) {
		rings[i] = fake_xen.pages[10 + i];
		events[i] = fake_xen.pages[20 + i];
		SHARED_RING_INIT(rings[i]);
	}
}

static void teardown(void)
{
	unsigned int i;

	buffers_finish(&w->buffers);
	loans_finish(&w->loans);
	transport_close(&w->transport);
	gntdmabuf_close(w->grants);
	for (i = 0; i < N_CONNECTORS; i++)
		output_destroy(w->outputs[i]);
	CU_ASSERT_EQUAL(fault_open_fds(), fds_before);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&w->loop), 0);
	free(w);
}

static void put(unsigned int connector, const struct xendispl_req *r)
{
	rings[connector]->ring[rings[connector]->req_prod++ % 32].req = *r;
}

/* The next answer; NULL: none yet. */
static const struct xendispl_resp *get(unsigned int connector)
{
	if (rings[connector]->rsp_prod == taken[connector])
		return NULL;
	return &rings[connector]->ring[taken[connector]++ % 32].rsp;
}

#define NO_ANSWER 12345

static int ask(unsigned int connector, const struct xendispl_req *r)
{
	const struct xendispl_resp *response;

	put(connector, r);
	CU_ASSERT_EQUAL(ops_serve(w, connector), 0);
	response = get(connector);
	if (!response)
		return NO_ANSWER;
	CU_ASSERT_EQUAL(response->id, r->id);
	CU_ASSERT_EQUAL(response->operation, r->operation);
	return response->status;
}

static int create(uint64_t cookie)
{
	struct xendispl_req r = { .id = 1, .operation = XENDISPL_OP_DBUF_CREATE };

	r.op.dbuf_create.dbuf_cookie = cookie;
	r.op.dbuf_create.width = 1024;
	r.op.dbuf_create.height = 768;
	r.op.dbuf_create.bpp = 32;
	r.op.dbuf_create.buffer_sz = SIZE;
	r.op.dbuf_create.gref_directory = 8;
	return ask(0, &r);
}

static int destroy(uint64_t cookie, uint16_t id)
{
	struct xendispl_req r = { .id = id, .operation = XENDISPL_OP_DBUF_DESTROY };

	r.op.dbuf_destroy.dbuf_cookie = cookie;
	return ask(0, &r);
}

static int attach(uint64_t dbuf, uint64_t cookie)
{
	struct xendispl_req r = { .id = 2, .operation = XENDISPL_OP_FB_ATTACH };

	r.op.fb_attach.dbuf_cookie = dbuf;
	r.op.fb_attach.fb_cookie = cookie;
	r.op.fb_attach.width = 1024;
	r.op.fb_attach.height = 768;
	r.op.fb_attach.pixel_format = DRM_FORMAT_XRGB8888;
	return ask(0, &r);
}

static int detach(uint64_t cookie)
{
	struct xendispl_req r = { .id = 3, .operation = XENDISPL_OP_FB_DETACH };

	r.op.fb_detach.fb_cookie = cookie;
	return ask(0, &r);
}

static int configure(unsigned int connector, uint64_t cookie)
{
	struct xendispl_req r = { .id = 4, .operation = XENDISPL_OP_SET_CONFIG };

	if (cookie) {
		r.op.set_config.fb_cookie = cookie;
		r.op.set_config.width = 1024;
		r.op.set_config.height = 768;
		r.op.set_config.bpp = 32;
	}
	return ask(connector, &r);
}

static int flip(unsigned int connector, uint64_t cookie)
{
	struct xendispl_req r = { .id = 5, .operation = XENDISPL_OP_PG_FLIP };

	r.op.pg_flip.fb_cookie = cookie;
	return ask(connector, &r);
}

static void no_report(void *context, unsigned int index, uint64_t fb_cookie)
{
}

/* All that the guest does to its screen reaches the mirror; it hears of its own only. */
static void test_the_mirror_is_told(void)
{
	unsigned int place = worker_mirror_place(0);
	struct output *mirror;

	setup();
	strcpy(w->setup.connectors[place].output, "headless");
	CU_ASSERT_EQUAL_FATAL(output_headless_create(&w->loop, place,
			&w->setup.connectors[place], "test", &w->outputs[place]), 0);
	mirror = w->outputs[place];
	CU_ASSERT_EQUAL(mirror->index, 0);
	mirror->report = no_report;
	create(1);
	create(2);
	attach(1, 11);
	attach(2, 12);
	CU_ASSERT_EQUAL(configure(0, 11), 0);
	CU_ASSERT_EQUAL(mirror->shown->cookie, 11);
	CU_ASSERT_EQUAL(flip(0, 12), 0);
	CU_ASSERT_EQUAL(mirror->pending->cookie, 12);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(mirror->shown->cookie, 12);
	CU_ASSERT_EQUAL(events[0]->in_prod, 1);
	CU_ASSERT_EQUAL(detach(11), 0);
	CU_ASSERT_EQUAL(mirror->shown->cookie, 12);
	CU_ASSERT_EQUAL(configure(0, 0), 0);
	CU_ASSERT_PTR_NULL(mirror->shown);
	CU_ASSERT_EQUAL(configure(0, 12), 0);
	CU_ASSERT_EQUAL(detach(12), 0);
	CU_ASSERT_PTR_NULL(mirror->shown);
	output_destroy(mirror);
	w->outputs[place] = NULL;
	teardown();
}

static void test_a_guests_day(void)
{
	setup();
	CU_ASSERT_EQUAL(create(1), 0);
	CU_ASSERT_EQUAL(create(2), 0);
	CU_ASSERT_EQUAL(attach(1, 11), 0);
	CU_ASSERT_EQUAL(attach(2, 12), 0);
	CU_ASSERT_EQUAL(configure(0, 11), 0);
	CU_ASSERT_EQUAL(flip(0, 12), 0);
	CU_ASSERT_EQUAL(events[0]->in_prod, 0);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(events[0]->in_prod, 1);
	CU_ASSERT_EQUAL(XENDISPL_IN_RING_REF(events[0], 0).op.pg_flip.fb_cookie, 12);
	CU_ASSERT_EQUAL(events[1]->in_prod, 0);
	CU_ASSERT_EQUAL(configure(0, 0), 0);
	CU_ASSERT_EQUAL(detach(11), 0);
	CU_ASSERT_EQUAL(detach(12), 0);
	CU_ASSERT_EQUAL(destroy(1, 100), NO_ANSWER);
	fake_grants_release(1);
	loans_read_events(&w->loans);
	CU_ASSERT_EQUAL(get(0)->id, 100);
	teardown();
}

static void test_other_requests_overtake_a_destroy(void)
{
	const struct xendispl_resp *response;

	setup();
	create(1);
	create(2);
	CU_ASSERT_EQUAL(destroy(1, 100), NO_ANSWER);
	CU_ASSERT_EQUAL(destroy(2, 101), NO_ANSWER);
	CU_ASSERT_EQUAL(create(3), 0);
	CU_ASSERT_EQUAL(attach(3, 13), 0);
	fake_grants_release(2);
	fake_grants_release(1);
	loans_read_events(&w->loans);
	response = get(0);
	CU_ASSERT_EQUAL(response->id, 101);
	CU_ASSERT_EQUAL(response->operation, XENDISPL_OP_DBUF_DESTROY);
	CU_ASSERT_EQUAL(response->status, 0);
	CU_ASSERT_EQUAL(get(0)->id, 100);
	teardown();
}

static void test_errors_have_their_number(void)
{
	setup();
	CU_ASSERT_EQUAL(create(0), -XEN_EINVAL);
	CU_ASSERT_EQUAL(create(1), 0);
	CU_ASSERT_EQUAL(create(1), -XEN_EEXIST);
	CU_ASSERT_EQUAL(attach(9, 11), -XEN_ENOENT);
	CU_ASSERT_EQUAL(attach(1, 11), 0);
	CU_ASSERT_EQUAL(attach(1, 11), -XEN_EEXIST);
	CU_ASSERT_EQUAL(detach(99), -XEN_ENOENT);
	CU_ASSERT_EQUAL(destroy(99, 1), -XEN_ENOENT);
	CU_ASSERT_EQUAL(flip(0, 11), -XEN_EINVAL);	/* no configuration */
	CU_ASSERT_EQUAL(configure(0, 99), -XEN_ENOENT);
	CU_ASSERT_EQUAL(configure(0, 11), 0);
	CU_ASSERT_EQUAL(flip(0, 99), -XEN_ENOENT);
	CU_ASSERT_EQUAL(flip(0, 11), 0);
	CU_ASSERT_EQUAL(flip(0, 11), 0);
	CU_ASSERT_EQUAL(flip(0, 11), -XEN_EBUSY);
	fake_grants.export_error = -EDQUOT;
	CU_ASSERT_EQUAL(create(3), -XEN_ENOSPC);
	teardown();
}

static void test_unknown_and_missing_operations(void)
{
	struct xendispl_req r = { .id = 6, .operation = 0xff };

	setup();
	CU_ASSERT_EQUAL(ask(0, &r), -XEN_EOPNOTSUPP);
	r.operation = 0;
	CU_ASSERT_EQUAL(ask(0, &r), -XEN_EOPNOTSUPP);
	r.operation = XENDISPL_OP_DBUF_CREATE;
	CU_ASSERT_EQUAL(ask(1, &r), -XEN_EINVAL);
	teardown();
}

static void test_destroying_what_is_shown_darkens_all_connectors(void)
{
	setup();
	create(1);
	attach(1, 11);
	CU_ASSERT_EQUAL(configure(0, 11), 0);
	CU_ASSERT_EQUAL(configure(1, 11), 0);
	CU_ASSERT_EQUAL(flip(1, 11), 0);
	CU_ASSERT_EQUAL(destroy(1, 100), NO_ANSWER);
	CU_ASSERT_PTR_NULL(w->outputs[0]->shown);
	CU_ASSERT_PTR_NULL(w->outputs[1]->shown);
	CU_ASSERT_EQUAL(events[1]->in_prod, 1);	/* the guest need not wait for it */
	CU_ASSERT_EQUAL(flip(1, 11), -XEN_ENOENT);
	teardown();
}

static void test_a_full_ring_is_one_turn(void)
{
	struct xendispl_req r = { .operation = 0xee };
	unsigned int i;

	setup();
	for (i = 0; i < 32; i++)
		put(0, &r);
	CU_ASSERT_EQUAL(ops_serve(w, 0), 1);
	CU_ASSERT_EQUAL(rings[0]->rsp_prod, 32);
	CU_ASSERT_EQUAL(ops_serve(w, 0), 0);
	teardown();
}

static void test_impossible_index_ends_the_connection(void)
{
	setup();
	rings[0]->req_prod = 1000;
	CU_ASSERT_EQUAL(ops_serve(w, 0), -EPROTO);
	teardown();
}

/* An answer that waits comes when the pages are back. */
static void late_answer(uint8_t operation)
{
	const struct xendispl_resp *response;

	CU_ASSERT_FATAL(operation == XENDISPL_OP_DBUF_DESTROY ||
			operation == XENDISPL_OP_GET_EDID);
	CU_ASSERT_PTR_NOT_NULL_FATAL(w->loans.ending);
	fake_grants_release(w->loans.ending->handle);
	loans_read_events(&w->loans);
	response = get(0);
	if (!response)
		response = get(1);
	CU_ASSERT_PTR_NOT_NULL_FATAL(response);
	CU_ASSERT_EQUAL(response->operation, operation);
}

/* Random requests with plausible operations: no crash, an answer for each. */
static void test_noise(void)
{
	struct xendispl_req r;
	unsigned int i, n;

	setup();
	srandom(1);
	create(1);
	attach(1, 11);
	for (i = 0; i < 20000; i++) {
		for (n = 0; n < sizeof(r); n++)
			((uint8_t *)&r)[n] = random() % 3 ? 0 : random();
		r.operation = 0x10 + random() % 8;
		if (random() % 2)
			r.op.pg_flip.fb_cookie = 11;
		if (ask(random() % 2, &r) == NO_ANSWER)
			late_answer(r.operation);
	}
	teardown();
}

static int ask_edid(uint32_t octets, uint32_t directory, uint16_t id)
{
	struct xendispl_req r = { .id = id, .operation = XENDISPL_OP_GET_EDID };

	r.op.get_edid.buffer_sz = octets;
	r.op.get_edid.gref_directory = directory;
	return ask(1, &r);
}

static void test_edid_is_written_and_answered_when_unmapped(void)
{
	const struct xendispl_resp *response;
	uint8_t got[EDID_BLOCK];
	int pages = -1;

	setup();
	fake_grants.shared = &pages;
	CU_ASSERT_EQUAL(ask_edid(XENDISPL_EDID_MAX_SIZE, 5, 77), NO_ANSWER);
	CU_ASSERT_EQUAL(fake_grants.domid, 7);
	CU_ASSERT_EQUAL(fake_grants.directory, 5);
	CU_ASSERT_EQUAL(fake_grants.count, 1);	/* no more than it takes */
	CU_ASSERT_EQUAL(fake_grants.syncs, 0);
	CU_ASSERT_EQUAL(pread(pages, got, sizeof(got), 0), sizeof(got));
	CU_ASSERT_EQUAL(memcmp(got, w->outputs[1]->edid.bytes, sizeof(got)), 0);
	close(pages);
	CU_ASSERT_EQUAL(w->loans.pages, 1);
	fake_grants_release(1);
	loans_read_events(&w->loans);
	CU_ASSERT_EQUAL(w->loans.pages, 0);
	response = get(1);
	CU_ASSERT_PTR_NOT_NULL_FATAL(response);
	CU_ASSERT_EQUAL(response->id, 77);
	CU_ASSERT_EQUAL(response->operation, XENDISPL_OP_GET_EDID);
	CU_ASSERT_EQUAL(response->status, 0);
	CU_ASSERT_EQUAL(response->op.get_edid.edid_sz, EDID_BLOCK);
	teardown();
}

static void test_edid_refused(void)
{
	setup();
	CU_ASSERT_EQUAL(ask_edid(XENDISPL_EDID_MAX_SIZE - 1, 5, 1), -XEN_EINVAL);
	CU_ASSERT_EQUAL(ask_edid(UINT32_MAX, 5, 1), -XEN_EINVAL);
	CU_ASSERT_EQUAL(ask_edid(XENDISPL_EDID_MAX_SIZE, 0, 1), -XEN_EINVAL);
	fake_grants.export_error = -EBADMSG;
	CU_ASSERT_NOT_EQUAL(ask_edid(XENDISPL_EDID_MAX_SIZE, 5, 1), 0);
	CU_ASSERT_EQUAL(w->loans.n, 0);
	fake_grants.export_error = 0;
	w->outputs[1]->edid.size = 0;		/* too large a screen for one */
	CU_ASSERT_EQUAL(ask_edid(XENDISPL_EDID_MAX_SIZE, 5, 1), -XEN_EOPNOTSUPP);
	CU_ASSERT_EQUAL(fake_grants.n_exports, 0);
	teardown();
}

/* It waits for its answer like a buffer that goes: so many, and no more. */
static void test_edid_requests_are_capped(void)
{
	unsigned int i;

	setup();
	w->loans.max_pages = 3;
	for (i = 0; i < 3; i++)
		CU_ASSERT_EQUAL(ask_edid(XENDISPL_EDID_MAX_SIZE, 5, i), NO_ANSWER);
	CU_ASSERT_EQUAL(ask_edid(XENDISPL_EDID_MAX_SIZE, 5, 9), -XEN_ENOSPC);
	teardown();
}

/* Each call in turn: an error, or silence until the pages are back. */
static void test_edid_when_a_call_fails(void)
{
	unsigned int n;
	bool struck = true;

	for (n = 1; struck; n++) {
		setup();
		fault_arm(n);
		if (ask_edid(XENDISPL_EDID_MAX_SIZE, 5, 1) != NO_ANSWER)
			CU_ASSERT_PTR_NULL(get(1));
		struck = fault_disarm();
		teardown();
	}
	CU_ASSERT(n > 3);
}

static void test_version_1_has_neither_edid_nor_offsets(void)
{
	struct xendispl_req r = { .id = 1, .operation = XENDISPL_OP_DBUF_CREATE };

	setup();
	w->setup.version = 1;
	CU_ASSERT_EQUAL(ask_edid(XENDISPL_EDID_MAX_SIZE, 5, 1), -XEN_EOPNOTSUPP);
	r.op.dbuf_create.dbuf_cookie = 1;
	r.op.dbuf_create.buffer_sz = 4096;
	r.op.dbuf_create.gref_directory = 8;
	r.op.dbuf_create.data_ofs = 0x34325241;	/* what the slot held before */
	CU_ASSERT_EQUAL(ask(0, &r), 0);
	w->setup.version = 2;
	r.op.dbuf_create.dbuf_cookie = 2;
	CU_ASSERT_EQUAL(ask(0, &r), -XEN_EINVAL);
	teardown();
}

TEST_MAIN("ops",
	  TEST(test_a_guests_day),
	  TEST(test_the_mirror_is_told),
	  TEST(test_other_requests_overtake_a_destroy),
	  TEST(test_errors_have_their_number),
	  TEST(test_unknown_and_missing_operations),
	  TEST(test_destroying_what_is_shown_darkens_all_connectors),
	  TEST(test_a_full_ring_is_one_turn),
	  TEST(test_impossible_index_ends_the_connection),
	  TEST(test_edid_is_written_and_answered_when_unmapped),
	  TEST(test_edid_refused),
	  TEST(test_edid_requests_are_capped),
	  TEST(test_edid_when_a_call_fails),
	  TEST(test_version_1_has_neither_edid_nor_offsets),
	  TEST(test_noise))
