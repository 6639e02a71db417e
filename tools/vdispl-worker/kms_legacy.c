// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/kms_legacy.h"

#include <errno.h>

#include <xf86drm.h>

/* The framebuffer is the whole screen here: neither placed on a larger one nor scaled. */
static bool view_fills_mode(const struct kms_view *view)
{
	const drmModeModeInfo *mode = &view->mode->info;

	return view->target.x == 0 && view->target.y == 0 &&
	       view->target.width == mode->hdisplay &&
	       view->target.height == mode->vdisplay &&
	       view->source.width == mode->hdisplay &&
	       view->source.height == mode->vdisplay;
}

int kms_legacy_show(const struct kms_path *path, const struct kms_view *view)
{
	uint32_t connector_id = path->connector_id;
	drmModeModeInfo mode = view->mode->info;

	if (!view_fills_mode(view))
		return -ERANGE;
	if (drmModeSetCrtc(path->fd, path->crtc_id, view->fb_id, 0, 0, &connector_id,
			   1, &mode))
		return -errno;
	return 0;
}

/* Whatever it refuses (the format, flips as such), setting the mode may do. */
int kms_legacy_flip(const struct kms_path *path, uint32_t fb_id, uint64_t event_data)
{
	if (drmModePageFlip(path->fd, path->crtc_id, fb_id, DRM_MODE_PAGE_FLIP_EVENT,
			    (void *)(uintptr_t)event_data))
		return -EBUSY;
	return 0;
}

int kms_legacy_off(const struct kms_path *path)
{
	if (drmModeSetCrtc(path->fd, path->crtc_id, 0, 0, 0, NULL, 0, NULL))
		return -errno;
	return 0;
}
