// SPDX-License-Identifier: GPL-2.0-only
/* Pages that come and go, against a counter for each. */
#include "tests/fuzz/fuzz.h"

#include "gntdev-dmabuf/tally.h"

static u64 counted_add(u32 *times, u64 set)
{
	u64 known = 0;
	u32 i;

	for (i = 0; i < GD_TALLY_PAGES; i++)
		if (set >> i & 1 && times[i]++)
			known |= (u64)1 << i;
	return known;
}

static u64 counted_remove(u32 *times, u64 set)
{
	u64 known = 0;
	u32 i;

	for (i = 0; i < GD_TALLY_PAGES; i++)
		if (set >> i & 1 && --times[i])
			known |= (u64)1 << i;
	return known;
}

static u64 counted_set(const u32 *times)
{
	u64 set = 0;
	u32 i;

	for (i = 0; i < GD_TALLY_PAGES; i++)
		if (times[i])
			set |= (u64)1 << i;
	return set;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	struct gd_tally tally = { 0 };
	u32 times[GD_TALLY_PAGES] = { 0 };
	u64 set;

	while (fuzz.left) {
		set = fuzz_edge(&fuzz);
		if (fuzz_below(&fuzz, 2)) {
			FUZZ_CHECK(gd_tally_add(&tally, set) ==
				   counted_add(times, set));
		} else {
			set &= tally.once;
			FUZZ_CHECK(gd_tally_remove(&tally, set) ==
				   counted_remove(times, set));
		}
		FUZZ_CHECK(tally.once == counted_set(times));
	}
	return 0;
}
