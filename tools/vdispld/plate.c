// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/plate.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#define WHITE 0xffffffu

/* A digit is 3 by 5 squares; a bit for each, the top left one highest. */
static const uint16_t digits[10] = {
	075557, 026227, 071747, 071717, 055711, 074717, 074757, 071111, 075757, 075717,
};

static void square_draw(uint32_t *pixels, uint32_t stride, uint32_t size, uint32_t x,
			uint32_t y)
{
	uint32_t row, column;

	for (row = 0; row < size; row++)
		for (column = 0; column < size; column++)
			pixels[(size_t)(y + row) * stride + x + column] = WHITE;
}

static void digit_draw(uint32_t *pixels, uint32_t stride, uint32_t size, uint32_t x,
		       uint32_t y, unsigned int digit)
{
	unsigned int i;

	for (i = 0; i < 15; i++)
		if (digits[digit] & 1u << (14 - i))
			square_draw(pixels, stride, size, x + i % 3 * size,
				    y + i / 3 * size);
}

void plate_draw(uint32_t *pixels, uint32_t width, uint32_t height, uint32_t stride,
		unsigned int number)
{
	unsigned int n = number < 10 ? 1 : 2;
	uint32_t columns = 4 * n - 1, size, x, y;

	/* Half the height, or what fits in three quarters of the width. */
	size = height / 10 < width * 3 / 4 / columns ? height / 10 :
						       width * 3 / 4 / columns;
	x = (width - columns * size) / 2;
	y = (height - 5 * size) / 2;
	if (n == 2)
		digit_draw(pixels, stride, size, x, y, number / 10 % 10);
	digit_draw(pixels, stride, size, x + (n - 1) * 4 * size, y, number % 10);
}

static int mode_preferred(int card_fd, uint32_t connector_id, drmModeModeInfo *mode)
{
	drmModeConnector *connector = drmModeGetConnector(card_fd, connector_id);
	int ret = -ENODEV;

	if (!connector)
		return -errno;
	/* The kernel lists the preferred one first. */
	if (connector->connection != DRM_MODE_DISCONNECTED && connector->count_modes) {
		*mode = connector->modes[0];
		ret = 0;
	}
	drmModeFreeConnector(connector);
	return ret;
}

/* The kernel gives out cleared memory: what is not drawn is black. */
static int picture_draw(struct plate *plate, const drmModeModeInfo *mode,
			uint32_t stride, uint64_t size, unsigned int number)
{
	uint64_t offset;
	void *pixels;

	if (drmModeMapDumbBuffer(plate->card_fd, plate->gem, &offset))
		return -errno;
	pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, plate->card_fd,
		      offset);
	if (pixels == MAP_FAILED)
		return -errno;
	plate_draw(pixels, mode->hdisplay, mode->vdisplay, stride / 4, number);
	munmap(pixels, size);
	return 0;
}

int plate_show(struct plate *plate, int card_fd, uint32_t connector_id,
	       uint32_t crtc_id, unsigned int number)
{
	drmModeModeInfo mode;
	uint32_t stride;
	uint64_t size;
	int ret;

	*plate = (struct plate){ .card_fd = card_fd };
	ret = mode_preferred(card_fd, connector_id, &mode);
	if (ret)
		return ret;
	if (drmModeCreateDumbBuffer(card_fd, mode.hdisplay, mode.vdisplay, 32, 0,
				    &plate->gem, &stride, &size))
		return -errno;
	ret = picture_draw(plate, &mode, stride, size, number);
	if (!ret && drmModeAddFB(card_fd, mode.hdisplay, mode.vdisplay, 24, 32, stride,
				 plate->gem, &plate->fb_id))
		ret = -errno;
	if (!ret && drmModeSetCrtc(card_fd, crtc_id, plate->fb_id, 0, 0, &connector_id,
				   1, &mode))
		ret = -errno;
	if (ret)
		plate_remove(plate);
	return ret;
}

void plate_remove(struct plate *plate)
{
	if (plate->fb_id)
		drmModeRmFB(plate->card_fd, plate->fb_id);
	if (plate->gem)
		drmModeDestroyDumbBuffer(plate->card_fd, plate->gem);
	*plate = (struct plate){ .card_fd = -1 };
}
