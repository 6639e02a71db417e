// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gntdev-dmabuf/directory.h"

/* Directory page N has reference 100 + N. */
#define FIRST 100
#define N_PAGES 4

struct guest {
	u32 pages[N_PAGES][GD_DIRECTORY_WORDS];
	unsigned int reads;
	unsigned int fail_read;	/* the n-th fails; 0: none does */
};

static int guest_read(void *context, u32 ref, u32 *page)
{
	struct guest *guest = context;

	if (++guest->reads == guest->fail_read || ref < FIRST ||
	    ref >= FIRST + N_PAGES)
		return -EACCES;
	memcpy(page, guest->pages[ref - FIRST], sizeof(guest->pages[0]));
	return 0;
}

/* A correct directory; data reference N is 1000 + N. */
static struct guest *guest_create(void)
{
	struct guest *guest = calloc(1, sizeof(*guest));
	u32 i, j;

	for (i = 0; i < N_PAGES; i++) {
		guest->pages[i][0] = i + 1 < N_PAGES ? FIRST + i + 1 : 0;
		for (j = 0; j < GD_DIRECTORY_REFS; j++)
			guest->pages[i][1 + j] = 1000 + i * GD_DIRECTORY_REFS + j;
	}
	return guest;
}

/* Exactly as much memory as is promised, so that ASan sees one word too many. */
static int walk(struct guest *guest, u32 first, u32 count, u32 **refs)
{
	u32 *page = malloc(GD_DIRECTORY_WORDS * sizeof(*page));
	u32 *seen = malloc(gd_directory_pages(count) * sizeof(*seen));
	int err;

	*refs = malloc(count * sizeof(**refs));
	err = gd_directory_walk(guest_read, guest, first, page, seen, *refs,
				count);
	free(seen);
	free(page);
	return err;
}

static int walk_once(struct guest *guest, u32 first, u32 count)
{
	u32 *refs;
	int err = walk(guest, first, count, &refs);

	free(refs);
	return err;
}

static void test_page_count(void)
{
	CU_ASSERT_EQUAL(gd_directory_pages(0), 0);
	CU_ASSERT_EQUAL(gd_directory_pages(1), 1);
	CU_ASSERT_EQUAL(gd_directory_pages(1023), 1);
	CU_ASSERT_EQUAL(gd_directory_pages(1024), 2);
	CU_ASSERT_EQUAL(gd_directory_pages(UINT32_MAX), UINT32_MAX / 1023 + 1);
}

static void test_collects_in_order(void)
{
	static const u32 counts[] = { 1, 1022, 1023, 1024, 2025, 2046, 2047,
				      N_PAGES * 1023 };
	struct guest *guest = guest_create();
	u32 *refs, i, j;

	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		guest->reads = 0;
		CU_ASSERT_EQUAL(walk(guest, FIRST, counts[i], &refs), 0);
		CU_ASSERT_EQUAL(guest->reads, gd_directory_pages(counts[i]));
		for (j = 0; j < counts[i]; j++)
			if (refs[j] != 1000 + j)
				break;
		CU_ASSERT_EQUAL(j, counts[i]);
		free(refs);
	}
	free(guest);
}

static void test_what_follows_is_not_read(void)
{
	struct guest *guest = guest_create();

	guest->pages[0][0] = 0xffffffff;
	memset(&guest->pages[0][1 + 10], 0, 100);
	CU_ASSERT_EQUAL(walk_once(guest, FIRST, 10), 0);
	CU_ASSERT_EQUAL(guest->reads, 1);
	free(guest);
}

static void test_ends_early(void)
{
	struct guest *guest = guest_create();

	guest->pages[1][0] = 0;
	CU_ASSERT_EQUAL(walk_once(guest, FIRST, 2046), 0);
	CU_ASSERT_EQUAL(walk_once(guest, FIRST, 2047), -EBADMSG);
	CU_ASSERT_EQUAL(walk_once(guest, 0, 1), -EBADMSG);
	free(guest);
}

static void test_loops(void)
{
	struct guest *guest = guest_create();

	guest->pages[0][0] = FIRST;
	CU_ASSERT_EQUAL(walk_once(guest, FIRST, 1024), -EBADMSG);
	guest->pages[0][0] = FIRST + 1;
	guest->pages[2][0] = FIRST + 1;
	guest->reads = 0;
	CU_ASSERT_EQUAL(walk_once(guest, FIRST, 4 * 1023), -EBADMSG);
	CU_ASSERT_EQUAL(guest->reads, 3);
	free(guest);
}

static void test_reference_zero(void)
{
	struct guest *guest = guest_create();

	guest->pages[1][1023] = 0;
	CU_ASSERT_EQUAL(walk_once(guest, FIRST, 2045), 0);
	CU_ASSERT_EQUAL(walk_once(guest, FIRST, 2046), -EBADMSG);
	free(guest);
}

static void test_read_error_comes_back(void)
{
	struct guest *guest = guest_create();

	guest->fail_read = 2;
	CU_ASSERT_EQUAL(walk_once(guest, FIRST, 2025), -EACCES);
	CU_ASSERT_EQUAL(guest->reads, 2);
	free(guest);
}

static int guest_write(void *context, u32 ref, const u32 *refs, u32 n,
		       u32 *untrusted_next)
{
	struct guest *guest = context;

	if (++guest->reads == guest->fail_read || ref < FIRST ||
	    ref >= FIRST + N_PAGES || n > GD_DIRECTORY_REFS)
		return -EACCES;
	*untrusted_next = guest->pages[ref - FIRST][0];
	memcpy(&guest->pages[ref - FIRST][1], refs, n * sizeof(*refs));
	return 0;
}

/* References 5000, 5001, ... */
static int fill(struct guest *guest, u32 first, u32 count)
{
	u32 *seen = malloc(gd_directory_pages(count) * sizeof(*seen));
	u32 *refs = malloc(count * sizeof(*refs));
	u32 i;
	int err;

	for (i = 0; i < count; i++)
		refs[i] = 5000 + i;
	guest->reads = 0;
	err = gd_directory_fill(guest_write, guest, first, seen, refs, count);
	free(refs);
	free(seen);
	return err;
}

static void test_what_was_filled_is_collected(void)
{
	static const u32 counts[] = { 1, 1023, 1024, 2047, N_PAGES * 1023 };
	struct guest *guest;
	u32 *refs, i, j;

	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		guest = guest_create();
		CU_ASSERT_EQUAL(fill(guest, FIRST, counts[i]), 0);
		CU_ASSERT_EQUAL(guest->reads, gd_directory_pages(counts[i]));
		CU_ASSERT_EQUAL(walk(guest, FIRST, counts[i], &refs), 0);
		for (j = 0; j < counts[i]; j++)
			if (refs[j] != 5000 + j)
				break;
		CU_ASSERT_EQUAL(j, counts[i]);
		free(refs);
		free(guest);
	}
}

static void test_fill_writes_no_more_than_asked(void)
{
	struct guest *guest = guest_create();

	CU_ASSERT_EQUAL(fill(guest, FIRST, 1025), 0);
	CU_ASSERT_EQUAL(guest->pages[1][2], 5000 + 1024);
	CU_ASSERT_EQUAL(guest->pages[1][3], 1000 + 1025);
	CU_ASSERT_EQUAL(guest->pages[1][0], FIRST + 2);
	free(guest);
}

static void test_fill_is_bounded(void)
{
	struct guest *guest = guest_create();

	CU_ASSERT_EQUAL(fill(guest, 0, 1), -EBADMSG);
	guest->pages[1][0] = FIRST;
	CU_ASSERT_EQUAL(fill(guest, FIRST, 4 * 1023), -EBADMSG);
	CU_ASSERT_EQUAL(guest->reads, 2);
	guest->pages[1][0] = 0;
	CU_ASSERT_EQUAL(fill(guest, FIRST, 2047), -EBADMSG);
	guest->pages[1][0] = 7;
	CU_ASSERT_EQUAL(fill(guest, FIRST, 2047), -EACCES);
	free(guest);
}

TEST_MAIN("directory",
	  TEST(test_page_count),
	  TEST(test_collects_in_order),
	  TEST(test_what_follows_is_not_read),
	  TEST(test_ends_early),
	  TEST(test_loops),
	  TEST(test_reference_zero),
	  TEST(test_read_error_comes_back),
	  TEST(test_what_was_filled_is_collected),
	  TEST(test_fill_writes_no_more_than_asked),
	  TEST(test_fill_is_bounded))
