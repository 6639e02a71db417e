// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/modes.h"

#include <errno.h>
#include <string.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#include "tools/vdispl-worker/pacer.h"

static uint64_t mode_period_ns(const drmModeModeInfo *info)
{
	if (info->clock == 0)
		return PACER_60_HZ_NS;
	/* .clock is in kHz. */
	return (uint64_t)info->htotal * info->vtotal * 1000000 / info->clock;
}

static int mode_add(struct modes *modes, const drmModeModeInfo *info)
{
	unsigned int n = modes->n;

	/* Half pictures are no match for whole framebuffers. */
	if (info->flags & (DRM_MODE_FLAG_INTERLACE | DRM_MODE_FLAG_DBLSCAN))
		return 0;
	if (drmModeCreatePropertyBlob(modes->fd, info, sizeof(*info),
				      &modes->list[n].blob))
		return -errno;
	modes->list[n].info = *info;
	modes->sizes[n].width = info->hdisplay;
	modes->sizes[n].height = info->vdisplay;
	modes->periods_ns[n] = mode_period_ns(info);
	modes->n++;
	return 0;
}

int modes_init(struct modes *modes, int fd, uint32_t connector_id)
{
	drmModeConnector *connector = drmModeGetConnector(fd, connector_id);
	int i, rc = 0;

	memset(modes, 0, sizeof(*modes));
	modes->fd = fd;
	if (!connector)
		return -ENODEV;
	for (i = 0; !rc && i < connector->count_modes && modes->n < MODES_MAX; i++)
		rc = mode_add(modes, &connector->modes[i]);
	drmModeFreeConnector(connector);
	if (rc)
		modes_finish(modes);
	return rc;
}

void modes_finish(struct modes *modes)
{
	while (modes->n)
		drmModeDestroyPropertyBlob(modes->fd, modes->list[--modes->n].blob);
}

int modes_find(const struct modes *modes, struct placement_size size)
{
	unsigned int i;

	for (i = 0; i < modes->n; i++)
		if (modes->sizes[i].width == size.width &&
		    modes->sizes[i].height == size.height)
			return i;
	return -1;
}

const struct kms_mode *modes_get(const struct modes *modes, unsigned int mode)
{
	return &modes->list[mode];
}

uint64_t modes_period_ns(const struct modes *modes, unsigned int mode)
{
	return modes->periods_ns[mode];
}
