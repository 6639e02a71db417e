// SPDX-License-Identifier: GPL-2.0-only
/* be-alloc: where a buffer's pages come from, and how they come back. */
#include "tests/unit/buffer_case.h"

static struct memory memory;

/* Of eight buffers that there is room for, four can be ours. */
static void begin(void)
{
	setup();
	loans.max_pages = 8 * PAGES;
	loans.max_given = 4 * PAGES;
	memory.heap = -1;
	memory.vgem.fd = -1;
	buffers.memory = &memory;
}

static int allocate(uint64_t cookie)
{
	return create_with(cookie, XENDISPL_DBUF_FLG_REQ_ALLOC);
}

static void test_the_cards_own_buffer_is_granted(void)
{
	begin();
	CU_ASSERT_EQUAL(allocate(1), 0);
	CU_ASSERT_EQUAL(fake_drm.n_dumb_exports, 1);
	CU_ASSERT_EQUAL(fake_drm.dumbs, 0);	/* the dma-buf is all that is kept */
	CU_ASSERT_EQUAL(fake_grants.n_exports, 0);
	CU_ASSERT_EQUAL(fake_grants.n_imports, 1);
	CU_ASSERT_EQUAL(fake_grants.domid, 5);
	CU_ASSERT_EQUAL(fake_grants.directory, 77);
	CU_ASSERT_EQUAL(fake_grants.count, PAGES);
	CU_ASSERT_EQUAL(loans.pages, PAGES);
	CU_ASSERT_EQUAL(attach_whole(1, 10), 0);
	CU_ASSERT_NOT_EQUAL(buffers_find(&buffers, 10, &why)->scanouts[0].fb_id, 0);
	teardown();
}

static void test_the_answer_does_not_wait_but_the_pages_count(void)
{
	begin();
	CU_ASSERT_EQUAL(allocate(1), 0);
	CU_ASSERT_EQUAL(destroy(1, 0), 0);
	CU_ASSERT_EQUAL(fake_grants.n_releases, 1);
	CU_ASSERT_EQUAL(loans.pages, PAGES);	/* the guest may map them still */
	fake_grants_end(1);
	loans_read_events(&loans);
	CU_ASSERT_EQUAL(loans.pages, 0);
	CU_ASSERT_EQUAL(n_released, 0);
	teardown();
}

static void test_a_guest_that_keeps_its_pages_gets_no_more(void)
{
	unsigned int i;

	begin();
	for (i = 1; i <= 4; i++) {
		CU_ASSERT_EQUAL(allocate(i), 0);
		CU_ASSERT_EQUAL(destroy(i, 0), 0);
	}
	CU_ASSERT_EQUAL(allocate(5), -ENOSPC);
	CU_ASSERT_EQUAL(create_with(6, 0), 0);	/* of its own it may */
	fake_grants_end(2);
	loans_read_events(&loans);
	CU_ASSERT_EQUAL(allocate(5), 0);
	teardown();
}

static void test_both_ways_in_one_connection(void)
{
	begin();
	CU_ASSERT_EQUAL(allocate(1), 0);
	CU_ASSERT_EQUAL(create_with(2, 0), 0);
	CU_ASSERT_EQUAL(fake_grants.n_imports, 1);
	CU_ASSERT_EQUAL(fake_grants.n_exports, 1);
	CU_ASSERT_EQUAL(destroy(2, 0), 1);
	CU_ASSERT_EQUAL(fake_grants.n_releases, 0);
	CU_ASSERT_EQUAL(destroy(1, 0), 0);
	CU_ASSERT_EQUAL(fake_grants.n_releases, 1);
	teardown();
}

/* Memory of the card's that cannot be granted, or is none at all. */
static void test_the_heap_where_the_card_cannot(void)
{
	begin();
	memory.heap = 1000;		/* never used but as a number */
	fake_grants.import_error = -ENOTBLK;
	fake_grants.n_import_errors = 1;
	CU_ASSERT_EQUAL(allocate(1), 0);
	CU_ASSERT_EQUAL(fake_grants.n_heap_allocations, 1);
	fake_drm.no_export = true;
	CU_ASSERT_EQUAL(allocate(2), 0);
	CU_ASSERT_EQUAL(fake_grants.n_heap_allocations, 2);
	teardown();
}

static void test_vgem_where_there_is_no_heap(void)
{
	begin();
	buffers.n_cards = 0;
	memory.vgem = card;
	CU_ASSERT_EQUAL(allocate(1), 0);
	CU_ASSERT_EQUAL(fake_drm.n_dumb_exports, 1);
	CU_ASSERT_EQUAL(fake_grants.count, PAGES);
	teardown();
}

static void test_no_memory_at_all(void)
{
	begin();
	buffers.n_cards = 0;
	CU_ASSERT_EQUAL(allocate(1), -ENOMEM);
	CU_ASSERT_EQUAL(loans.n, 0);
	teardown();
}

/* Other memory would not help: one attempt, not one for each source. */
static void test_a_bad_directory_is_not_tried_again(void)
{
	begin();
	memory.heap = 1000;
	fake_grants.import_error = -EBADMSG;
	fake_grants.n_import_errors = 1;
	CU_ASSERT_EQUAL(allocate(1), -EBADMSG);
	CU_ASSERT_STRING_EQUAL(why.field, "gref_directory");
	CU_ASSERT_EQUAL(fake_grants.n_heap_allocations, 0);
	teardown();
}

static void test_every_call_may_fail(void)
{
	unsigned int n;
	bool struck = true;

	for (n = 1; struck; n++) {
		begin();
		memory.heap = 1000;
		fault_arm(n);
		if (allocate(1) == 0 && attach_whole(1, 10) == 0)
			CU_ASSERT_EQUAL(buffers_detach(&buffers, 10, &why), 0);
		destroy(1, 0);
		struck = fault_disarm();
		teardown();
	}
	CU_ASSERT(n > 5);
}

TEST_MAIN("memory",
	  TEST(test_the_cards_own_buffer_is_granted),
	  TEST(test_the_answer_does_not_wait_but_the_pages_count),
	  TEST(test_a_guest_that_keeps_its_pages_gets_no_more),
	  TEST(test_both_ways_in_one_connection),
	  TEST(test_the_heap_where_the_card_cannot),
	  TEST(test_vgem_where_there_is_no_heap),
	  TEST(test_no_memory_at_all),
	  TEST(test_a_bad_directory_is_not_tried_again),
	  TEST(test_every_call_may_fail))
