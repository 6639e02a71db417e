/* SPDX-License-Identifier: GPL-2.0-only */
/* A number on a display, as large as it gets: a picture of our own. */
#ifndef TOOLS_VDISPLD_PLATE_H
#define TOOLS_VDISPLD_PLATE_H

#include <stdint.h>

struct plate {
	int card_fd;			/* borrowed: its master's */
	uint32_t gem;			/* 0: nothing is shown */
	uint32_t fb_id;
};

/*
 * Shows @number, 1 to 99, on the connector in its preferred mode. -ENODEV: nothing
 * is plugged in there; other -errno. Then there is nothing to be taken away.
 */
int plate_show(struct plate *plate, int card_fd, uint32_t connector_id,
	       uint32_t crtc_id, unsigned int number);

/* Takes it away; the display goes dark, if it still shows it. */
void plate_remove(struct plate *plate);

/* Draws @number into a black picture of 32 bits a pixel. @stride in pixels. */
void plate_draw(uint32_t *pixels, uint32_t width, uint32_t height, uint32_t stride,
		unsigned int number);

#endif
