/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The 64-octet packets that go back to the guest. Every octet that has no
 * meaning is zero: the stock front end builds its next request in the slot of
 * an old answer without clearing it first.
 */
#ifndef VDISPL_WORKER_FRAME_H
#define VDISPL_WORKER_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include <xen/io/displif.h>

_Static_assert(sizeof(struct xendispl_req) == 64, "displif: a request is 64 octets");
_Static_assert(sizeof(struct xendispl_resp) == 64, "displif: an answer is 64 octets");
_Static_assert(sizeof(struct xendispl_evt) == 64, "displif: an event is 64 octets");

/*
 * What protocol version 1 does not know is 0 in its requests, whatever the slot of
 * the ring was used for before.
 */
void frame_as_version_1(struct xendispl_req *untrusted_req);

/* 0 or -errno of this machine as the protocol's 0 or -XEN_Exx. */
int32_t frame_status(int error);

/* The answer to request @id of operation @operation. */
struct xendispl_resp frame_response(uint16_t id, uint8_t operation, int error);

/* An answer and the connector on whose ring it belongs. */
struct answer {
	bool due;			/* else there is none */
	uint32_t connector;
	struct xendispl_resp response;
};

/* "The display shows framebuffer @fb_cookie now." */
struct xendispl_evt frame_flip_event(uint16_t id, uint64_t fb_cookie);

#endif
