/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOLS_VDISPLCTL_PNG_H
#define TOOLS_VDISPLCTL_PNG_H

#include <stdint.h>

/* Fills one row, width * 3 octets of RGB. */
typedef void (*png_row_fn)(void *data, uint32_t y, uint8_t *rgb);

/*
 * Writes a PNG file, whole or not at all: it appears under its name when it is
 * complete. 0 or -errno.
 */
int png_write_file(const char *path, uint32_t width, uint32_t height,
		   png_row_fn row, void *data);

#endif
