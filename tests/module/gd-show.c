// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-show DOMID DIRECTORY WIDTH HEIGHT FLAG-FILE: puts a guest's pages on the
 * screen, makes FLAG-FILE and stays until that is removed.
 *
 * gd-show check FILE.ppm WIDTH HEIGHT SEED: whether the screenshot is pattern
 * SEED, as exactly as 16 bits a pixel can show it.
 */
#include <drm_fourcc.h>
#include <xf86drmMode.h>

#include "tests/module/card.h"
#include "tests/module/device.h"
#include "tests/module/pattern.h"

struct screen {
	int card;
	uint32_t connector, crtc;
	drmModeModeInfo mode;
};

static bool connector_try(struct screen *screen, drmModeRes *resources,
			  uint32_t id, uint32_t width, uint32_t height)
{
	drmModeConnector *connector = drmModeGetConnector(screen->card, id);
	bool found = false;
	int i;

	for (i = 0; connector && i < connector->count_modes && !found; i++) {
		screen->mode = connector->modes[i];
		found = screen->mode.hdisplay == width &&
			screen->mode.vdisplay == height;
	}
	screen->connector = id;
	screen->crtc = resources->crtcs[0];
	drmModeFreeConnector(connector);
	return found;
}

static void screen_find(struct screen *screen, uint32_t width, uint32_t height)
{
	drmModeRes *resources;
	int i;

	screen->card = card_open("cirrus");
	if (screen->card < 0)
		bail_out("no card");
	resources = drmModeGetResources(screen->card);
	for (i = 0; resources && i < resources->count_connectors; i++)
		if (connector_try(screen, resources, resources->connectors[i],
				  width, height))
			return;
	bail_out("no mode of %ux%u", width, height);
}

static int show(char **argv)
{
	uint32_t width = argument(argv, 3), height = argument(argv, 4);
	uint32_t count = (width * height + 1023) / 1024;
	uint32_t handles[4] = { 0 }, pitches[4] = { width * 4 };
	uint32_t offsets[4] = { 0 }, fb = 0;
	struct gntdmabuf_export export;
	struct gntdmabuf_query query;
	struct screen screen;
	int control = device_open();

	screen_find(&screen, width, height);
	check_result(device_export_directory(control, argument(argv, 1),
					     argument(argv, 2), count, 0,
					     &export), 0, "export");
	check(!drmPrimeFDToHandle(screen.card, export.fd, &handles[0]),
	      "import into the graphics card");
	check(!drmModeAddFB2(screen.card, width, height, DRM_FORMAT_XRGB8888,
			     handles, pitches, offsets, &fb, 0), "AddFB2");
	check(!drmModeSetCrtc(screen.card, screen.crtc, fb, 0, 0,
			      &screen.connector, 1, &screen.mode), "SetCrtc");
	device_query(control, export.handle, &query);
	check(query.attachments == 1, "the card holds it");
	close(open(argv[5], O_CREAT | O_WRONLY, 0600));
	while (!access(argv[5], F_OK))
		usleep(20000);
	close(export.fd);
	check_result(device_wait(control, export.handle, 100), -ETIMEDOUT,
		     "the screen holds it without a descriptor");
	drmModeSetCrtc(screen.card, screen.crtc, 0, 0, 0, NULL, 0, NULL);
	drmModeRmFB(screen.card, fb);
	close(screen.card);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it is released when the screen is given up");
	return tap_end();
}

static long picture_errors(FILE *file, uint32_t width, uint32_t height,
			   uint32_t seed)
{
	uint32_t i, want, n = width * height;
	unsigned char rgb[3];
	long errors = 0;

	for (i = 0; i < n; i++) {
		if (fread(rgb, 3, 1, file) != 1)
			return -1;
		want = pattern_word(seed, i / PATTERN_WORDS, i % PATTERN_WORDS);
		errors += rgb[0] >> 3 != (want >> 19 & 31) ||
			  rgb[1] >> 3 != (want >> 11 & 31) ||
			  rgb[2] >> 3 != (want >> 3 & 31);
	}
	return errors;
}

static int check_picture(char **argv)
{
	uint32_t width = argument(argv, 3), height = argument(argv, 4);
	FILE *file = fopen(argv[2], "r");
	uint32_t w = 0, h = 0;
	long errors;

	if (!file || fscanf(file, "P6 %u %u 255%*c", &w, &h) != 2)
		bail_out("%s is no picture", argv[2]);
	check(w == width && h == height, "the picture is %ux%u", w, h);
	errors = picture_errors(file, width, height, argument(argv, 5));
	check(!errors, "it is the guest's, %ld pixels differ", errors);
	return tap_end();
}

int main(int argc, char **argv)
{
	if (argc != 6)
		return 2;
	return strcmp(argv[1], "check") ? show(argv) : check_picture(argv);
}
