/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A monitor's description of itself (VESA E-EDID), as a guest gets it. Pure.
 * Whatever it says, its preferred timing is the connector's configured size: a
 * guest prefers the EDID to the store, and may configure nothing larger.
 */
#ifndef VDISPL_WORKER_EDID_H
#define VDISPL_WORKER_EDID_H

#include <stdint.h>

#define EDID_BLOCK 128
/* More than any monitor has, and within one page of the guest's. */
#define EDID_MAX_BYTES (16 * EDID_BLOCK)

struct edid {
	uint32_t size;			/* octets; 0: there is none */
	uint8_t bytes[EDID_MAX_BYTES];
};

/*
 * Describes a monitor of just this size, 60 Hz if that can be said. @name: the
 * first 13 characters are used. -ERANGE, and .size 0: more than 4095 pixels or
 * lines, for which the format has no room, or so few that no monitor has them.
 */
int edid_make(struct edid *edid, const char *name, uint32_t width, uint32_t height);

/*
 * Whether a real monitor's description may stand for a connector of that size: it
 * is complete, its checksums are right and its preferred timing is this size.
 * 0 or -EINVAL.
 */
int edid_check(const struct edid *edid, uint32_t width, uint32_t height);

#endif
