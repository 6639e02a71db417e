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

static void part_compare(const struct area *area,
			 const struct gd_segments *part, u32 skip)
{
	u32 there = area->n > skip ? area->n - skip : 0, i;

	FUZZ_CHECK(part->done == (there < part->count ? there : part->count));
	FUZZ_CHECK(gd_segments_are_complete(part) ==
		   (part->done == part->count));
	for (i = 0; i < part->done; i++)
		FUZZ_CHECK(part->pfns[i] == area->pfns[skip + i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	u32 skip = fuzz_below(&fuzz, MAX_AREA);
	u32 count = 1 + fuzz_below(&fuzz, MAX_AREA);
	struct gd_segments part = {
		.skip = skip,
		.pfns = malloc(count * sizeof(*part.pfns)),
		.count = count,
	};
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
		if (!err)
			area_add(&area, pfn, pages);
		part_compare(&area, &part, skip);
	}
	free(part.pfns);
	return 0;
}
