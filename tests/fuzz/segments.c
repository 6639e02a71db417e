// SPDX-License-Identifier: GPL-2.0-only
/* A part of a scattered area, against its pages written out one by one. */
#include "tests/fuzz/fuzz.h"

#include "gntdev-dmabuf/segments.h"

#define MAX_AREA    256
#define PAGE_OCTETS (UINT64_C(1) << GD_SEGMENTS_PAGE_SHIFT)

struct area {
	u64 pfns[MAX_AREA];
	u32 n;
};

static void area_add(struct area *area, u64 pfn, u64 pages)
{
	while (pages--)
		area->pfns[area->n++] = pfn++;
}

/* The run is what the part, from @skip on, has of the last @pages of the area. */
static void run_compare(const struct area *area, u64 pages,
			const struct gd_segments *part, u32 skip, u32 count)
{
	u32 end = area->n < skip + count ? area->n : skip + count;
	u32 first = area->n - pages > skip ? area->n - pages : skip, i;
	u32 there = end > first ? end - first : 0;

	FUZZ_CHECK(part->count == there);
	FUZZ_CHECK(part->left == count - (end > skip ? end - skip : 0));
	for (i = 0; i < there; i++)
		FUZZ_CHECK(part->pfn + i == area->pfns[first + i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	u32 skip = fuzz_below(&fuzz, MAX_AREA);
	u32 count = 1 + fuzz_below(&fuzz, MAX_AREA);
	struct gd_segments part = { .skip = skip, .left = count };
	struct area area = { .n = 0 };
	u64 pfn, pages, ragged;
	int err;

	while (fuzz.left) {
		pfn = fuzz_edge(&fuzz) >> GD_SEGMENTS_PAGE_SHIFT;
		pages = fuzz_below(&fuzz, 64);
		ragged = fuzz_below(&fuzz, 4) ? 0 : fuzz_number(&fuzz, 2);
		if (area.n + pages > MAX_AREA)
			break;
		err = gd_segments_add(&part,
				      pfn * PAGE_OCTETS | ragged % PAGE_OCTETS,
				      pages * PAGE_OCTETS);
		FUZZ_CHECK(err == (ragged % PAGE_OCTETS ? -EADDRNOTAVAIL : 0));
		if (err) {
			FUZZ_CHECK(!part.count);
			continue;
		}
		area_add(&area, pfn, pages);
		run_compare(&area, pages, &part, skip, count);
	}
	return 0;
}
