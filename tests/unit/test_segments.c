// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include "gntdev-dmabuf/segments.h"

struct segment {
	u64 address, length;
};

/* 1 page, 3 pages, none, 2 pages */
static const struct segment scattered[] = {
	{ 0x5000, 0x1000 }, { 0x100000000, 0x3000 }, { 0x9000, 0 },
	{ 0x2000, 0x2000 },
};
static const unsigned long pages[] = {
	5, 0x100000, 0x100001, 0x100002, 2, 3,
};

static void check_part(u32 skip, u32 count, u32 there)
{
	struct gd_segments segments = { .skip = skip, .left = count };
	u32 i, j, done = 0;

	for (i = 0; i < sizeof(scattered) / sizeof(scattered[0]); i++) {
		CU_ASSERT_EQUAL(gd_segments_add(&segments, scattered[i].address,
						scattered[i].length), 0);
		for (j = 0; j < segments.count; j++)
			CU_ASSERT_EQUAL(segments.pfn + j,
					pages[skip + done++]);
	}
	CU_ASSERT_EQUAL(done, there);
	CU_ASSERT_EQUAL(segments.left, count - there);
}

static void test_every_part(void)
{
	u32 skip, count;

	for (skip = 0; skip < 6; skip++)
		for (count = 1; count <= 6 - skip; count++)
			check_part(skip, count, count);
}

static void test_more_than_there_is(void)
{
	check_part(0, 7, 6);
	check_part(5, 2, 1);
	check_part(6, 1, 0);
	check_part(1000, 1, 0);
}

static void test_broken_pages(void)
{
	static const struct segment broken[] = {
		{ 0x5001, 0x1000 }, { 0x5000, 0x800 }, { 0x5800, 0x800 },
		{ 0x5000, 0x1001 },
	};
	struct gd_segments segments = { .left = 1 };
	u32 i;

	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		CU_ASSERT_EQUAL(gd_segments_add(&segments, broken[i].address,
						broken[i].length),
				-EADDRNOTAVAIL);
		CU_ASSERT_EQUAL(segments.count, 0);
	}
	CU_ASSERT_EQUAL(segments.left, 1);
}

TEST_MAIN("segments",
	  TEST(test_every_part),
	  TEST(test_more_than_there_is),
	  TEST(test_broken_pages))
