/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Portable pixmaps (P6, 8 bits a channel): what QEMU's screendump writes, and
 * the simplest file there is for a picture that pixels can be compared with.
 */
#ifndef TOOLS_VDISP_FRONT_PPM_H
#define TOOLS_VDISP_FRONT_PPM_H

#include <stdio.h>

#include "tools/vdisp-front/card.h"

/*
 * Reads a picture from the start of @file; picture->pixels is the caller's, to
 * free(). Returns 0, or -EINVAL for what is no such picture or is cut short,
 * -EFBIG beyond CARD_SIZE_MAX, -ENOMEM.
 */
int ppm_read(FILE *file, struct card_picture *picture);

/* Writes @picture to a new file at @path. Returns 0 or -errno. */
int ppm_write(const char *path, const struct card_picture *picture);

#endif
