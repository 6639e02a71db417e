// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/drm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#include "tests/fake/drm_parts.h"
#include "tests/fake/fault.h"

#define MAX_BLOBS 1024
#define FIRST_BLOB 5000
#define EDID_BLOB 4999

struct fake_drm fake_drm;

const uint32_t fake_drm_modes[3][2] = { { 1024, 768 }, { 800, 600 }, { 640, 480 } };

static uint32_t blob_modes[MAX_BLOBS];
static uint32_t n_blob_ids;
int fake_drm_card_fd = -1;
static int event_fd = -1;
bool fake_drm_struck;

/* Property ids: position in this list, plus one. */
static const char *const property_names[] = {
	"ACTIVE", "MODE_ID", "CRTC_ID", "FB_ID", "SRC_X", "SRC_Y", "SRC_W", "SRC_H",
	"CRTC_X", "CRTC_Y", "CRTC_W", "CRTC_H", "rotation", "EDID",
};

#define N_PROPERTIES (sizeof(property_names) / sizeof(property_names[0]))

void fake_drm_reset(void)
{
	fake_drm_buffers_reset();
	if (event_fd >= 0)
		close(event_fd);
	event_fd = -1;
	fake_drm_card_fd = -1;
	n_blob_ids = 0;
	fake_drm_struck = false;
	memset(&fake_drm, 0, sizeof(fake_drm));
}

int fake_drm_open(void)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		abort();
	if (event_fd >= 0)
		close(event_fd);
	fake_drm_card_fd = fds[0];
	event_fd = fds[1];
	return fake_drm_card_fd;
}

void fake_drm_complete(void)
{
	struct drm_event_vblank event = {
		.base = { DRM_EVENT_FLIP_COMPLETE, sizeof(event) },
		.user_data = fake_drm.event_data,
	};

	if (!fake_drm.event_owed)
		return;
	fake_drm.event_owed = false;
	if (write(event_fd, &event, sizeof(event)) != sizeof(event))
		abort();
}

int fake_drm_refuse(int error)
{
	errno = error;
	return -1;
}

int drmSetClientCap(int fd, uint64_t capability, uint64_t value)
{
	if (fault_strikes(EINVAL))
		return -1;
	if (capability == DRM_CLIENT_CAP_ATOMIC && fake_drm.no_atomic)
		return fake_drm_refuse(EOPNOTSUPP);
	return 0;
}

int drmCrtcGetSequence(int fd, uint32_t crtc, uint64_t *sequence, uint64_t *ns)
{
	/* A CRTC that is off cannot count. */
	return fake_drm_refuse(fake_drm.no_vblank ? EOPNOTSUPP : EINVAL);
}

int drmModeCreatePropertyBlob(int fd, const void *data, size_t size, uint32_t *id)
{
	const drmModeModeInfo *info = data;
	uint32_t i;

	if (fault_strikes(ENOMEM))
		return -1;
	for (i = 0; i < 3; i++)
		if (fake_drm_modes[i][0] == info->hdisplay)
			blob_modes[n_blob_ids % MAX_BLOBS] = i;
	*id = FIRST_BLOB + n_blob_ids++ % MAX_BLOBS;
	fake_drm.blobs++;
	return 0;
}

int drmModeDestroyPropertyBlob(int fd, uint32_t id)
{
	fake_drm.blobs--;
	return 0;
}

drmModeConnectorPtr drmModeGetConnector(int fd, uint32_t id)
{
	drmModeConnector *connector;
	unsigned int i;

	if (fault_strikes(ENOENT) || id != FAKE_CONNECTOR)
		return NULL;
	connector = calloc(1, sizeof(*connector));
	if (fake_drm.unplugged)
		return connector;
	connector->count_modes = 4;
	connector->modes = calloc(4, sizeof(*connector->modes));
	/* An interlaced mode, which is of no use, comes first. */
	connector->modes[0].hdisplay = 1024;
	connector->modes[0].vdisplay = 768;
	connector->modes[0].flags = DRM_MODE_FLAG_INTERLACE;
	for (i = 0; i < 3; i++) {
		connector->modes[i + 1].hdisplay = fake_drm_modes[i][0];
		connector->modes[i + 1].vdisplay = fake_drm_modes[i][1];
		connector->modes[i + 1].htotal = 1000;
		connector->modes[i + 1].vtotal = 1000;
		connector->modes[i + 1].clock = 60000;
	}
	return connector;
}

void drmModeFreeConnector(drmModeConnectorPtr connector)
{
	if (connector)
		free(connector->modes);
	free(connector);
}

drmModeObjectPropertiesPtr drmModeObjectGetProperties(int fd, uint32_t id, uint32_t type)
{
	drmModeObjectProperties *properties;
	uint32_t i;

	if (fault_strikes(ENOENT))
		return NULL;
	properties = calloc(1, sizeof(*properties));
	properties->count_props = N_PROPERTIES;
	properties->props = calloc(N_PROPERTIES, sizeof(uint32_t));
	properties->prop_values = calloc(N_PROPERTIES, sizeof(uint64_t));
	for (i = 0; i < N_PROPERTIES; i++)
		properties->props[i] = i + 1;
	/* The last one: the EDID's blob, when there is one. */
	if (fake_drm.edid)
		properties->prop_values[N_PROPERTIES - 1] = EDID_BLOB;
	return properties;
}

void drmModeFreeObjectProperties(drmModeObjectPropertiesPtr properties)
{
	if (properties) {
		free(properties->props);
		free(properties->prop_values);
	}
	free(properties);
}

drmModePropertyBlobPtr drmModeGetPropertyBlob(int fd, uint32_t id)
{
	drmModePropertyBlobRes *blob;

	if (fault_strikes(ENOENT) || id != EDID_BLOB)
		return NULL;
	blob = calloc(1, sizeof(*blob));
	blob->id = id;
	blob->length = fake_drm.edid_size;
	blob->data = malloc(blob->length);
	memcpy(blob->data, fake_drm.edid, blob->length);
	return blob;
}

void drmModeFreePropertyBlob(drmModePropertyBlobPtr blob)
{
	if (blob)
		free(blob->data);
	free(blob);
}

drmModePropertyPtr drmModeGetProperty(int fd, uint32_t id)
{
	drmModePropertyRes *property;

	if (fault_strikes(ENOENT))
		return NULL;
	property = calloc(1, sizeof(*property));
	property->prop_id = id;
	strcpy(property->name, property_names[id - 1]);
	return property;
}

void drmModeFreeProperty(drmModePropertyPtr property)
{
	free(property);
}

/* The value that @atomic sets for property @name of object @id; or @otherwise. */
static uint64_t commit_value(const struct drm_mode_atomic *atomic, uint32_t id,
			     const char *name, uint64_t otherwise)
{
	const uint32_t *objects = (uint32_t *)(uintptr_t)atomic->objs_ptr;
	const uint32_t *counts = (uint32_t *)(uintptr_t)atomic->count_props_ptr;
	const uint32_t *properties = (uint32_t *)(uintptr_t)atomic->props_ptr;
	const uint64_t *values = (uint64_t *)(uintptr_t)atomic->prop_values_ptr;
	uint32_t object, i, at = 0;

	for (object = 0; object < atomic->count_objs; object++)
		for (i = 0; i < counts[object]; i++, at++)
			if (objects[object] == id &&
			    !strcmp(property_names[properties[at] - 1], name))
				return values[at];
	return otherwise;
}

static void commit_apply(const struct drm_mode_atomic *atomic)
{
	fake_drm.lit = commit_value(atomic, FAKE_CRTC, "ACTIVE", fake_drm.lit);
	fake_drm.fb_id = commit_value(atomic, FAKE_PLANE, "FB_ID", fake_drm.fb_id);
	fake_drm.x = commit_value(atomic, FAKE_PLANE, "CRTC_X", fake_drm.x);
	fake_drm.y = commit_value(atomic, FAKE_PLANE, "CRTC_Y", fake_drm.y);
	fake_drm.width = commit_value(atomic, FAKE_PLANE, "CRTC_W", fake_drm.width);
	fake_drm.height = commit_value(atomic, FAKE_PLANE, "CRTC_H", fake_drm.height);
	if (atomic->flags & DRM_MODE_PAGE_FLIP_EVENT) {
		fake_drm.event_owed = true;
		fake_drm.event_data = atomic->user_data;
		/* Without a vblank there is nothing to wait for. */
		if (fake_drm.no_vblank)
			fake_drm_complete();
	}
}

/* As the kernel's own helper has it for a plane that does not. */
static bool commit_is_scaled(const struct drm_mode_atomic *atomic)
{
	uint64_t width = commit_value(atomic, FAKE_PLANE, "CRTC_W", 0);
	uint64_t height = commit_value(atomic, FAKE_PLANE, "CRTC_H", 0);

	return commit_value(atomic, FAKE_PLANE, "SRC_W", 0) != width << 16 ||
	       commit_value(atomic, FAKE_PLANE, "SRC_H", 0) != height << 16;
}

static int commit(const struct drm_mode_atomic *atomic)
{
	uint32_t fb_id = commit_value(atomic, FAKE_PLANE, "FB_ID", 0);
	uint32_t blob = commit_value(atomic, FAKE_CRTC, "MODE_ID", 0);

	if (fake_drm.away)
		return fake_drm_refuse(EACCES);
	if (fb_id && !fake_drm_has_fb(fb_id))
		return fake_drm_refuse(ENOENT);
	if (commit_is_scaled(atomic) && !fake_drm.scales)
		return fake_drm_refuse(ERANGE);
	if (atomic->flags & DRM_MODE_ATOMIC_TEST_ONLY) {
		fake_drm.n_tries++;
		return fake_drm.try_error ? fake_drm_refuse(fake_drm.try_error) : 0;
	}
	if (atomic->flags & DRM_MODE_ATOMIC_NONBLOCK) {
		if (fake_drm.flip_error)
			return fake_drm_refuse(fake_drm.flip_error);
		if (fake_drm.event_owed)
			return fake_drm_refuse(EBUSY);
		fake_drm.n_flips++;
	} else if (blob) {
		if (fake_drm.show_error && !fake_drm_fb_is_dumb(fb_id))
			return fake_drm_refuse(fake_drm.show_error);
		fake_drm.mode = blob_modes[blob - FIRST_BLOB];
		fake_drm.n_shows++;
	} else {
		fake_drm.n_offs++;
	}
	commit_apply(atomic);
	return 0;
}

/* The old way: no trial, no placement; a flip needs the size that is set. */
int drmModeSetCrtc(int fd, uint32_t crtc, uint32_t fb_id, uint32_t x, uint32_t y,
		   uint32_t *connectors, int n_connectors, drmModeModeInfoPtr mode)
{
	uint32_t i;

	if (fault_strikes(EINVAL)) {
		fake_drm_struck = true;
		return -1;
	}
	if (fake_drm.away)
		return fake_drm_refuse(EACCES);
	if (fb_id && !fake_drm_has_fb(fb_id))
		return fake_drm_refuse(ENOENT);
	if (fb_id && fake_drm.show_error && !fake_drm_fb_is_dumb(fb_id))
		return fake_drm_refuse(fake_drm.show_error);
	fake_drm.lit = fb_id;
	fake_drm.fb_id = fb_id;
	if (!fb_id) {
		fake_drm.n_offs++;
		return 0;
	}
	for (i = 0; i < 3; i++)
		if (fake_drm_modes[i][0] == mode->hdisplay)
			fake_drm.mode = i;
	fake_drm.x = x;
	fake_drm.y = y;
	fake_drm.width = mode->hdisplay;
	fake_drm.height = mode->vdisplay;
	fake_drm.n_shows++;
	return 0;
}

int drmModePageFlip(int fd, uint32_t crtc, uint32_t fb_id, uint32_t flags, void *data)
{
	if (fault_strikes(EINVAL))
		return -1;
	if (fake_drm.away)
		return fake_drm_refuse(EACCES);
	if (fake_drm.flip_error)
		return fake_drm_refuse(fake_drm.flip_error);
	if (fake_drm.event_owed)
		return fake_drm_refuse(EBUSY);
	if (!fake_drm_has_fb(fb_id) || !fake_drm.lit)
		return fake_drm_refuse(ENOENT);
	fake_drm.fb_id = fb_id;
	fake_drm.n_flips++;
	fake_drm.event_owed = true;
	fake_drm.event_data = (uintptr_t)data;
	return 0;
}

int drmIoctl(int fd, unsigned long request, void *arg)
{
	if (request != DRM_IOCTL_MODE_ATOMIC || fake_drm.no_atomic)
		abort();
	if (fault_strikes(EINVAL)) {
		fake_drm_struck = true;
		return -1;
	}
	return commit(arg);
}
