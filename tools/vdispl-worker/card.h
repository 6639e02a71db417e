/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One leased DRM device: buffers and framebuffers on it, and its flip events.
 * Changing what is displayed is kms.h's part.
 */
#ifndef VDISPL_WORKER_CARD_H
#define VDISPL_WORKER_CARD_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

#include "tools/common/worker_protocol.h"

/* What is asked for as memory: a picture, in at least so many octets. */
struct memory_request {
	uint32_t width, height, bpp;
	uint64_t octets;
};

/* What the pixels of a framebuffer are, whoever shows them. */
struct picture {
	uint32_t width, height;		/* pixels */
	uint32_t fourcc;
	uint32_t stride;		/* octets */
	uint32_t offset;		/* of the first pixel, octets */
};

/* A display of the card, as its buffers and events see it. */
struct card_display {
	/*
	 * Whether it would show @picture, full size. -ERANGE: no mode of that
	 * size; another -errno: the driver refuses.
	 */
	int (*try)(struct card_display *display, const struct picture *picture,
		   uint32_t fb_id);
	/* A commit with event @sequence has reached the screen. */
	void (*flipped)(struct card_display *display, uint32_t sequence);
};

struct card {
	int fd;				/* the lease, owned; -1: none */
	bool atomic;			/* the driver has atomic modesetting */
	bool has_vblank;		/* else a commit completes at once */
	uv_poll_t *events;		/* watched; NULL: not */
	struct card_display *displays[WORKER_MAX_CONNECTORS];
	unsigned int n_displays;
};

/* A dumb buffer, mapped, with a framebuffer. */
struct card_dumb {
	uint32_t gem;
	uint32_t fb_id;
	uint32_t stride;
	uint64_t size;
	void *pixels;
};

/* Owns @fd from here on, also on failure. */
int card_open(struct card *card, int fd);
/* All that was made on it has been given back, and its displays are gone. */
void card_close(struct card *card);

/* The number by which the card's events will name @display. */
uint32_t card_add_display(struct card *card, struct card_display *display,
			  uint32_t crtc_id);

/* Delivers events from @loop, if the card has a vblank. */
int card_start(struct card *card, uv_loop_t *loop);

/* Delivers the events that are there. */
void card_read_events(struct card *card);

/* An event's user data: which display, which of its commits. */
uint64_t card_event_data(uint32_t display, uint32_t sequence);

int card_import(struct card *card, int dmabuf, uint32_t *gem);
void card_close_gem(struct card *card, uint32_t gem);

/* Alpha is ignored: a guest's screen has nothing behind it. */
int card_add_fb(struct card *card, uint32_t gem, const struct picture *picture,
		uint32_t *fb_id);
void card_remove_fb(struct card *card, uint32_t fb_id);

/*
 * A dumb buffer as a dma-buf: ordinary memory with most drivers, and always
 * importable by the same card. -EMSGSIZE: it would be smaller than asked for.
 */
int card_allocate(const struct card *card, const struct memory_request *request,
		  int *fd);

int card_create_dumb(struct card *card, uint32_t width, uint32_t height,
		     uint32_t fourcc, struct card_dumb *dumb);
/* A zeroed one is fine. */
void card_destroy_dumb(struct card *card, struct card_dumb *dumb);

#endif
