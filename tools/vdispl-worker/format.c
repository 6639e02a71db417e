// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/format.h"

#include <stdbool.h>
#include <stddef.h>

#include <drm_fourcc.h>

#include "tools/common/pages.h"

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

static const struct format formats[] = {
	{ DRM_FORMAT_RGB565, 16, DRM_FORMAT_RGB565, "RGB565" },
	{ DRM_FORMAT_RGB888, 24, DRM_FORMAT_RGB888, "RGB888" },
	{ DRM_FORMAT_XRGB8888, 32, DRM_FORMAT_XRGB8888, "XRGB8888" },
	{ DRM_FORMAT_ARGB8888, 32, DRM_FORMAT_XRGB8888, "ARGB8888" },
	{ DRM_FORMAT_XRGB4444, 16, DRM_FORMAT_XRGB4444, "XRGB4444" },
	{ DRM_FORMAT_ARGB4444, 16, DRM_FORMAT_XRGB4444, "ARGB4444" },
	{ DRM_FORMAT_XRGB1555, 16, DRM_FORMAT_XRGB1555, "XRGB1555" },
	{ DRM_FORMAT_ARGB1555, 16, DRM_FORMAT_XRGB1555, "ARGB1555" },
	{ DRM_FORMAT_YUYV, 16, DRM_FORMAT_YUYV, "YUYV" },
};

const struct format *format_find(uint32_t fourcc)
{
	size_t i;

	for (i = 0; i < N_ELEMENTS(formats); i++)
		if (formats[i].fourcc == fourcc)
			return &formats[i];
	return NULL;
}

uint32_t format_opaque(uint32_t fourcc)
{
	return format_find(fourcc)->opaque;
}

uint32_t format_guess(uint32_t bpp)
{
	switch (bpp) {
	case 16:
		return DRM_FORMAT_RGB565;
	case 24:
		return DRM_FORMAT_RGB888;
	case 32:
		return DRM_FORMAT_XRGB8888;
	default:
		return 0;
	}
}

uint64_t format_line_bytes(uint32_t bpp, uint32_t width)
{
	return ((uint64_t)bpp * width + 7) / 8;
}

static uint64_t align_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) / to * to;
}

/* How well a stride explains a buffer's size; less is better. */
enum fit {
	FIT_EXACT,	/* lines fill it to the octet: the dumb buffers of older guests */
	FIT_PAGES,	/* ... to the page: the dumb buffers of newer ones */
	FIT_LOOSE,	/* there is room to spare */
	FIT_NONE,
};

static enum fit stride_fit(uint64_t stride, uint32_t height, uint64_t bytes)
{
	uint64_t need = stride * height;

	if (need > bytes)
		return FIT_NONE;
	if (need == bytes)
		return FIT_EXACT;
	if (pages_of(need) == pages_of(bytes))
		return FIT_PAGES;
	return FIT_LOOSE;
}

unsigned int format_strides(uint32_t bpp, uint32_t width, uint32_t height,
			    uint64_t bytes, uint32_t strides[FORMAT_MAX_STRIDES])
{
	static const unsigned int alignments[] = { 1, 4, 8, 16, 32, 64, 128, 256 };
	uint64_t line = format_line_bytes(bpp, width);
	enum fit best = FIT_NONE;
	unsigned int i, n = 0;

	_Static_assert(N_ELEMENTS(alignments) <= FORMAT_MAX_STRIDES, "room");
	for (i = 0; i < N_ELEMENTS(alignments); i++) {
		uint64_t stride = align_up(line, alignments[i]);
		enum fit fit = stride_fit(stride, height, bytes);

		if (fit == FIT_NONE || fit > best)
			continue;
		if (fit < best)
			n = 0;
		else if (strides[n - 1] == stride)
			continue;
		best = fit;
		strides[n++] = stride;
	}
	return n;
}
