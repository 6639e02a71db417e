/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a guest's picture goes when its screen and the display's mode differ in
 * size: fitted where the hardware scales, else centred, and cut where it sticks
 * out. Pure.
 */
#ifndef VDISPL_WORKER_PLACEMENT_H
#define VDISPL_WORKER_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

struct placement_size {
	uint32_t width, height;
};

/* A rectangle of the framebuffer and where its corner lies on the display. */
struct placement {
	uint32_t src_x, src_y;
	uint32_t dst_x, dst_y;
	uint32_t width, height;		/* 0: nothing of it is visible */
};

/*
 * @screen: the guest's visible area, @display: the mode's. @x, @y, @picture: the
 * part of the guest's screen that the framebuffer covers from its corner on.
 */
struct placement placement_centre(struct placement_size display,
				  struct placement_size screen,
				  uint32_t x, uint32_t y,
				  struct placement_size picture);

/* A rectangle of the display. */
struct placement_rect {
	uint32_t x, y, width, height;	/* 0: nothing of it is visible */
};

/*
 * The same for a display that scales: all of the guest's screen, as large as fits
 * without distortion, in the middle; returned is the part that @picture covers, which
 * lies inside @screen. Pictures that touch on the screen do so on the display.
 */
struct placement_rect placement_fit(struct placement_size display,
				    struct placement_size screen,
				    uint32_t x, uint32_t y,
				    struct placement_size picture);

/* Whether all of @picture is visible. */
bool placement_is_whole(const struct placement *p, struct placement_size picture);

/*
 * Which of @n sizes suits @wanted best: the first equal one, else the smallest
 * that contains it, else the largest. -1 if @n is 0.
 */
int placement_nearest(const struct placement_size *sizes, unsigned int n,
		      struct placement_size wanted);

#endif
