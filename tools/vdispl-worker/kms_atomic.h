/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changing a display, all at once or not at all. The only caller of the atomic
 * ioctl: a request is built on the stack in the form that the kernel takes, so
 * that a flip allocates nothing.
 */
#ifndef VDISPL_WORKER_KMS_ATOMIC_H
#define VDISPL_WORKER_KMS_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

/* One display path: objects of the lease and the properties that we set. */
struct kms_path {
	int fd;
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

/* What a path shows: the top left @width x @height of a framebuffer, at x, y. */
struct kms_view {
	uint32_t mode_blob;
	uint32_t fb_id;
	uint32_t x, y, width, height;
};

/* Looks the properties up; the ids and .fd are set already. -ENOENT: one is missing. */
int kms_path_resolve(struct kms_path *path);

/* Whether the driver would do kms_show(). Changes nothing. */
int kms_try(const struct kms_path *path, const struct kms_view *view);

/* Mode, plane and all; returns when the display shows it. */
int kms_show(const struct kms_path *path, const struct kms_view *view);

/* The same with an event, see kms_flip(). */
int kms_show_event(const struct kms_path *path, const struct kms_view *view,
		   uint64_t event_data);

/*
 * Another framebuffer in the same view. Returns at once; an event with
 * @event_data follows when the display has switched. -EBUSY: a commit is under way.
 */
int kms_flip(const struct kms_path *path, uint32_t fb_id, uint64_t event_data);

/* Dark. */
int kms_off(const struct kms_path *path);

#endif
