// SPDX-License-Identifier: GPL-2.0-only
#include "tests/guest/screen.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>

#include "tools/vdisp-front/clock.h"

#define CARDS_MAX 16

static bool driver_matches(int fd, const char *driver)
{
	drmVersionPtr version = drmGetVersion(fd);
	bool matches = version && !strcmp(version->name, driver);

	drmFreeVersion(version);
	return matches;
}

int screen_open_card(const char *path, const char *driver)
{
	char name[32];
	int i, fd;

	if (path) {
		fd = open(path, O_RDWR | O_CLOEXEC);
		return fd < 0 ? -errno : fd;
	}
	for (i = 0; i < CARDS_MAX; i++) {
		snprintf(name, sizeof(name), "/dev/dri/card%d", i);
		fd = open(name, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (driver_matches(fd, driver))
			return fd;
		close(fd);
	}
	return -ENOENT;
}

static int mode_pick(drmModeConnector *connector, uint32_t width,
		     uint32_t height, drmModeModeInfo *mode)
{
	const drmModeModeInfo *best = NULL, *candidate;
	int i;

	for (i = 0; i < connector->count_modes; i++) {
		candidate = &connector->modes[i];
		if (width && (candidate->hdisplay != width ||
			      candidate->vdisplay != height))
			continue;
		if (!best || (!(best->type & DRM_MODE_TYPE_PREFERRED) &&
			      candidate->type & DRM_MODE_TYPE_PREFERRED))
			best = candidate;
	}
	if (!best)
		return -ENXIO;
	*mode = *best;
	return 0;
}

static int crtc_pick(int fd, drmModeRes *resources, drmModeConnector *connector,
		     uint32_t *used_crtcs, uint32_t *crtc_id)
{
	drmModeEncoder *encoder;
	uint32_t possible = 0;
	int i;

	for (i = 0; i < connector->count_encoders; i++) {
		encoder = drmModeGetEncoder(fd, connector->encoders[i]);
		if (encoder)
			possible |= encoder->possible_crtcs;
		drmModeFreeEncoder(encoder);
	}
	possible &= ~*used_crtcs;
	for (i = 0; i < resources->count_crtcs && i < 32; i++) {
		if (!(possible & UINT32_C(1) << i))
			continue;
		*used_crtcs |= UINT32_C(1) << i;
		*crtc_id = resources->crtcs[i];
		return 0;
	}
	return -EBUSY;
}

static int connector_init(struct screen *screen, uint32_t width,
			  uint32_t height, uint32_t *used_crtcs)
{
	drmModeConnector *connector = NULL;
	drmModeRes *resources;
	int err;

	resources = drmModeGetResources(screen->fd);
	if (!resources)
		return -errno;
	err = -ENOENT;
	if (screen->index >= (unsigned int)resources->count_connectors)
		goto free_resources;
	err = -EIO;
	connector = drmModeGetConnector(screen->fd,
					resources->connectors[screen->index]);
	if (!connector)
		goto free_resources;
	screen->connector_id = connector->connector_id;
	err = -ENOTCONN;
	if (connector->connection != DRM_MODE_CONNECTED)
		goto free_connector;
	err = mode_pick(connector, width, height, &screen->mode);
	if (!err)
		err = crtc_pick(screen->fd, resources, connector, used_crtcs,
				&screen->crtc_id);
free_connector:
	drmModeFreeConnector(connector);
free_resources:
	drmModeFreeResources(resources);
	return err;
}

/* The handle that the buffer has on @screen's card. */
static int buffer_import(struct screen_buffer *buffer,
			 const struct screen *screen)
{
	int dmabuf, err = 0;

	buffer->handle = buffer->made;
	if (screen->maker == screen->fd)
		return 0;
	buffer->handle = 0;
	if (drmPrimeHandleToFD(screen->maker, buffer->made,
			       DRM_CLOEXEC | DRM_RDWR, &dmabuf))
		return -errno;
	if (drmPrimeFDToHandle(screen->fd, dmabuf, &buffer->handle))
		err = -errno;
	close(dmabuf);
	return err;
}

static int buffer_map(struct screen_buffer *buffer, int maker)
{
	struct drm_mode_map_dumb map = { .handle = buffer->made };
	void *pixels;

	if (drmIoctl(maker, DRM_IOCTL_MODE_MAP_DUMB, &map))
		return -errno;
	pixels = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED,
		      maker, map.offset);
	if (pixels == MAP_FAILED)
		return -errno;
	buffer->picture.pixels = pixels;
	return 0;
}

static int buffer_init(struct screen_buffer *buffer,
		       const struct screen *screen)
{
	struct drm_mode_create_dumb create = {
		.width = screen->mode.hdisplay,
		.height = screen->mode.vdisplay,
		.bpp = 32,
	};
	uint32_t handles[4] = { 0 }, strides[4] = { 0 }, offsets[4] = { 0 };
	int err;

	if (drmIoctl(screen->maker, DRM_IOCTL_MODE_CREATE_DUMB, &create))
		return -errno;
	buffer->made = create.handle;
	buffer->size = create.size;
	buffer->picture.width = create.width;
	buffer->picture.height = create.height;
	buffer->picture.stride = create.pitch;
	err = buffer_import(buffer, screen);
	if (err)
		return err;
	handles[0] = buffer->handle;
	strides[0] = create.pitch;
	if (drmModeAddFB2(screen->fd, create.width, create.height,
			  DRM_FORMAT_XRGB8888, handles, strides, offsets,
			  &buffer->fb_id, 0))
		return -errno;
	return buffer_map(buffer, screen->maker);
}

static void buffer_finish(struct screen_buffer *buffer,
			  const struct screen *screen)
{
	struct drm_mode_destroy_dumb destroy = { .handle = buffer->made };

	if (buffer->picture.pixels)
		munmap(buffer->picture.pixels, buffer->size);
	if (buffer->fb_id)
		drmModeRmFB(screen->fd, buffer->fb_id);
	if (buffer->handle && screen->maker != screen->fd)
		drmCloseBufferHandle(screen->fd, buffer->handle);
	if (buffer->made)
		drmIoctl(screen->maker, DRM_IOCTL_MODE_DESTROY_DUMB, &destroy);
	memset(buffer, 0, sizeof(*buffer));
}

int screen_init(struct screen *screen, int fd, int maker, unsigned int index,
		uint32_t width, uint32_t height, unsigned int n_buffers,
		uint32_t *used_crtcs)
{
	unsigned int i;
	int err;

	memset(screen, 0, sizeof(*screen));
	screen->fd = fd;
	screen->maker = maker;
	screen->index = index;
	err = connector_init(screen, width, height, used_crtcs);
	if (err)
		return err;
	for (i = 0; i < n_buffers; i++) {
		screen->n_buffers = i + 1;
		err = buffer_init(&screen->buffers[i], screen);
		if (err)
			goto finish_buffers;
	}
	return 0;

finish_buffers:
	screen_finish(screen);
	return err;
}

void screen_finish(struct screen *screen)
{
	while (screen->n_buffers > 0)
		buffer_finish(&screen->buffers[--screen->n_buffers], screen);
}

int screen_show(struct screen *screen)
{
	screen->shown = 0;
	if (drmModeSetCrtc(screen->fd, screen->crtc_id,
			   screen->buffers[0].fb_id, 0, 0,
			   &screen->connector_id, 1, &screen->mode))
		return -errno;
	return 0;
}

static unsigned int next_index(const struct screen *screen)
{
	return (screen->shown + 1) % screen->n_buffers;
}

struct screen_buffer *screen_next(struct screen *screen)
{
	return &screen->buffers[next_index(screen)];
}

int screen_flip(struct screen *screen)
{
	if (drmModePageFlip(screen->fd, screen->crtc_id,
			    screen_next(screen)->fb_id,
			    DRM_MODE_PAGE_FLIP_EVENT, screen))
		return -errno;
	screen->pending = true;
	screen->flip_ms = clock_now_ms();
	return 0;
}

unsigned int screen_flip_done(struct screen *screen)
{
	screen->pending = false;
	screen->shown = next_index(screen);
	return clock_now_ms() - screen->flip_ms;
}
