// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/card.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define WHITE	 0x00ffffffU
#define BLACK	 0x00000000U
#define BOX_STEP 4 /* pixels from frame to frame */

/* Five columns of seven lines a glyph, the leftmost column in bit 4. */
#define GLYPH_WIDTH  5
#define GLYPH_HEIGHT 7
static const char glyph_names[] = "0123456789x";
static const uint8_t glyphs[][GLYPH_HEIGHT] = {
	{ 0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e },
	{ 0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e },
	{ 0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f },
	{ 0x1f, 0x02, 0x04, 0x06, 0x01, 0x11, 0x0e },
	{ 0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02 },
	{ 0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e },
	{ 0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e },
	{ 0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08 },
	{ 0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e },
	{ 0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c },
	{ 0x00, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x00 },
};

static bool area_contains(const struct card_area *area, uint32_t x, uint32_t y)
{
	return x >= area->x && x - area->x < area->width && y >= area->y &&
	       y - area->y < area->height;
}

struct card_area card_moving_area(uint32_t width, uint32_t height)
{
	if (width < 64 || height < 64)
		return (struct card_area){ 0 };
	return (struct card_area){
		.x = width / 4,
		.y = height - height / 4,
		.width = width / 2,
		.height = height / 8,
	};
}

uint32_t card_moving_pixel(uint32_t width, uint32_t height, uint32_t x,
			   uint32_t y, uint32_t frame)
{
	struct card_area area = card_moving_area(width, height);
	uint32_t box =
		area.height < area.width / 2 ? area.height : area.width / 2;
	uint32_t left = (uint64_t)frame * BOX_STEP % (area.width - box + 1);
	uint32_t column = x - area.x;

	if (column >= left && column - left < box)
		return (y - area.y) < box / 2 ? 0x00ffc000U : 0x0000c0ffU;
	return 0x00202020U;
}

static uint32_t bar_pixel(uint32_t width, uint32_t x)
{
	static const uint32_t colours[] = {
		0x00ffffff, 0x00ffff00, 0x0000ffff, 0x0000ff00,
		0x00ff00ff, 0x00ff0000, 0x000000ff, 0x00000000,
	};

	return colours[(uint64_t)x * 8 / width];
}

/* Four bands: red, green, blue and grey, each from dark to bright. */
static uint32_t ramp_pixel(uint32_t width, uint32_t x, uint32_t band)
{
	static const uint32_t channels[] = { 0x010000, 0x000100, 0x000001,
					     0x010101 };
	uint32_t level = width > 1 ? (uint64_t)x * 255 / (width - 1) : 0;

	return level * channels[band & 3];
}

/* Every pixel differs from its neighbours: shows a wrong stride or offset. */
static uint32_t position_pixel(uint32_t x, uint32_t y)
{
	return (x & 0xff) << 16 | (y & 0xff) << 8 | (x >> 8 & 0xf) << 4 |
	       (y >> 8 & 0xf);
}

/* The resolution on black, in the middle; false outside of it. */
static bool text_pixel(uint32_t width, uint32_t height, uint32_t x, uint32_t y,
		       uint32_t *pixel)
{
	uint32_t scale = width / 160, length, column, line;
	struct card_area box;
	const char *glyph;
	char text[24];

	if (scale == 0 || height < 16 * scale)
		return false;
	if (y < height / 2 - 8 * scale || y >= height / 2 + 8 * scale)
		return false;
	length = snprintf(text, sizeof(text), "%ux%u", width, height);
	box.width = (length * (GLYPH_WIDTH + 1) + 3) * scale;
	box.height = (GLYPH_HEIGHT + 4) * scale;
	box.x = (width - box.width) / 2;
	box.y = (height - box.height) / 2;
	if (!area_contains(&box, x, y))
		return false;

	column = (x - box.x) / scale;
	line = (y - box.y) / scale;
	*pixel = BLACK;
	if (column < 2 || line < 2 || line >= 2 + GLYPH_HEIGHT)
		return true;
	column -= 2;
	line -= 2;
	if (column / (GLYPH_WIDTH + 1) >= length ||
	    column % (GLYPH_WIDTH + 1) == GLYPH_WIDTH)
		return true;
	glyph = strchr(glyph_names, text[column / (GLYPH_WIDTH + 1)]);
	column %= GLYPH_WIDTH + 1;
	if (glyphs[glyph - glyph_names][line] & (0x10 >> column))
		*pixel = WHITE;
	return true;
}

uint32_t card_still_pixel(uint32_t width, uint32_t height, uint32_t x,
			  uint32_t y)
{
	uint32_t third = height / 3, pixel;

	if (x == 0 || y == 0 || x == width - 1 || y == height - 1)
		return WHITE;
	if (x == 1 || y == 1 || x == width - 2 || y == height - 2)
		return BLACK;
	if (text_pixel(width, height, x, y, &pixel))
		return pixel;
	if (y < third)
		return bar_pixel(width, x);
	if (y < 2 * third)
		return ramp_pixel(width, x, (uint64_t)(y - third) * 4 / third);
	if (x < width / 2)
		return position_pixel(x, y);
	return (x ^ y) & 1 ? WHITE : BLACK;
}

static uint32_t *picture_line(const struct card_picture *picture, uint32_t y)
{
	return picture->pixels + (uint64_t)y * (picture->stride / 4);
}

void card_draw_moving(const struct card_picture *picture, uint32_t frame)
{
	struct card_area area =
		card_moving_area(picture->width, picture->height);
	uint32_t x, y;

	for (y = area.y; y < area.y + area.height; y++)
		for (x = area.x; x < area.x + area.width; x++)
			picture_line(picture, y)[x] = card_moving_pixel(
				picture->width, picture->height, x, y, frame);
}

void card_draw(const struct card_picture *picture, uint32_t frame)
{
	uint32_t x, y;

	for (y = 0; y < picture->height; y++)
		for (x = 0; x < picture->width; x++)
			picture_line(picture, y)[x] = card_still_pixel(
				picture->width, picture->height, x, y);
	card_draw_moving(picture, frame);
}

uint64_t card_checksum(const struct card_picture *picture)
{
	struct card_area moving =
		card_moving_area(picture->width, picture->height);
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	uint32_t x, y, pixel;
	int shift;

	for (y = 0; y < picture->height; y++) {
		for (x = 0; x < picture->width; x++) {
			if (area_contains(&moving, x, y))
				continue;
			pixel = picture_line(picture, y)[x];
			for (shift = 16; shift >= 0; shift -= 8)
				sum = (sum ^ (pixel >> shift & 0xff)) *
				      UINT64_C(0x100000001b3);
		}
	}
	return sum;
}

struct card_difference card_compare(const struct card_picture *picture,
				    uint32_t frame)
{
	struct card_area moving =
		card_moving_area(picture->width, picture->height);
	struct card_difference difference = { 0 };
	uint32_t x, y, expected, found;

	for (y = 0; y < picture->height; y++) {
		for (x = 0; x < picture->width; x++) {
			if (!area_contains(&moving, x, y))
				expected = card_still_pixel(
					picture->width, picture->height, x, y);
			else if (frame != CARD_ANY_FRAME)
				expected = card_moving_pixel(picture->width,
							     picture->height, x,
							     y, frame);
			else
				continue;
			found = picture_line(picture, y)[x] & CARD_RGB_MASK;
			if (found == expected)
				continue;
			if (difference.count++ == 0) {
				difference.x = x;
				difference.y = y;
				difference.expected = expected;
				difference.found = found;
			}
		}
	}
	return difference;
}
