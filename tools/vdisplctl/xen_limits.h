/* SPDX-License-Identifier: GPL-2.0-only */
/* What the running Xen allows, from its version and its command line. */
#ifndef TOOLS_VDISPLCTL_XEN_LIMITS_H
#define TOOLS_VDISPLCTL_XEN_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#define XEN_GRANT_FRAMES 64	/* Xen's default for a guest */
#define XEN_FRAME_REFS 512	/* entries of version 1 in a frame */

struct xen_limits {
	bool known;		/* false: not Xen, or not root; the rest is Xen's defaults */
	uint64_t grant_frames;	/* of a guest that does not ask for others */
	bool grant_frames_most;	/* and nobody gets more: Xen before 4.18 */
	uint64_t maptrack;	/* pages that this domain can map */
};

/* @privcmd: the device node below a sysroot; without it nobody is asked. */
void xen_limits_read(struct xen_limits *limits, const char *privcmd);

#endif
