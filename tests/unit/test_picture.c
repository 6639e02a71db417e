// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/vdisplctl/picture.h"
#include "tools/vdisplctl/png.h"

static void test_pixels(void)
{
	static const struct {
		uint32_t fourcc;
		uint8_t pixel[4];
		uint8_t rgb[3];
	} cases[] = {
		{ DRM_FORMAT_XRGB8888, { 0x33, 0x22, 0x11, 0xff }, { 0x11, 0x22, 0x33 } },
		{ DRM_FORMAT_ARGB8888, { 0x33, 0x22, 0x11, 0x00 }, { 0x11, 0x22, 0x33 } },
		{ DRM_FORMAT_RGB888, { 0x33, 0x22, 0x11 }, { 0x11, 0x22, 0x33 } },
		{ DRM_FORMAT_RGB565, { 0xff, 0xff }, { 255, 255, 255 } },
		{ DRM_FORMAT_RGB565, { 0x00, 0xf8 }, { 255, 0, 0 } },
		{ DRM_FORMAT_RGB565, { 0xe0, 0x07 }, { 0, 255, 0 } },
		{ DRM_FORMAT_RGB565, { 0x1f, 0x00 }, { 0, 0, 255 } },
		{ DRM_FORMAT_XRGB1555, { 0x00, 0xfc }, { 255, 0, 0 } },
		{ DRM_FORMAT_ARGB1555, { 0xe0, 0x03 }, { 0, 255, 0 } },
		{ DRM_FORMAT_XRGB4444, { 0x21, 0xf3 }, { 0x33, 0x22, 0x11 } },
		{ DRM_FORMAT_ARGB4444, { 0x21, 0x03 }, { 0x33, 0x22, 0x11 } },
		{ DRM_FORMAT_YUYV, { 16, 128, 235, 128 }, { 0, 0, 0 } },
		{ DRM_FORMAT_YUYV, { 235, 128, 16, 128 }, { 255, 255, 255 } },
		{ DRM_FORMAT_YUYV, { 81, 90, 81, 240 }, { 255, 0, 0 } },
	};
	uint8_t rgb[3];
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct picture picture = { .fourcc = cases[i].fourcc, .width = 1,
					   .height = 1, .stride = 4 };

		CU_ASSERT_EQUAL(picture_check(&picture, 4), 0);
		picture_row(&picture, cases[i].pixel, 0, rgb);
		CU_ASSERT_EQUAL(memcmp(rgb, cases[i].rgb, 3), 0);
	}
}

static void test_rows_are_found_by_stride_and_offset(void)
{
	struct picture picture = { .fourcc = DRM_FORMAT_XRGB8888, .width = 2,
				   .height = 3, .stride = 12, .offset = 8 };
	uint8_t data[40] = { 0 }, rgb[6];

	data[8 + 2 * 12 + 4 + 2] = 0xab;	/* red of (1, 2) */
	CU_ASSERT_EQUAL(picture_check(&picture, 40), 0);
	picture_row(&picture, data, 2, rgb);
	CU_ASSERT_EQUAL(rgb[3], 0xab);
	CU_ASSERT_EQUAL(rgb[0], 0);
}

static void test_yuyv_shares_colour_between_two(void)
{
	struct picture picture = { .fourcc = DRM_FORMAT_YUYV, .width = 3, .height = 1,
				   .stride = 8 };
	const uint8_t data[8] = { 81, 90, 81, 240, 16, 128, 16, 128 };
	uint8_t rgb[9];

	CU_ASSERT_EQUAL(picture_check(&picture, 8), 0);
	picture_row(&picture, data, 0, rgb);
	CU_ASSERT_EQUAL(memcmp(rgb, rgb + 3, 3), 0);
	CU_ASSERT_EQUAL(rgb[6] + rgb[7] + rgb[8], 0);
	/* An odd width reads the whole last pair. */
	CU_ASSERT_EQUAL(picture_check(&picture, 7), -EINVAL);
}

static void test_pictures_that_do_not_fit(void)
{
	const struct picture good = { .fourcc = DRM_FORMAT_XRGB8888, .width = 4,
				      .height = 4, .stride = 16 };
	struct picture bad;

	CU_ASSERT_EQUAL(picture_check(&good, 64), 0);
	CU_ASSERT_EQUAL(picture_check(&good, 63), -EINVAL);
#define BAD(field, value, error)					\
	do {								\
		bad = good;						\
		bad.field = value;					\
		CU_ASSERT_EQUAL(picture_check(&bad, 64), error);	\
	} while (0)
	BAD(width, 0, -EINVAL);
	BAD(width, 5, -EINVAL);
	BAD(width, UINT32_MAX, -EINVAL);
	BAD(height, 0, -EINVAL);
	BAD(height, 5, -EINVAL);
	BAD(height, UINT32_MAX, -EINVAL);
	BAD(stride, 0, -EINVAL);
	BAD(stride, 15, -EINVAL);
	BAD(stride, UINT32_MAX, -EINVAL);
	BAD(offset, 1, -EINVAL);
	BAD(offset, UINT64_MAX, -EINVAL);
	BAD(fourcc, 0, -EOPNOTSUPP);
	BAD(fourcc, DRM_FORMAT_NV12, -EOPNOTSUPP);
#undef BAD
}

static void test_format_names(void)
{
	CU_ASSERT_EQUAL(picture_format_parse("XR24"), DRM_FORMAT_XRGB8888);
	CU_ASSERT_EQUAL(picture_format_parse("YUYV"), DRM_FORMAT_YUYV);
	CU_ASSERT_EQUAL(picture_format_parse(""), 0);
	CU_ASSERT_EQUAL(picture_format_parse("XR245"), 0);
}

static void grey_row(void *data, uint32_t y, uint8_t *rgb)
{
	memset(rgb, y, 3 * 5);
}

static void test_png_appears_whole(void)
{
	char directory[] = "/tmp/test_picture.XXXXXX", path[64], magic[8] = "";
	FILE *file;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/a.png", directory);
	CU_ASSERT_EQUAL(png_write_file(path, 5, 7, grey_row, NULL), 0);
	file = fopen(path, "rb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT_EQUAL(fread(magic, 1, 8, file), 8);
	CU_ASSERT_EQUAL(memcmp(magic, "\x89PNG\r\n\x1a\n", 8), 0);
	fclose(file);
	unlink(path);
	CU_ASSERT_EQUAL(png_write_file("/nonexistent/a.png", 5, 7, grey_row, NULL),
			-ENOENT);
	/* Nothing else was left beside it. */
	CU_ASSERT_EQUAL(rmdir(directory), 0);
}

TEST_MAIN("picture",
	  TEST(test_pixels),
	  TEST(test_rows_are_found_by_stride_and_offset),
	  TEST(test_yuyv_shares_colour_between_two),
	  TEST(test_pictures_that_do_not_fit),
	  TEST(test_format_names),
	  TEST(test_png_appears_whole))
