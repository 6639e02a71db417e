// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/fit.h"

#include <errno.h>

static int mode_choose(const struct placement_size *sizes, unsigned int n,
		       struct placement_size *screen, const struct output_area *area)
{
	struct placement_size picture = { area->width, area->height };
	int mode = placement_nearest(sizes, n, picture);

	if (mode < 0 || area->x || area->y || sizes[mode].width != picture.width ||
	    sizes[mode].height != picture.height)
		return placement_nearest(sizes, n, *screen);
	*screen = picture;
	return mode;
}

int fit_choose(struct fit *fit, const struct placement_size *sizes, unsigned int n,
	       struct placement_size screen, const struct output_area *area)
{
	int mode = mode_choose(sizes, n, &screen, area);

	if (mode < 0)
		return -ENODEV;
	fit->mode = mode;
	fit->display = sizes[mode];
	fit->picture = (struct placement_size){ area->width, area->height };
	fit->centred = placement_centre(fit->display, screen, area->x, area->y,
					fit->picture);
	fit->scaled = placement_fit(fit->display, screen, area->x, area->y,
				    fit->picture);
	return 0;
}

bool fit_scales(const struct fit *fit)
{
	const struct placement_rect *to = &fit->scaled;

	return to->width && to->height &&
	       (to->width != fit->picture.width || to->height != fit->picture.height);
}
