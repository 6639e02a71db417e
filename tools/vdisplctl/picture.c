// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/picture.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <string.h>

#define MAX_PIXELS 65535

struct channel {
	uint8_t shift;
	uint8_t bits;
};

/* Packed formats: a little-endian pixel of @cpp octets, and where R, G, B are. */
struct format {
	uint32_t fourcc;
	uint32_t cpp;
	struct channel channels[3];
};

static const struct format formats[] = {
	{ DRM_FORMAT_RGB565,   2, { { 11, 5 }, { 5, 6 }, { 0, 5 } } },
	{ DRM_FORMAT_RGB888,   3, { { 16, 8 }, { 8, 8 }, { 0, 8 } } },
	{ DRM_FORMAT_XRGB8888, 4, { { 16, 8 }, { 8, 8 }, { 0, 8 } } },
	{ DRM_FORMAT_ARGB8888, 4, { { 16, 8 }, { 8, 8 }, { 0, 8 } } },
	{ DRM_FORMAT_XRGB4444, 2, { { 8, 4 }, { 4, 4 }, { 0, 4 } } },
	{ DRM_FORMAT_ARGB4444, 2, { { 8, 4 }, { 4, 4 }, { 0, 4 } } },
	{ DRM_FORMAT_XRGB1555, 2, { { 10, 5 }, { 5, 5 }, { 0, 5 } } },
	{ DRM_FORMAT_ARGB1555, 2, { { 10, 5 }, { 5, 5 }, { 0, 5 } } },
	/* Two pixels in four octets; picture_row() knows. */
	{ DRM_FORMAT_YUYV,     2, { { 0, 0 }, { 0, 0 }, { 0, 0 } } },
};

static const struct format *format_find(uint32_t fourcc)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (formats[i].fourcc == fourcc)
			return &formats[i];
	return NULL;
}

uint32_t picture_format_parse(const char *name)
{
	if (strlen(name) != 4)
		return 0;
	return fourcc_code((uint8_t)name[0], (uint8_t)name[1], (uint8_t)name[2],
			   (uint8_t)name[3]);
}

int picture_check(const struct picture *picture, uint64_t size)
{
	const struct format *format = format_find(picture->fourcc);
	uint64_t row, bytes;

	if (!format)
		return -EOPNOTSUPP;
	if (picture->width < 1 || picture->width > MAX_PIXELS ||
	    picture->height < 1 || picture->height > MAX_PIXELS)
		return -EINVAL;
	row = (uint64_t)picture->width * format->cpp;
	/* YUYV comes in pairs; the second of the last pair need not be shown. */
	if (picture->fourcc == DRM_FORMAT_YUYV)
		row = (row + 3) / 4 * 4;
	bytes = (uint64_t)picture->stride * (picture->height - 1) + row;
	if (picture->stride < row || picture->offset > size ||
	    bytes > size - picture->offset)
		return -EINVAL;
	return 0;
}

static uint8_t channel_value(uint32_t pixel, struct channel channel)
{
	uint32_t max = (1u << channel.bits) - 1;

	/* Scaled so that the brightest is 255 whatever the depth. */
	return ((pixel >> channel.shift & max) * 255 + max / 2) / max;
}

static void packed_row(const struct format *format, const uint8_t *data,
		       uint32_t width, uint8_t *rgb)
{
	uint32_t x, i, pixel;

	for (x = 0; x < width; x++, data += format->cpp) {
		pixel = 0;
		for (i = 0; i < format->cpp; i++)
			pixel |= (uint32_t)data[i] << (8 * i);
		for (i = 0; i < 3; i++)
			*rgb++ = channel_value(pixel, format->channels[i]);
	}
}

static uint8_t clamp(int value)
{
	return value < 0 ? 0 : value > 255 ? 255 : value;
}

/* BT.601, limited range, in 1/256. */
static void yuv_pixel(int y, int u, int v, uint8_t *rgb)
{
	y = 298 * (y - 16) + 128;
	u -= 128;
	v -= 128;
	rgb[0] = clamp((y + 409 * v) / 256);
	rgb[1] = clamp((y - 100 * u - 208 * v) / 256);
	rgb[2] = clamp((y + 516 * u) / 256);
}

static void yuyv_row(const uint8_t *data, uint32_t width, uint8_t *rgb)
{
	uint32_t x;

	for (x = 0; x < width; x++, rgb += 3) {
		const uint8_t *pair = data + x / 2 * 4;

		yuv_pixel(pair[x % 2 * 2], pair[1], pair[3], rgb);
	}
}

void picture_row(const struct picture *picture, const uint8_t *untrusted_data,
		 uint32_t y, uint8_t *rgb)
{
	const uint8_t *row = untrusted_data + picture->offset +
			     (uint64_t)picture->stride * y;

	if (picture->fourcc == DRM_FORMAT_YUYV)
		yuyv_row(row, picture->width, rgb);
	else
		packed_row(format_find(picture->fourcc), row, picture->width, rgb);
}
