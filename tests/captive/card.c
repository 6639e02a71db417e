// SPDX-License-Identifier: GPL-2.0-only
/* The card behind the lease: its master, other clients' pictures and outputs. */
#include "tests/captive/captive.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include <drm.h>
#include <drm_mode.h>

#define ATTEMPT(name) \
	static int name(const struct captive *captive, const struct attempt *attempt)

ATTEMPT(master_become)
{
	return attempt_result(ioctl(captive->card, DRM_IOCTL_SET_MASTER, 0));
}

ATTEMPT(lease_make)
{
	uint32_t objects[1] = { 0 };
	struct drm_mode_create_lease lease = {
		.object_ids = (uintptr_t)objects,
		.object_count = 1,
	};

	return attempt_result(ioctl(captive->card, DRM_IOCTL_MODE_CREATE_LEASE, &lease));
}

/* Its picture to read: with a handle, it could be mapped or exported. */
ATTEMPT(other_fb_read)
{
	struct drm_mode_fb_cmd fb = { .fb_id = captive->other_fb };

	if (ioctl(captive->card, DRM_IOCTL_MODE_GETFB, &fb))
		return -errno;
	if (!fb.handle)
		return -EPERM;
	/* All attempts share the lease's descriptor: the next shall find none. */
	return attempt_result(ioctl(captive->card, DRM_IOCTL_GEM_CLOSE,
				    &(struct drm_gem_close){ .handle = fb.handle }));
}

ATTEMPT(other_fb_remove)
{
	uint32_t fb = captive->other_fb;

	return attempt_result(ioctl(captive->card, DRM_IOCTL_MODE_RMFB, &fb));
}

ATTEMPT(other_memory_map)
{
	/* Handles are each client's own: whatever 1 is to others. */
	struct drm_mode_map_dumb map = { .handle = 1 };

	return attempt_result(ioctl(captive->card, DRM_IOCTL_MODE_MAP_DUMB, &map));
}

ATTEMPT(memory_name)
{
	struct drm_gem_open open = { .name = 1 };

	return attempt_result(ioctl(captive->card, DRM_IOCTL_GEM_OPEN, &open));
}

/* Leases do not tell framebuffers apart: without the filter it could be read. */
const struct attempt attempts_card[] = {
	{ "become the card's master", master_become, ANY, -EACCES, KILLED, NULL },
	{ "lease on", lease_make, -EINVAL, -EINVAL, KILLED, NULL },
	{ "read another client's framebuffer", other_fb_read, 0, ANY, KILLED, NULL },
	{ "remove another client's framebuffer", other_fb_remove,
	  -ENOENT, -ENOENT, -ENOENT, NULL },
	{ "map another client's memory", other_memory_map, -ENOENT, -ENOENT, -ENOENT, NULL },
	{ "open memory by its name", memory_name, -ENOENT, -ENOENT, KILLED, NULL },
};
const size_t n_attempts_card = sizeof(attempts_card) / sizeof(attempts_card[0]);
