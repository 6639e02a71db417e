// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/scanout.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void scanout_import(struct card *card, int dmabuf, struct scanout_import *import)
{
	import->gem = 0;
	import->error = card_import(card, dmabuf, &import->gem);
}

void scanout_import_end(struct card *card, struct scanout_import *import)
{
	if (import->gem)
		card_close_gem(card, import->gem);
	import->gem = 0;
}

/*
 * One display that accepts the picture is enough, and so is one that cannot
 * tell yet (-ERANGE: it has no mode of the picture's size; SET_CONFIG may show a
 * part of it): then the real commit decides.
 */
static int displays_try(struct card *card, const struct picture *picture,
			uint32_t fb_id)
{
	unsigned int i;
	int rc = -ENODEV;

	for (i = 0; i < card->n_displays; i++) {
		rc = card->displays[i]->try(card->displays[i], picture, fb_id);
		if (rc == 0 || rc == -ERANGE)
			return 0;
	}
	return rc;
}

static int stride_prove(struct card *card, uint32_t gem, const struct picture *picture,
			struct scanout *scanout)
{
	uint32_t fb_id;

	scanout->step = SCANOUT_ADD;
	scanout->error = card_add_fb(card, gem, picture, &fb_id);
	if (scanout->error)
		return scanout->error;
	scanout->step = SCANOUT_TRIAL;
	scanout->error = displays_try(card, picture, fb_id);
	if (scanout->error)
		card_remove_fb(card, fb_id);
	else
		scanout->fb_id = fb_id;
	return scanout->error;
}

void scanout_prove(struct card *card, const struct scanout_import *import,
		   struct picture *picture, const uint32_t *strides,
		   unsigned int n_strides, struct scanout *scanout)
{
	unsigned int i;

	memset(scanout, 0, sizeof(*scanout));
	picture->stride = strides[0];
	if (!import->gem) {
		scanout->step = SCANOUT_IMPORT;
		scanout->error = import->error;
		return;
	}
	for (i = 0; i < n_strides; i++) {
		picture->stride = strides[i];
		if (!stride_prove(card, import->gem, picture, scanout))
			return;
	}
	picture->stride = strides[0];
}

void scanout_end(struct card *card, struct scanout *scanout)
{
	if (scanout->fb_id)
		card_remove_fb(card, scanout->fb_id);
	scanout->fb_id = 0;
}

void scanout_reason(const struct scanout *scanout, char *text, size_t size)
{
	static const char *const steps[] = {
		[SCANOUT_IMPORT] = "PRIME import",
		[SCANOUT_ADD] = "AddFB2",
		[SCANOUT_TRIAL] = "trial commit",
	};

	snprintf(text, size, "%s: %s", steps[scanout->step],
		 strerror(-scanout->error));
}
