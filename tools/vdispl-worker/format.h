/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pixel formats and the arithmetic of their sizes. All pure; all sums in 64
 * bits, where no product of the values that validate.c lets through overflows.
 */
#ifndef VDISPL_WORKER_FORMAT_H
#define VDISPL_WORKER_FORMAT_H

#include <stdint.h>

struct format {
	uint32_t fourcc;
	uint32_t bpp;		/* bits per pixel */
	uint32_t opaque;	/* the same layout with its alpha ignored */
	const char *name;
};

/* NULL: not a format that the protocol's front ends may use here. */
const struct format *format_find(uint32_t fourcc);

/* Of a format that format_find() knows: see struct format. */
uint32_t format_opaque(uint32_t fourcc);

/*
 * The format that a buffer of @bpp bits per pixel most probably gets, for the
 * trial before the framebuffer tells; 0: no guess.
 */
uint32_t format_guess(uint32_t bpp);

/* Octets of one line without padding. */
uint64_t format_line_bytes(uint32_t bpp, uint32_t width);

#define FORMAT_MAX_STRIDES 8

/*
 * The protocol does not say how far apart the lines are. The size of the buffer
 * does, nearly always: @strides gets the distances that explain @bytes best,
 * most probable first. @bytes: of the buffer, from the first pixel on.
 * Returns how many; 0: the picture does not fit.
 */
unsigned int format_strides(uint32_t bpp, uint32_t width, uint32_t height,
			    uint64_t bytes, uint32_t strides[FORMAT_MAX_STRIDES]);

#endif
