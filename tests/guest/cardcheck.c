// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares a picture of a screen with the test card that should be on it. Runs
 * wherever the picture is: on the host with QEMU's screen dumps, in dom0 with
 * screenshots.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/vdisp-front/card.h"
#include "tools/vdisp-front/ppm.h"

static const char usage[] =
	"usage: cardcheck [--frame=N] [--centred] WIDTH HEIGHT FILE\n"
	"\n"
	"Compares FILE (PPM or PNG), a picture of a WIDTH x HEIGHT screen, with the test\n"
	"card: every pixel of the still part, with --frame also the box that moves, as it\n"
	"stands in frame N (the first is 0). Prints one line; the checksum in it is that\n"
	"of the still part, as testcard and vdisp-front print it.\n"
	"\n"
	"--centred: FILE is of a display of another size, in the middle of which the screen\n"
	"is shown, cut where it sticks out; around it the display is black.\n"
	"\n"
	"exit status: 0 equal, 1 different, 2 the picture cannot be read, or wrong usage\n";

/* libpng's simple interface: whatever the file holds comes out as RGB octets. */
static int png_read_picture(const char *path, struct card_picture *picture)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	uint8_t *octets = NULL;
	size_t i, count;
	int err = -EINVAL;

	if (!png_image_begin_read_from_file(&image, path))
		goto out;
	err = -EFBIG;
	if (image.width > CARD_SIZE_MAX || image.height > CARD_SIZE_MAX)
		goto out;
	image.format = PNG_FORMAT_RGB;
	count = (size_t)image.width * image.height;
	err = -ENOMEM;
	octets = malloc(PNG_IMAGE_SIZE(image));
	picture->pixels = malloc(count * 4);
	if (!octets || !picture->pixels)
		goto out;
	err = -EINVAL;
	if (!png_image_finish_read(&image, NULL, octets, 0, NULL))
		goto out;
	for (i = 0; i < count; i++)
		picture->pixels[i] = octets[3 * i] << 16 |
				     octets[3 * i + 1] << 8 | octets[3 * i + 2];
	picture->width = image.width;
	picture->height = image.height;
	picture->stride = image.width * 4;
	err = 0;
out:
	png_image_free(&image);
	free(octets);
	if (err) {
		free(picture->pixels);
		picture->pixels = NULL;
	}
	return err;
}

static int picture_read(const char *path, struct card_picture *picture)
{
	FILE *file = fopen(path, "rb");
	int c, err;

	if (!file)
		return -errno;
	c = getc(file);
	ungetc(c, file);
	err = c == 'P' ? ppm_read(file, picture)
		       : png_read_picture(path, picture);
	fclose(file);
	return err;
}

/* Where the middle of @inner begins on @outer; negative: it sticks out. */
static int64_t margin(uint32_t outer, uint32_t inner)
{
	return ((int64_t)outer - inner) / 2;
}

/* Moves what is on the display to the screen; -EILSEQ: it is not black around it. */
static int screen_cut_out(const struct card_picture *display,
			  const struct card_picture *screen)
{
	int64_t left = margin(display->width, screen->width);
	int64_t top = margin(display->height, screen->height);
	uint32_t x, y, pixel;

	for (y = 0; y < display->height; y++)
		for (x = 0; x < display->width; x++) {
			pixel = display->pixels[(size_t)y * (display->stride / 4) + x];
			if (x >= left && x - left < screen->width &&
			    y >= top && y - top < screen->height)
				screen->pixels[(size_t)(y - top) * screen->width +
					       (x - left)] = pixel;
			else if (pixel & CARD_RGB_MASK)
				return -EILSEQ;
		}
	return 0;
}

/* Puts the screen that @picture shows in its middle in its place. */
static int picture_uncentre(struct card_picture *picture, uint32_t width,
			    uint32_t height, uint32_t frame)
{
	struct card_picture screen = {
		.width = width, .height = height, .stride = width * 4,
	};
	int err;

	screen.pixels = malloc((size_t)width * height * 4);
	if (!screen.pixels)
		return -ENOMEM;
	/* What was cut off is as it should be. */
	card_draw(&screen, frame == CARD_ANY_FRAME ? 0 : frame);
	err = screen_cut_out(picture, &screen);
	free(picture->pixels);
	*picture = screen;
	return err;
}

static int picture_check(const char *path, const struct card_picture *picture,
			 uint32_t frame)
{
	struct card_difference difference = card_compare(picture, frame);

	if (difference.count == 0) {
		printf("cardcheck: %s: %ux%u matches, still checksum %016" PRIx64
		       "\n",
		       path, picture->width, picture->height,
		       card_checksum(picture));
		return 0;
	}
	printf("cardcheck: %s: %" PRIu64
	       " of %ux%u pixels differ, the first at %u,%u: "
	       "expected %06x, found %06x\n",
	       path, difference.count, picture->width, picture->height,
	       difference.x, difference.y, difference.expected,
	       difference.found);
	return 1;
}

/* 0 for what is no number from 1 to CARD_SIZE_MAX. */
static uint32_t size_parse(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	return *end || value > CARD_SIZE_MAX ? 0 : value;
}

static int usage_fail(void)
{
	fputs(usage, stderr);
	return 2;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "frame", required_argument, NULL, 'f' },
		{ "centred", no_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	struct card_picture picture = { 0 };
	uint32_t width, height, frame = CARD_ANY_FRAME;
	bool centred = false;
	int option, err;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (option == 'c')
			centred = true;
		else if (option == 'f')
			frame = strtoul(optarg, NULL, 10);
		else
			return usage_fail();
	}
	if (argc - optind != 3)
		return usage_fail();
	width = size_parse(argv[optind]);
	height = size_parse(argv[optind + 1]);
	if (width == 0 || height == 0)
		return usage_fail();

	err = picture_read(argv[optind + 2], &picture);
	if (err) {
		fprintf(stderr, "cardcheck: %s: %s\n", argv[optind + 2],
			strerror(-err));
		return 2;
	}
	if (centred && picture_uncentre(&picture, width, height, frame)) {
		printf("cardcheck: %s: something is shown around the screen\n",
		       argv[optind + 2]);
		free(picture.pixels);
		return 1;
	}
	if (picture.width != width || picture.height != height) {
		printf("cardcheck: %s: is %ux%u, expected %ux%u\n",
		       argv[optind + 2], picture.width, picture.height, width,
		       height);
		err = 1;
	} else {
		err = picture_check(argv[optind + 2], &picture, frame);
	}
	free(picture.pixels);
	return err;
}
