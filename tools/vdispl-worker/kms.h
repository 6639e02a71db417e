/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changing a display: all at once or not at all where the driver has atomic
 * modesetting (kms_atomic.c), in the old way where it has not (kms_legacy.c).
 */
#ifndef VDISPL_WORKER_KMS_H
#define VDISPL_WORKER_KMS_H

#include <stdbool.h>
#include <stdint.h>

#include <xf86drmMode.h>

#include "tools/vdispl-worker/placement.h"

/* One display path: objects of the lease, and the properties that we set. */
struct kms_path {
	int fd;
	bool atomic;			/* the driver has it; the rest is set below */
	uint32_t connector_id, crtc_id, plane_id;
	struct {
		uint32_t crtc_id;
	} connector;
	struct {
		uint32_t active, mode_id;
	} crtc;
	struct {
		uint32_t fb_id, crtc_id;
		uint32_t src_x, src_y, src_w, src_h;
		uint32_t crtc_x, crtc_y, crtc_w, crtc_h;
	} plane;
};

struct kms_mode {
	uint32_t blob;			/* of .info, for MODE_ID */
	drmModeModeInfo info;
};

/* What a path shows: the top left of a framebuffer, in a rectangle of the mode. */
struct kms_view {
	const struct kms_mode *mode;
	uint32_t fb_id;
	struct placement_size source;	/* of the framebuffer */
	struct placement_rect target;	/* of another size: scaled */
};

/* A commit that asked for an event: done already, none will come. */
#define KMS_DONE 1

/*
 * Looks the properties up; the ids, .fd and .atomic are set already. -ENOENT: one
 * is missing.
 */
int kms_path_resolve(struct kms_path *path);

/*
 * Whether the driver would do kms_show(). Changes nothing. Without atomic
 * modesetting there is no asking: 0, and the first kms_show() tells.
 */
int kms_try(const struct kms_path *path, const struct kms_view *view);

/*
 * Mode, plane and all; returns when the display shows it. A plane that does not scale
 * refuses a view that wants it. -ERANGE: without atomic modesetting, a view that does
 * not fill the mode.
 */
int kms_show(const struct kms_path *path, const struct kms_view *view);

/* The same with an event, see kms_flip(); or KMS_DONE. */
int kms_show_event(const struct kms_path *path, const struct kms_view *view,
		   uint64_t event_data);

/*
 * Another framebuffer in the same view. Returns at once; an event with
 * @event_data follows when the display has switched. -EBUSY: a commit is under
 * way, or the driver has no flips: kms_show_event() will do it.
 */
int kms_flip(const struct kms_path *path, uint32_t fb_id, uint64_t event_data);

/* Dark. */
int kms_off(const struct kms_path *path);

#endif
