/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life of a buffer: its states and its users. Integers, no locks; buffer.c
 * holds the lock and does what a change of state asks for.
 *
 *	LIVE -> [REVOKED ->] RELEASING -> RELEASED
 *
 * A user is what needs the grants: the buffer's owner (an export's dma-buf, an
 * import's creator) until the buffer is retired, and each mapping for a device
 * and for the kernel. Nobody can become one once the buffer is not LIVE, but by
 * sharing with one who still is.
 */
#ifndef GD_LIFE_H
#define GD_LIFE_H

#include <xen/gntdev-dmabuf.h>

#include "pure.h"

struct gd_life {
	enum gntdmabuf_state state;
	u32 users;
	u64 generation;		/* another one for each state */
};

/* LIVE; the caller is its owner. */
void gd_life_init(struct gd_life *life);

/* One more user; false: it is not LIVE. */
bool gd_life_use(struct gd_life *life);

/* One more beside those that there are, revoked or not; false: there are none. */
bool gd_life_share(struct gd_life *life);

/*
 * One user less. True: it was the last, the buffer is RELEASING, and the caller is
 * the one who has to see to the grants.
 */
bool gd_life_unuse(struct gd_life *life);

/*
 * To @state, REVOKED or RELEASING. True: it was LIVE, and the caller has the
 * owner's use to give back. False, and no change: somebody was here before.
 */
bool gd_life_retire(struct gd_life *life, enum gntdmabuf_state state);

/* The last grant is gone. False, and no change: it is not RELEASING, or is used. */
bool gd_life_end(struct gd_life *life);

#endif
