/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One connected output of a KMS card, with framebuffers to flip between: the
 * plainest client of the kernel's display interface (dumb buffers, legacy mode
 * setting), which every driver understands.
 *
 * Functions return 0 or -errno and do not print, unless they say otherwise.
 */
#ifndef TESTS_GUEST_SCREEN_H
#define TESTS_GUEST_SCREEN_H

#include <stdbool.h>
#include <stdint.h>
#include <xf86drmMode.h>

#include "tools/vdisp-front/card.h"

#define SCREEN_BUFFERS_MAX 3
#define SCREEN_MAX	   16 /* connectors of one card that are looked at */

struct screen_buffer {
	struct card_picture picture; /* mapped while pixels is not NULL */
	uint64_t size;
	uint32_t made; /* the handle on the card where it was made */
	uint32_t handle, fb_id;
};

struct screen {
	int fd;	   /* the card's; not owned */
	int maker; /* where buffers are made; mostly the same card. Not owned */
	uint32_t connector_id, crtc_id;
	unsigned int index; /* of the connector on its card */
	drmModeModeInfo mode;
	unsigned int n_buffers;
	struct screen_buffer buffers[SCREEN_BUFFERS_MAX];

	unsigned int shown; /* index of the buffer on the screen */
	bool pending;	    /* a flip to the next one is under way */
	uint64_t flip_ms;   /* when it was asked for, CLOCK_MONOTONIC */
};

/*
 * Opens the card at @path or, if that is NULL, the first one whose driver is
 * called @driver. Returns the descriptor or -errno; -ENOENT: no such card.
 */
int screen_open_card(const char *path, const char *driver);

/*
 * Prepares connector number @index of the card: a CRTC that is not in
 * @used_crtcs (a bit for each, by index; the one taken is added), its mode of
 * @width x @height or, if those are 0, the one it prefers, and @n_buffers
 * framebuffers, made on the card @maker and imported if that is another one.
 * -ENOENT: no such connector; -ENOTCONN: nothing is connected to it; -ENXIO: no mode of that size; -EBUSY: no CRTC is left.
 */
int screen_init(struct screen *screen, int fd, int maker, unsigned int index,
		uint32_t width, uint32_t height, unsigned int n_buffers,
		uint32_t *used_crtcs);

/* Frees the framebuffers, which also turns the output off. Takes a zeroed screen. */
void screen_finish(struct screen *screen);

/* Sets the mode with the first buffer. */
int screen_show(struct screen *screen);

/* The buffer that a flip would bring, to be drawn into. */
struct screen_buffer *screen_next(struct screen *screen);

/* Asks for a flip to it. The event's user data is @screen. */
int screen_flip(struct screen *screen);

/* To be called when the event has come; returns how long it took, milliseconds. */
unsigned int screen_flip_done(struct screen *screen);

#endif
