// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/vdisp-front/card.h"
#include "tools/vdisp-front/ppm.h"

static struct card_picture picture_create(uint32_t width, uint32_t height)
{
	struct card_picture picture = {
		.width = width,
		.height = height,
		.stride = width * 4,
		.pixels = calloc(width, (size_t)height * 4),
	};

	CU_ASSERT_PTR_NOT_NULL_FATAL(picture.pixels);
	return picture;
}

static void test_drawn_card_compares_equal(void)
{
	static const uint32_t sizes[][2] = {
		{ 1, 1 },     { 2, 1 },	    { 1, 3 },	   { 3, 7 },
		{ 64, 64 },   { 64, 1000 }, { 65, 63 },	   { 160, 17 },
		{ 640, 480 }, { 1000, 64 }, { 1366, 768 },
	};
	struct card_picture picture;
	unsigned int i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		picture = picture_create(sizes[i][0], sizes[i][1]);
		card_draw(&picture, 7);
		CU_ASSERT_EQUAL(card_compare(&picture, 7).count, 0);
		CU_ASSERT_EQUAL(card_compare(&picture, CARD_ANY_FRAME).count,
				0);
		free(picture.pixels);
	}
}

static void test_one_wrong_pixel_is_found(void)
{
	struct card_picture picture = picture_create(320, 200);
	struct card_difference difference;

	card_draw(&picture, 0);
	picture.pixels[17 * 320 + 33] ^= 0x00000100;
	difference = card_compare(&picture, CARD_ANY_FRAME);
	CU_ASSERT_EQUAL(difference.count, 1);
	CU_ASSERT_EQUAL(difference.x, 33);
	CU_ASSERT_EQUAL(difference.y, 17);
	CU_ASSERT_EQUAL(difference.found, difference.expected ^ 0x100);
	free(picture.pixels);
}

static void test_x_octet_is_ignored(void)
{
	struct card_picture picture = picture_create(100, 100);
	uint64_t checksum;

	card_draw(&picture, 0);
	checksum = card_checksum(&picture);
	picture.pixels[50 * 100 + 50] |= 0xff000000;
	CU_ASSERT_EQUAL(card_compare(&picture, 0).count, 0);
	CU_ASSERT_EQUAL(card_checksum(&picture), checksum);
	free(picture.pixels);
}

static void test_every_frame_moves_inside_the_area(void)
{
	struct card_picture picture = picture_create(320, 240);
	uint64_t checksum;
	uint32_t frame;

	card_draw(&picture, 0);
	checksum = card_checksum(&picture);
	for (frame = 1; frame < 300; frame++) {
		CU_ASSERT_NOT_EQUAL(card_compare(&picture, frame).count, 0);
		card_draw_moving(&picture, frame);
		CU_ASSERT_EQUAL(card_compare(&picture, frame).count, 0);
		CU_ASSERT_EQUAL(card_checksum(&picture), checksum);
	}
	free(picture.pixels);
}

/* What a wrong stride, a swap of channels and a shift by a line look like. */
static void test_usual_mistakes_are_found(void)
{
	struct card_picture card = picture_create(320, 240),
			    wrong = picture_create(320, 240);
	uint32_t i, p;

	card_draw(&card, 0);
	memcpy(wrong.pixels, card.pixels + 320, 319 * 200 * 4);
	CU_ASSERT(card_compare(&wrong, CARD_ANY_FRAME).count > 1000);
	memcpy(wrong.pixels + 1, card.pixels, 320 * 240 * 4 - 4);
	CU_ASSERT(card_compare(&wrong, CARD_ANY_FRAME).count > 1000);
	for (i = 0; i < 320 * 240; i++) {
		p = card.pixels[i];
		wrong.pixels[i] =
			(p & 0xff) << 16 | (p & 0xff00) | (p >> 16 & 0xff);
	}
	CU_ASSERT(card_compare(&wrong, CARD_ANY_FRAME).count > 1000);
	free(card.pixels);
	free(wrong.pixels);
}

static FILE *file_of(const char *text, size_t length)
{
	FILE *file = tmpfile();

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fwrite(text, length, 1, file);
	rewind(file);
	return file;
}

static void test_ppm_comes_back_as_written(void)
{
	struct card_picture picture = picture_create(70, 90), read;
	char path[] = "/tmp/test_card.XXXXXX";
	FILE *file;

	close(mkstemp(path));
	card_draw(&picture, 3);
	CU_ASSERT_EQUAL(ppm_write(path, &picture), 0);
	file = fopen(path, "rb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT_EQUAL_FATAL(ppm_read(file, &read), 0);
	fclose(file);
	unlink(path);
	CU_ASSERT_EQUAL(read.width, 70);
	CU_ASSERT_EQUAL(read.height, 90);
	CU_ASSERT_EQUAL(card_compare(&read, 3).count, 0);
	free(read.pixels);
	free(picture.pixels);
}

static void test_bad_ppm_is_refused(void)
{
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ "", -EINVAL },
		{ "P5\n1 1\n255\n...", -EINVAL },
		{ "P6\n1 1\n65535\n......", -EINVAL },
		{ "P6\n0 1\n255\n", -EINVAL },
		{ "P6\n2 1\n255\nabc", -EINVAL },
		{ "P6\n99999999999 1\n255\n", -EFBIG },
		{ "P6\n16385 1\n255\n", -EFBIG },
		{ "P6 # no end", -EINVAL },
		{ "P6\n-1 1\n255\nabc", -EINVAL },
	};
	struct card_picture picture;
	unsigned int i;
	FILE *file;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		file = file_of(cases[i].text, strlen(cases[i].text));
		CU_ASSERT_EQUAL(ppm_read(file, &picture), cases[i].err);
		fclose(file);
	}
}

TEST_MAIN("card", TEST(test_drawn_card_compares_equal),
	  TEST(test_one_wrong_pixel_is_found), TEST(test_x_octet_is_ignored),
	  TEST(test_every_frame_moves_inside_the_area),
	  TEST(test_usual_mistakes_are_found),
	  TEST(test_ppm_comes_back_as_written), TEST(test_bad_ppm_is_refused))
