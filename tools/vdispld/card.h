/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One KMS card of the host: what it offers, asked once when it is opened.
 * Only this room, lease.c and plate.c call libdrm.
 */
#ifndef TOOLS_VDISPLD_CARD_H
#define TOOLS_VDISPLD_CARD_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/common/worker_protocol.h"

#define CARD_MAX_CONNECTORS 32
#define CARD_MAX_CRTCS 32	/* possible_crtcs has 32 bits */
#define CARD_PATH_BYTES 64

struct card_connector {
	char name[WORKER_OUTPUT_BYTES];	/* the kernel's: "VGA-1" */
	uint32_t id;
	uint32_t possible_crtcs;	/* bit i: crtcs[i] */
	uint32_t current_crtc_id;	/* that drives it now; 0: none */
};

struct card {
	char path[CARD_PATH_BYTES];
	int fd;
	unsigned int n_connectors;
	unsigned int n_crtcs;
	struct card_connector connectors[CARD_MAX_CONNECTORS];
	struct {
		uint32_t id;
		uint32_t primary_plane_id;	/* 0: none found, of no use */
	} crtcs[CARD_MAX_CRTCS];
};

/* Opens and reads a card. 0, -ENODEV: no KMS card (vgem, say), or other -errno. */
int card_open(struct card *card, const char *path);

/*
 * The same with a card that the program before this one has opened. Takes over @fd;
 * -errno: it is closed, as of a card that has been unplugged.
 */
int card_resume(struct card *card, const char *path, int fd);

/* Becomes DRM master, so that leases can be made. -EBUSY: another program is it. */
int card_take_master(struct card *card);

/* Lets another program be it; leases remain, but are of no use meanwhile. */
void card_give_master(struct card *card);

/* The connector of that name: its index, or -ENOENT. */
int card_find_connector(const struct card *card, const char *name);

/* Gives the card back; the host's console or display server may have it. */
void card_close(struct card *card);

#endif
