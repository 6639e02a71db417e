/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The test card on one connector of a front end: buffers, framebuffers, the
 * configuration, and flips between them. Functions return 0 or -errno.
 */
#ifndef TOOLS_VDISP_FRONT_SHOW_H
#define TOOLS_VDISP_FRONT_SHOW_H

#include "tools/vdisp-front/card.h"
#include "tools/vdisp-front/front.h"

#define SHOW_BUFFERS_MAX 3

struct show {
	struct front *front;
	unsigned int connector;
	bool be_alloc; /* the buffers are the back end's */
	unsigned int n_buffers; /* that exist */
	struct show_buffer {
		struct front_buffer *buffer;
		struct card_picture picture;
		uint64_t dbuf_cookie, fb_cookie;
	} buffers[SHOW_BUFFERS_MAX];
	unsigned int shown; /* index of the buffer on the screen */
	unsigned int flips;
	unsigned int slowest_ms; /* of the flips */
};

/* Creates the buffers, draws the card into each and turns the connector on. */
int show_init(struct show *show, struct front *front, unsigned int connector,
	      unsigned int n_buffers, bool be_alloc);

/* Draws the next frame, asks for a flip to it and waits for its event. */
int show_flip(struct show *show, unsigned int timeout_ms);

/*
 * Turns the connector off and destroys all; told to the back end as far as there
 * is still a connection. Takes a zeroed show.
 */
void show_finish(struct show *show);

#endif
