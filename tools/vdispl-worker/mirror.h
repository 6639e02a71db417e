/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A connector's mirror: one more output, of any card, that shows what the connector
 * shows. The same pages are imported there as well, and it decides for itself about
 * mode, zero-copy or copy; but the connector's own output alone talks to the guest.
 *
 * What the guest is told, and when: the flip event comes when the connector's own
 * output has switched, whatever the mirror does; so a mirror that is slow, unplugged
 * or broken costs the guest nothing. The mirror is given each frame at the same
 * moment, and skips what it is too slow for. The event gives the guest the frame
 * before back to draw into, but the mirror may still scan that one out, until its
 * own display has switched: it may tear, for two of its refreshes at most. Where it
 * copies it does not even that.
 *
 * What the guest gets back are its pages, and those never early: FB_DETACH and
 * DBUF_DESTROY make the mirror show the newest frame, or nothing, before the
 * framebuffer goes, and the answer to DBUF_DESTROY waits for the module's word that
 * nobody maps the pages, the mirror's card no more than the other. That is the one
 * thing for which the guest waits for a mirror: a refresh, when it destroys what it
 * has just flipped away from.
 */
#ifndef VDISPL_WORKER_MIRROR_H
#define VDISPL_WORKER_MIRROR_H

#include "tools/vdispl-worker/worker.h"

/*
 * All of these do nothing for a connector without a mirror, and none of them fails: a
 * mirror that cannot show something is off until the next mirror_show().
 */

/* Shows what the connector shows, configured anew; or nothing. */
void mirror_show(struct worker *w, unsigned int connector);

/* The guest has flipped to @fb. */
void mirror_flip(struct worker *w, unsigned int connector, struct framebuffer *fb);

/* Lets go of @fb, of which the connector's own output has let go. */
void mirror_forget(struct worker *w, unsigned int connector,
		   const struct framebuffer *fb);

/* The host's displays have changed. */
void mirror_refresh(struct worker *w, unsigned int connector);

#endif
