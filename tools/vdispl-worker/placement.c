// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/placement.h"

struct span {
	uint32_t src, dst, length;
};

/* One dimension of it. All values are below 2^31, see validate.h and the modes. */
static struct span span_centre(uint32_t display, uint32_t screen, uint32_t at,
			       uint32_t length)
{
	int64_t begin = ((int64_t)display - screen) / 2 + at;
	int64_t end = begin + length;
	int64_t first = begin > 0 ? begin : 0;
	struct span span = { 0 };

	if (end > display)
		end = display;
	if (end <= first)
		return span;
	span.src = first - begin;
	span.dst = first;
	span.length = end - first;
	return span;
}

struct placement placement_centre(struct placement_size display,
				  struct placement_size screen,
				  uint32_t x, uint32_t y,
				  struct placement_size picture)
{
	struct span h = span_centre(display.width, screen.width, x, picture.width);
	struct span v = span_centre(display.height, screen.height, y, picture.height);
	struct placement p = {
		.src_x = h.src, .src_y = v.src,
		.dst_x = h.dst, .dst_y = v.dst,
		.width = h.length, .height = v.length,
	};

	return p;
}

struct ratio {
	uint32_t numerator, denominator;
};

static uint32_t ratio_scale(struct ratio ratio, uint64_t length)
{
	return length * ratio.numerator / ratio.denominator;
}

static struct ratio ratio_fit(struct placement_size display,
			      struct placement_size screen)
{
	struct ratio by_width = { display.width, screen.width };
	struct ratio by_height = { display.height, screen.height };

	return (uint64_t)display.width * screen.height <
	       (uint64_t)display.height * screen.width ? by_width : by_height;
}

struct placement_rect placement_fit(struct placement_size display,
				    struct placement_size screen,
				    uint32_t x, uint32_t y,
				    struct placement_size picture)
{
	struct ratio ratio = ratio_fit(display, screen);
	uint32_t left = (display.width - ratio_scale(ratio, screen.width)) / 2;
	uint32_t top = (display.height - ratio_scale(ratio, screen.height)) / 2;
	struct placement_rect rect = {
		.x = left + ratio_scale(ratio, x),
		.y = top + ratio_scale(ratio, y),
	};

	rect.width = left + ratio_scale(ratio, (uint64_t)x + picture.width) - rect.x;
	rect.height = top + ratio_scale(ratio, (uint64_t)y + picture.height) - rect.y;
	return rect;
}

bool placement_is_whole(const struct placement *p, struct placement_size picture)
{
	return p->width == picture.width && p->height == picture.height;
}

static uint64_t size_area(struct placement_size size)
{
	return (uint64_t)size.width * size.height;
}

static bool size_contains(struct placement_size outer, struct placement_size inner)
{
	return outer.width >= inner.width && outer.height >= inner.height;
}

static bool size_equal(struct placement_size a, struct placement_size b)
{
	return a.width == b.width && a.height == b.height;
}

/* Whether @a suits better than @b; two that are equal do not. */
static bool size_better(struct placement_size a, struct placement_size b,
			struct placement_size wanted)
{
	bool a_contains = size_contains(a, wanted);

	if (a_contains != size_contains(b, wanted))
		return a_contains;
	return a_contains ? size_area(a) < size_area(b) : size_area(a) > size_area(b);
}

int placement_nearest(const struct placement_size *sizes, unsigned int n,
		      struct placement_size wanted)
{
	unsigned int i, best = 0;

	if (n == 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (size_equal(sizes[i], wanted))
			return i;
		if (size_better(sizes[i], sizes[best], wanted))
			best = i;
	}
	return best;
}
