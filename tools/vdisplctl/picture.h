/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's picture as rows of RGB. Pure: no files, no globals. The pixels may
 * change while they are read; any of them is as good as another.
 */
#ifndef TOOLS_VDISPLCTL_PICTURE_H
#define TOOLS_VDISPLCTL_PICTURE_H

#include <stddef.h>
#include <stdint.h>

struct picture {
	uint32_t fourcc;	/* DRM_FORMAT_* */
	uint32_t width;		/* pixels */
	uint32_t height;
	uint32_t stride;	/* octets */
	uint64_t offset;	/* of the first pixel */
};

/* A fourcc from its name, "XR24"; 0 when it is not four characters. */
uint32_t picture_format_parse(const char *name);

/*
 * 0 when every row lies within @size octets and the format is one that the stock
 * front end can show; -EINVAL, -EOPNOTSUPP for an unknown format.
 */
int picture_check(const struct picture *picture, uint64_t size);

/* One row, of a picture that has been checked, as width * 3 octets of RGB. */
void picture_row(const struct picture *picture, const uint8_t *untrusted_data,
		 uint32_t y, uint8_t *rgb);

#endif
