// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <stdlib.h>

#include "tools/vdisp-front/directory.h"

static void test_counts_pages(void)
{
	CU_ASSERT_EQUAL(DIRECTORY_REFS_PER_PAGE, 1023);
	CU_ASSERT_EQUAL(directory_n_pages(0), 1);
	CU_ASSERT_EQUAL(directory_n_pages(1), 1);
	CU_ASSERT_EQUAL(directory_n_pages(1023), 1);
	CU_ASSERT_EQUAL(directory_n_pages(1024), 2);
	CU_ASSERT_EQUAL(directory_n_pages(2025), 2);
	CU_ASSERT_EQUAL(directory_n_pages(2046), 2);
	CU_ASSERT_EQUAL(directory_n_pages(2047), 3);
	CU_ASSERT_EQUAL(directory_n_pages(UINT32_MAX), 4198405);
}

/* Fills a directory and reads it back as the back end would. */
static void directory_check(uint32_t n_refs)
{
	uint32_t n_pages = directory_n_pages(n_refs), i, slot = 0, page = 0;
	uint32_t *refs = calloc(n_refs + 1, 4), *page_refs = calloc(n_pages, 4);
	uint32_t *pages = malloc((size_t)n_pages * PROTOCOL_PAGE_SIZE);

	for (i = 0; i < n_refs; i++)
		refs[i] = 100000 + i;
	for (i = 0; i < n_pages; i++)
		page_refs[i] = 8 + i;
	memset(pages, 0xff, (size_t)n_pages * PROTOCOL_PAGE_SIZE);
	directory_fill(pages, page_refs, refs, n_refs);
	for (i = 0; i < n_refs; i++) {
		CU_ASSERT_EQUAL(pages[page * 1024 + 1 + slot], 100000 + i);
		if (++slot == 1023 && i + 1 < n_refs) {
			CU_ASSERT_EQUAL(pages[page * 1024],
					page_refs[page + 1]);
			page++;
			slot = 0;
		}
	}
	CU_ASSERT_EQUAL(page, n_pages - 1);
	CU_ASSERT_EQUAL(pages[page * 1024], 0);
	while (slot < 1023)
		CU_ASSERT_EQUAL(pages[page * 1024 + 1 + slot++], 0);
	memset(refs, 0, n_refs * sizeof(*refs));
	CU_ASSERT_EQUAL(directory_read(pages, refs, n_refs), 0);
	for (i = 0; i < n_refs; i++)
		CU_ASSERT_EQUAL(refs[i], 100000 + i);
	if (n_refs > 0) {
		pages[page * 1024 + 1] = 0;
		CU_ASSERT_EQUAL(directory_read(pages, refs, n_refs), -EINVAL);
	}
	free(refs);
	free(page_refs);
	free(pages);
}

static void test_one_page(void)
{
	directory_check(0);
	directory_check(1);
	directory_check(769);
	directory_check(1023);
}

static void test_chain_ends_with_zero(void)
{
	directory_check(1024);
	directory_check(2046);
	directory_check(2047);
	directory_check(8100);
}

TEST_MAIN("front_directory", TEST(test_counts_pages), TEST(test_one_page),
	  TEST(test_chain_ends_with_zero))
