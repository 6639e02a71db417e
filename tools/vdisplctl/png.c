// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/png.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* libpng leaves by longjmp: nothing that it may skip is allocated in here. */
static int stream_write(FILE *file, uint32_t width, uint32_t height,
			png_row_fn row, void *data, uint8_t *rgb)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	volatile int ret = -EIO;
	uint32_t y;

	if (!info) {
		png_destroy_write_struct(&png, NULL);
		return -ENOMEM;
	}
	if (setjmp(png_jmpbuf(png)))
		goto destroy;
	png_init_io(png, file);
	png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	for (y = 0; y < height; y++) {
		row(data, y, rgb);
		png_write_row(png, rgb);
	}
	png_write_end(png, NULL);
	ret = 0;

destroy:
	png_destroy_write_struct(&png, &info);
	return ret;
}

int png_write_file(const char *path, uint32_t width, uint32_t height,
		   png_row_fn row, void *data)
{
	char temporary[PATH_MAX];
	mode_t mask = umask(0);
	uint8_t *rgb;
	FILE *file;
	int fd, ret;

	umask(mask);
	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
	    (int)sizeof(temporary))
		return -ENAMETOOLONG;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	fchmod(fd, 0666 & ~mask);
	file = fdopen(fd, "wb");
	rgb = malloc((size_t)width * 3);
	ret = file && rgb ? stream_write(file, width, height, row, data, rgb) : -ENOMEM;
	free(rgb);
	if (file ? fclose(file) : close(fd))
		ret = ret ?: -errno;
	if (!ret && rename(temporary, path))
		ret = -errno;
	if (ret)
		unlink(temporary);
	return ret;
}
