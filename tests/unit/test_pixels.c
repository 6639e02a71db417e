// SPDX-License-Identifier: GPL-2.0-only
/* The pure arithmetic: formats, strides, conversion, placement, pacing. */
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <drm_fourcc.h>

#include "tools/vdispl-worker/convert.h"
#include "tools/vdispl-worker/format.h"
#include "tools/vdispl-worker/pacer.h"
#include "tools/vdispl-worker/placement.h"

static void test_formats(void)
{
	CU_ASSERT_EQUAL(format_find(DRM_FORMAT_RGB888)->bpp, 24);
	CU_ASSERT_PTR_NULL(format_find(0));
	CU_ASSERT_PTR_NULL(format_find(DRM_FORMAT_NV12));
	CU_ASSERT_EQUAL(format_opaque(DRM_FORMAT_ARGB8888), DRM_FORMAT_XRGB8888);
	CU_ASSERT_EQUAL(format_opaque(DRM_FORMAT_YUYV), DRM_FORMAT_YUYV);
	CU_ASSERT_EQUAL(format_guess(16), DRM_FORMAT_RGB565);
	CU_ASSERT_EQUAL(format_guess(8), 0);
	CU_ASSERT_EQUAL(format_line_bytes(32, 0xffffffff), UINT64_C(17179869180));
}

/* Buffers as guests allocate them, and the stride that each means. */
static const struct {
	const char *name;
	uint32_t bpp, width, height;
	uint64_t bytes;
	unsigned int n;
	uint32_t first;
} buffers[] = {
	{ "all rules agree", 32, 1024, 768, 1024 * 768 * 4, 1, 4096 },
	{ "unaligned, to the octet", 32, 1023, 768, 4092 * 768, 1, 4092 },
	{ "aligned to 8, to the octet", 32, 1023, 768, 4096 * 768, 1, 4096 },
	{ "24 bits, odd width, unaligned", 24, 101, 7, 303 * 7, 1, 303 },
	{ "24 bits, aligned to 4", 24, 101, 7, 304 * 7, 1, 304 },
	{ "16 bits, aligned to 8, whole pages", 16, 803, 600, 1608 * 600 / 4096 * 4096 + 4096, 2, 1606 },
	{ "aligned to 256, to the octet", 32, 1366, 768, 5632 * 768, 1, 5632 },
	{ "room to spare", 32, 64, 64, 1 << 20, 1, 256 },
	{ "one octet short", 32, 1024, 768, 1024 * 768 * 4 - 1, 0, 0 },
	{ "nothing at all", 32, 1, 1, 0, 0, 0 },
};

static void test_stride_follows_from_size(void)
{
	uint32_t strides[FORMAT_MAX_STRIDES];
	unsigned int n;
	size_t i;

	for (i = 0; i < sizeof(buffers) / sizeof(buffers[0]); i++) {
		n = format_strides(buffers[i].bpp, buffers[i].width,
				   buffers[i].height, buffers[i].bytes, strides);
		if (n != buffers[i].n || (n && strides[0] != buffers[i].first)) {
			printf("# %s: %u, %u\n", buffers[i].name, n, n ? strides[0] : 0);
			CU_FAIL("stride");
		}
	}
}

static void test_no_stride_leaves_the_buffer(void)
{
	uint32_t width, height, strides[FORMAT_MAX_STRIDES];
	unsigned int i, n;
	uint64_t bytes;

	for (width = 1; width < 2000; width += 37)
		for (height = 1; height < 300; height += 41)
			for (bytes = 1000; bytes < 3000000; bytes = bytes * 3 / 2) {
				n = format_strides(24, width, height, bytes, strides);
				for (i = 0; i < n; i++) {
					CU_ASSERT_FATAL(strides[i] >= width * 3);
					CU_ASSERT_FATAL((uint64_t)strides[i] * height <= bytes);
				}
			}
}

static const struct {
	uint32_t fourcc, white, red;
	unsigned int bytes;
} samples[] = {
	{ DRM_FORMAT_RGB565, 0xffff, 0xf800, 2 },
	{ DRM_FORMAT_RGB888, 0xffffff, 0xff0000, 3 },
	{ DRM_FORMAT_XRGB8888, 0xffffffff, 0xff0000, 4 },
	{ DRM_FORMAT_ARGB8888, 0x00ffffff, 0xff0000, 4 },
	{ DRM_FORMAT_XRGB4444, 0xffff, 0x0f00, 2 },
	{ DRM_FORMAT_ARGB4444, 0x0fff, 0xff00, 2 },
	{ DRM_FORMAT_XRGB1555, 0x7fff, 0x7c00, 2 },
	{ DRM_FORMAT_ARGB1555, 0xffff, 0x7c00, 2 },
};

static void test_converts_every_rgb_format(void)
{
	uint8_t line[8] = { 0 };
	uint32_t out[3];
	size_t i;

	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		out[2] = 0x12345678;
		memcpy(line, &samples[i].white, samples[i].bytes);
		memcpy(line + samples[i].bytes, &samples[i].red, samples[i].bytes);
		convert_line(samples[i].fourcc, line, 0, 2, out);
		CU_ASSERT_EQUAL(out[0], 0xffffff);
		CU_ASSERT_EQUAL(out[1], 0xff0000);
		CU_ASSERT_EQUAL(out[2], 0x12345678);
		convert_line(samples[i].fourcc, line, 1, 1, out);
		CU_ASSERT_EQUAL(out[0], 0xff0000);
	}
}

static void test_converts_yuyv(void)
{
	static const uint8_t white[] = { 235, 128, 235, 128 };
	static const uint8_t black_half[] = { 16, 128 };	/* under ASan: no V */
	uint8_t *half = malloc(2);
	uint32_t out[2];

	convert_line(DRM_FORMAT_YUYV, white, 0, 2, out);
	CU_ASSERT_EQUAL(out[0], 0xffffff);
	CU_ASSERT_EQUAL(out[1], 0xffffff);
	memcpy(half, black_half, 2);
	convert_line(DRM_FORMAT_YUYV, half, 0, 1, out);
	CU_ASSERT_EQUAL(out[0], 0);
	free(half);
}

static void test_placement(void)
{
	static const struct {
		const char *name;
		struct placement_size display, screen;
		uint32_t x, y;
		struct placement_size picture;
		struct placement want;
	} cases[] = {
		{ "same size", { 1024, 768 }, { 1024, 768 }, 0, 0, { 1024, 768 },
		  { 0, 0, 0, 0, 1024, 768 } },
		{ "centred", { 1024, 768 }, { 800, 600 }, 0, 0, { 800, 600 },
		  { 0, 0, 112, 84, 800, 600 } },
		{ "in a corner of its screen", { 1024, 768 }, { 800, 600 }, 700, 500,
		  { 100, 100 }, { 0, 0, 812, 584, 100, 100 } },
		{ "cut on all sides", { 640, 480 }, { 1024, 768 }, 0, 0,
		  { 1024, 768 }, { 192, 144, 0, 0, 640, 480 } },
		{ "cut on the right", { 640, 480 }, { 640, 480 }, 600, 0,
		  { 100, 480 }, { 0, 0, 600, 0, 40, 480 } },
		{ "not visible", { 640, 480 }, { 1024, 768 }, 0, 0, { 100, 100 },
		  { 0, 0, 0, 0, 0, 0 } },
		{ "odd difference", { 641, 481 }, { 640, 480 }, 0, 0, { 640, 480 },
		  { 0, 0, 0, 0, 640, 480 } },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct placement p = placement_centre(cases[i].display, cases[i].screen,
						      cases[i].x, cases[i].y,
						      cases[i].picture);

		if (memcmp(&p, &cases[i].want, sizeof(p))) {
			printf("# %s: %u,%u -> %u,%u %ux%u\n", cases[i].name, p.src_x,
			       p.src_y, p.dst_x, p.dst_y, p.width, p.height);
			CU_FAIL("placement");
		}
	}
}

/* Whatever the sizes: source and target stay inside. */
static void test_placement_never_leaves(void)
{
	static const uint32_t sides[] = { 1, 2, 479, 480, 1023, 1024, 16384, 65535 };
	const size_t n = sizeof(sides) / sizeof(sides[0]);
	size_t d, s, p, at;

	for (d = 0; d < n; d++)
		for (s = 0; s < n; s++)
			for (p = 0; p < n; p++)
				for (at = 0; at < n; at++) {
					struct placement_size display = { sides[d], 1 };
					struct placement_size screen = { sides[s], 1 };
					struct placement_size picture = { sides[p], 1 };
					struct placement out = placement_centre(display,
						screen, sides[at], 0, picture);

					CU_ASSERT_FATAL(out.src_x + out.width <= sides[p]);
					CU_ASSERT_FATAL(out.dst_x + out.width <= sides[d]);
				}
}

static void test_nearest_mode(void)
{
	static const struct placement_size modes[] = {
		{ 1920, 1080 }, { 1024, 768 }, { 1024, 768 }, { 640, 480 },
	};
	static const struct {
		struct placement_size wanted;
		int want;
	} cases[] = {
		{ { 1024, 768 }, 1 },	/* the first of two */
		{ { 800, 600 }, 1 },	/* the smallest that contains it */
		{ { 1, 1 }, 3 },
		{ { 1025, 1 }, 0 },
		{ { 4096, 100 }, 0 },	/* none contains it: the largest */
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_EQUAL(placement_nearest(modes, 4, cases[i].wanted),
				cases[i].want);
	CU_ASSERT_EQUAL(placement_nearest(modes, 0, cases[0].wanted), -1);
}

static void test_pacer_keeps_the_mean(void)
{
	struct pacer pacer = { .period_ns = PACER_60_HZ_NS };
	uint64_t begin = UINT64_C(1000000000000), now = begin;
	unsigned int i;

	CU_ASSERT_EQUAL(pacer_next_ms(&pacer, now), 0);
	for (i = 0; i < 600; i++)
		now += pacer_next_ms(&pacer, now) * 1000000 + 200000;
	/* 600 frames at 60 Hz: ten seconds, to a frame. */
	CU_ASSERT(now - begin > UINT64_C(9980000000));
	CU_ASSERT(now - begin < UINT64_C(10020000000));
}

static void test_pacer_does_not_make_up_for_a_pause(void)
{
	struct pacer pacer = { .period_ns = PACER_60_HZ_NS };
	uint64_t now = UINT64_C(1000000000000);

	pacer_next_ms(&pacer, now);
	now += UINT64_C(5000000000);
	CU_ASSERT_EQUAL(pacer_next_ms(&pacer, now), 0);
	CU_ASSERT_EQUAL(pacer_next_ms(&pacer, now), 17);
}

TEST_MAIN("pixels",
	  TEST(test_formats),
	  TEST(test_stride_follows_from_size),
	  TEST(test_no_stride_leaves_the_buffer),
	  TEST(test_converts_every_rgb_format),
	  TEST(test_converts_yuyv),
	  TEST(test_placement),
	  TEST(test_placement_never_leaves),
	  TEST(test_nearest_mode),
	  TEST(test_pacer_keeps_the_mean),
	  TEST(test_pacer_does_not_make_up_for_a_pause))
