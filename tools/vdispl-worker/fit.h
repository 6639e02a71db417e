/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a guest's picture comes to a display: in which of its modes, and where there.
 * Pure.
 */
#ifndef VDISPL_WORKER_FIT_H
#define VDISPL_WORKER_FIT_H

#include "tools/vdispl-worker/output.h"
#include "tools/vdispl-worker/placement.h"

struct fit {
	unsigned int mode;		/* index into the sizes */
	struct placement_size display;	/* the mode's */
	struct placement_size picture;	/* what is shown of the framebuffer */
	struct placement centred;	/* where nothing is scaled */
	struct placement_rect scaled;	/* where the hardware does it */
};

/*
 * The mode that is as large as the picture, if there is one and the guest wants nothing
 * else on its screen (@area begins at its corner); else the nearest to @screen, which is
 * the guest's. -ENODEV: there is no mode.
 */
int fit_choose(struct fit *fit, const struct placement_size *sizes, unsigned int n,
	       struct placement_size screen, const struct output_area *area);

/* Whether .scaled is of another size than the picture, and visible. */
bool fit_scales(const struct fit *fit);

#endif
