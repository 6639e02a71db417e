// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/convert.h"

#include <drm_fourcc.h>
#include <stdbool.h>
#include <stddef.h>

/* Little endian pixels with three fields of up to 8 bits. */
struct layout {
	uint32_t fourcc;
	uint8_t bytes;
	struct {
		uint8_t shift, bits;
	} red, green, blue;
};

static const struct layout layouts[] = {
	{ DRM_FORMAT_RGB565, 2, { 11, 5 }, { 5, 6 }, { 0, 5 } },
	{ DRM_FORMAT_RGB888, 3, { 16, 8 }, { 8, 8 }, { 0, 8 } },
	{ DRM_FORMAT_XRGB8888, 4, { 16, 8 }, { 8, 8 }, { 0, 8 } },
	{ DRM_FORMAT_ARGB8888, 4, { 16, 8 }, { 8, 8 }, { 0, 8 } },
	{ DRM_FORMAT_XRGB4444, 2, { 8, 4 }, { 4, 4 }, { 0, 4 } },
	{ DRM_FORMAT_ARGB4444, 2, { 8, 4 }, { 4, 4 }, { 0, 4 } },
	{ DRM_FORMAT_XRGB1555, 2, { 10, 5 }, { 5, 5 }, { 0, 5 } },
	{ DRM_FORMAT_ARGB1555, 2, { 10, 5 }, { 5, 5 }, { 0, 5 } },
};

/* Repeats the bits downwards: all ones become 255, all zeros 0. */
static uint32_t field_widen(uint32_t pixel, unsigned int shift, unsigned int bits)
{
	uint32_t value = pixel >> shift & ((1u << bits) - 1);

	value <<= 8 - bits;
	return value | value >> bits;
}

static uint32_t pixel_load(const uint8_t *at, unsigned int bytes)
{
	uint32_t pixel = 0;

	while (bytes--)
		pixel = pixel << 8 | at[bytes];
	return pixel;
}

static void rgb_line(const struct layout *l, const uint8_t *line, uint32_t x,
		     uint32_t n, uint32_t *xrgb)
{
	const uint8_t *at = line + (size_t)x * l->bytes;

	for (; n--; at += l->bytes, xrgb++) {
		uint32_t pixel = pixel_load(at, l->bytes);

		*xrgb = field_widen(pixel, l->red.shift, l->red.bits) << 16 |
			field_widen(pixel, l->green.shift, l->green.bits) << 8 |
			field_widen(pixel, l->blue.shift, l->blue.bits);
	}
}

static uint32_t clamp_8(int value)
{
	return value < 0 ? 0 : value > 255 ? 255 : value;
}

/* BT.601, limited range, in 1/256. */
static uint32_t yuv_pixel(int y, int u, int v)
{
	int c = 298 * (y - 16) + 128;

	u -= 128;
	v -= 128;
	return clamp_8((c + 409 * v) / 256) << 16 |
	       clamp_8((c - 100 * u - 208 * v) / 256) << 8 |
	       clamp_8((c + 516 * u) / 256);
}

/*
 * Two pixels share their colour: Y0 U Y1 V. A line that ends with half a group
 * has no V there; the buffer may end too.
 */
static void yuyv_line(const uint8_t *line, uint32_t x, uint32_t n, uint32_t *xrgb)
{
	for (; n--; x++, xrgb++) {
		const uint8_t *group = line + (size_t)(x & ~1u) * 2;

		bool half = n == 0 && !(x & 1);

		*xrgb = yuv_pixel(group[(x & 1) * 2], group[1], half ? 128 : group[3]);
	}
}

void convert_line(uint32_t fourcc, const uint8_t *line, uint32_t x, uint32_t n,
		  uint32_t *xrgb)
{
	size_t i;

	if (fourcc == DRM_FORMAT_YUYV) {
		yuyv_line(line, x, n, xrgb);
		return;
	}
	for (i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (layouts[i].fourcc == fourcc)
			rgb_line(&layouts[i], line, x, n, xrgb);
}
