// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/ppm.h"

#include <errno.h>
#include <stdlib.h>

/* A number of the header: blanks and comments before it, one blank after it. */
static int number_read(FILE *file, uint32_t *number)
{
	uint32_t value = 0;
	int c = getc(file);

	while (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '#') {
		if (c == '#')
			while (c != '\n' && c != EOF)
				c = getc(file);
		c = getc(file);
	}
	if (c < '0' || c > '9')
		return -EINVAL;
	for (; c >= '0' && c <= '9'; c = getc(file)) {
		value = value * 10 + (c - '0');
		if (value > 0xffff)
			return -EFBIG;
	}
	*number = value;
	return 0;
}

static int header_read(FILE *file, struct card_picture *picture)
{
	uint32_t maximum;
	int err;

	if (getc(file) != 'P' || getc(file) != '6')
		return -EINVAL;
	err = number_read(file, &picture->width);
	if (!err)
		err = number_read(file, &picture->height);
	if (!err)
		err = number_read(file, &maximum);
	if (err)
		return err;
	if (maximum != 255 || picture->width == 0 || picture->height == 0)
		return -EINVAL;
	if (picture->width > CARD_SIZE_MAX || picture->height > CARD_SIZE_MAX)
		return -EFBIG;
	return 0;
}

int ppm_read(FILE *file, struct card_picture *picture)
{
	uint8_t rgb[3];
	size_t i, count;
	int err;

	err = header_read(file, picture);
	if (err)
		return err;
	picture->stride = picture->width * 4;
	count = (size_t)picture->width * picture->height;
	picture->pixels = malloc(count * 4);
	if (!picture->pixels)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		if (fread(rgb, sizeof(rgb), 1, file) != 1) {
			free(picture->pixels);
			return -EINVAL;
		}
		picture->pixels[i] = rgb[0] << 16 | rgb[1] << 8 | rgb[2];
	}
	return 0;
}

int ppm_write(const char *path, const struct card_picture *picture)
{
	FILE *file = fopen(path, "wb");
	uint32_t x, y, pixel;
	int err = 0;

	if (!file)
		return -errno;
	fprintf(file, "P6\n%u %u\n255\n", picture->width, picture->height);
	for (y = 0; y < picture->height; y++) {
		for (x = 0; x < picture->width; x++) {
			pixel = picture->pixels[(size_t)y *
							(picture->stride / 4) +
						x];
			putc(pixel >> 16 & 0xff, file);
			putc(pixel >> 8 & 0xff, file);
			putc(pixel & 0xff, file);
		}
	}
	if (ferror(file))
		err = -EIO;
	if (fclose(file) && !err)
		err = -errno;
	return err;
}
