// SPDX-License-Identifier: GPL-2.0-only
/*
 * Another guest's output of the same card. The filter lets all of this pass, because a
 * worker needs it for its own output: here the lease alone holds.
 */
#include "tests/captive/captive.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include <drm.h>
#include <drm_mode.h>

#define OWN "of its own"
#define OTHER "of another guest"

#define ATTEMPT(name) \
	static int name(const struct captive *captive, const struct attempt *attempt)

static const struct captive_output *output_of(const struct captive *captive,
					      const struct attempt *attempt)
{
	return strcmp(attempt->path, OWN) ? &captive->other : &captive->own;
}

ATTEMPT(display_see)
{
	struct drm_mode_get_connector connector = {
		.connector_id = output_of(captive, attempt)->connector,
	};

	return attempt_result(ioctl(captive->card, DRM_IOCTL_MODE_GETCONNECTOR,
				    &connector));
}

ATTEMPT(plane_see)
{
	struct drm_mode_obj_get_properties properties = {
		.obj_id = output_of(captive, attempt)->plane,
		.obj_type = DRM_MODE_OBJECT_PLANE,
	};

	return attempt_result(ioctl(captive->card, DRM_IOCTL_MODE_OBJ_GETPROPERTIES,
				    &properties));
}

ATTEMPT(output_darken)
{
	struct drm_mode_crtc crtc = { .crtc_id = output_of(captive, attempt)->crtc };

	return attempt_result(ioctl(captive->card, DRM_IOCTL_MODE_SETCRTC, &crtc));
}

/* -EBUSY: its own, which is dark. */
ATTEMPT(output_flip)
{
	struct drm_mode_crtc_page_flip flip = {
		.crtc_id = output_of(captive, attempt)->crtc,
		.fb_id = captive->other_fb,
	};

	return attempt_result(ioctl(captive->card, DRM_IOCTL_MODE_PAGE_FLIP, &flip));
}

/* Nothing is changed: an object and none of its properties. */
ATTEMPT(output_commit)
{
	const struct captive_output *output = output_of(captive, attempt);
	uint32_t objects[] = { output->connector, output->crtc, output->plane };
	uint32_t counts[] = { 0, 0, 0 };
	struct drm_mode_atomic atomic = {
		.flags = DRM_MODE_ATOMIC_TEST_ONLY,
		.count_objs = 3,
		.objs_ptr = (uintptr_t)objects,
		.count_props_ptr = (uintptr_t)counts,
	};

	return attempt_result(ioctl(captive->card, DRM_IOCTL_MODE_ATOMIC, &atomic));
}

const struct attempt attempts_outputs[] = {
	{ "see a display", display_see, 0, 0, 0, OWN },
	{ "see a display", display_see, -ENOENT, -ENOENT, -ENOENT, OTHER },
	{ "see a plane", plane_see, 0, 0, 0, OWN },
	{ "see a plane", plane_see, -ENOENT, -ENOENT, -ENOENT, OTHER },
	{ "darken an output", output_darken, 0, 0, 0, OWN },
	{ "darken an output", output_darken, -ENOENT, -ENOENT, -ENOENT, OTHER },
	{ "flip on an output", output_flip, -EBUSY, -EBUSY, -EBUSY, OWN },
	{ "flip on an output", output_flip, -ENOENT, -ENOENT, -ENOENT, OTHER },
	{ "commit to an output", output_commit, 0, 0, 0, OWN },
	{ "commit to an output", output_commit, -ENOENT, -ENOENT, -ENOENT, OTHER },
};
const size_t n_attempts_outputs = sizeof(attempts_outputs) / sizeof(attempts_outputs[0]);
