/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The test card: colour bars, ramps, a position code, a checker and a frame of
 * single pixels, the resolution in digits; and one rectangle in which a box
 * moves from frame to frame. Every pixel is a pure function of the size (and,
 * inside that rectangle, of the frame's number), so that whoever looks at the
 * screen later can tell exactly which pixels are wrong.
 *
 * A pixel is 0x00RRGGBB in the machine's order, which on a little-endian machine
 * is DRM_FORMAT_XRGB8888.
 */
#ifndef TOOLS_VDISP_FRONT_CARD_H
#define TOOLS_VDISP_FRONT_CARD_H

#include <stdint.h>

#define CARD_SIZE_MAX 16384	  /* pixels, either way */
#define CARD_RGB_MASK 0x00ffffffU /* the X octet is nobody's business */

struct card_area {
	uint32_t x, y, width, height; /* width is 0: nothing moves */
};

/* Pixels in memory: a framebuffer of ours or a picture that was read. */
struct card_picture {
	uint32_t *pixels;
	uint32_t width, height; /* 1..CARD_SIZE_MAX */
	uint32_t stride;	/* octets from line to line, a multiple of 4 */
};

/* The rectangle that is not part of the still picture; empty on tiny screens. */
struct card_area card_moving_area(uint32_t width, uint32_t height);

/* One pixel of the still part; what it says inside the moving area is unused. */
uint32_t card_still_pixel(uint32_t width, uint32_t height, uint32_t x,
			  uint32_t y);

/* One pixel of frame number @frame inside the moving area. */
uint32_t card_moving_pixel(uint32_t width, uint32_t height, uint32_t x,
			   uint32_t y, uint32_t frame);

/* Draws the whole card as of @frame; then only the moving area, which is cheap. */
void card_draw(const struct card_picture *picture, uint32_t frame);
void card_draw_moving(const struct card_picture *picture, uint32_t frame);

/*
 * A checksum (FNV-1a, 64 bits) over the colours of the still part of @picture,
 * line by line: equal on two sides of a wire when the pictures are.
 */
uint64_t card_checksum(const struct card_picture *picture);

/* Where a picture differs from the card of its size. */
struct card_difference {
	uint64_t count; /* pixels that differ; 0: none, the rest is unset */
	uint32_t x, y;	/* the first of them */
	uint32_t expected, found; /* its colours */
};

#define CARD_ANY_FRAME UINT32_MAX /* leaves the moving area out */

/* Compares every still pixel and, unless @frame is CARD_ANY_FRAME, the others. */
struct card_difference card_compare(const struct card_picture *picture,
				    uint32_t frame);

#endif
