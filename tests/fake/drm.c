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

#include "tests/fake/fault.h"

#define MAX_OBJECTS 1024
#define FIRST_BLOB 5000

struct fake_drm fake_drm;

const uint32_t fake_drm_modes[3][2] = { { 1024, 768 }, { 800, 600 }, { 640, 480 } };

/* Handles and ids are indices here, so that a wrong one is noticed. */
static struct {
	bool used;
	uint32_t dumb_stride;
	uint64_t dumb_size;
	void *pixels;
} gems[MAX_OBJECTS];

static struct {
	bool used;
	uint32_t gem, stride, fourcc;
} fbs[MAX_OBJECTS];

static uint32_t blob_modes[MAX_OBJECTS];
static uint32_t n_blob_ids;
static int card_fd = -1, event_fd = -1;
static bool commit_struck;	/* by a fault: what is on screen may not go dark */

/* Property ids: position in this list, plus one. */
static const char *const property_names[] = {
	"ACTIVE", "MODE_ID", "CRTC_ID", "FB_ID", "SRC_X", "SRC_Y", "SRC_W", "SRC_H",
	"CRTC_X", "CRTC_Y", "CRTC_W", "CRTC_H", "rotation",
};

#define N_PROPERTIES (sizeof(property_names) / sizeof(property_names[0]))

void fake_drm_reset(void)
{
	unsigned int i;

	for (i = 0; i < MAX_OBJECTS; i++)
		free(gems[i].pixels);
	if (event_fd >= 0)
		close(event_fd);
	event_fd = -1;
	card_fd = -1;
	n_blob_ids = 0;
	commit_struck = false;
	memset(gems, 0, sizeof(gems));
	memset(fbs, 0, sizeof(fbs));
	memset(&fake_drm, 0, sizeof(fake_drm));
}

int fake_drm_open(void)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		abort();
	card_fd = fds[0];
	event_fd = fds[1];
	return card_fd;
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

const uint8_t *fake_drm_pixels(uint32_t fb_id, uint32_t *stride)
{
	*stride = gems[fbs[fb_id].gem].dumb_stride;
	return gems[fbs[fb_id].gem].pixels;
}

uint32_t fake_drm_fb_stride(uint32_t fb_id)
{
	return fbs[fb_id].stride;
}

uint32_t fake_drm_fb_fourcc(uint32_t fb_id)
{
	return fbs[fb_id].fourcc;
}

static int refuse(int error)
{
	errno = error;
	return -1;
}

int drmSetClientCap(int fd, uint64_t capability, uint64_t value)
{
	if (fault_strikes(EINVAL))
		return -1;
	if (capability == DRM_CLIENT_CAP_ATOMIC && fake_drm.no_atomic)
		return refuse(EOPNOTSUPP);
	return 0;
}

int drmCrtcGetSequence(int fd, uint32_t crtc, uint64_t *sequence, uint64_t *ns)
{
	/* A CRTC that is off cannot count. */
	return refuse(fake_drm.no_vblank ? EOPNOTSUPP : EINVAL);
}

static uint32_t gem_add(void)
{
	uint32_t i;

	for (i = 1; i < MAX_OBJECTS && gems[i].used; i++)
		;
	if (i == MAX_OBJECTS)
		abort();
	gems[i].used = true;
	return i;
}

int drmPrimeFDToHandle(int fd, int dmabuf, uint32_t *handle)
{
	if (fault_strikes(EINVAL))
		return -1;
	if (fake_drm.import_error)
		return refuse(fake_drm.import_error);
	*handle = gem_add();
	fake_drm.gems++;
	return 0;
}

int drmCloseBufferHandle(int fd, uint32_t handle)
{
	if (!gems[handle].used)
		abort();
	gems[handle].used = false;
	fake_drm.gems--;
	return 0;
}

int drmModeAddFB2(int fd, uint32_t width, uint32_t height, uint32_t fourcc,
		  const uint32_t handles[4], const uint32_t strides[4],
		  const uint32_t offsets[4], uint32_t *fb_id, uint32_t flags)
{
	uint32_t i;

	if (fault_strikes(EINVAL))
		return -1;
	if (!gems[handles[0]].used)
		return refuse(ENOENT);
	if ((fake_drm.only_fourcc && fourcc != fake_drm.only_fourcc) ||
	    (fake_drm.stride_multiple && strides[0] % fake_drm.stride_multiple))
		return refuse(EINVAL);
	for (i = 1; i < MAX_OBJECTS && fbs[i].used; i++)
		;
	if (i == MAX_OBJECTS)
		abort();
	fbs[i].used = true;
	fbs[i].gem = handles[0];
	fbs[i].stride = strides[0];
	fbs[i].fourcc = fourcc;
	*fb_id = i;
	fake_drm.fbs++;
	return 0;
}

int drmModeRmFB(int fd, uint32_t fb_id)
{
	if (!fbs[fb_id].used)
		abort();
	/* The kernel goes dark by itself then; our code is to do it before, if it can. */
	if (fake_drm.lit && fake_drm.fb_id == fb_id && !commit_struck)
		abort();
	fbs[fb_id].used = false;
	fake_drm.fbs--;
	return 0;
}

int drmModeCreateDumbBuffer(int fd, uint32_t width, uint32_t height, uint32_t bpp,
			    uint32_t flags, uint32_t *handle, uint32_t *stride,
			    uint64_t *size)
{
	uint32_t i;

	if (fault_strikes(ENOMEM))
		return -1;
	i = gem_add();
	/* Some padding, as hardware has it. */
	*stride = (width * bpp / 8 + 255) / 256 * 256 + 256;
	*size = (uint64_t)*stride * height;
	*handle = i;
	gems[i].dumb_stride = *stride;
	gems[i].dumb_size = *size;
	gems[i].pixels = calloc(1, *size);
	fake_drm.dumbs++;
	return 0;
}

int drmModeMapDumbBuffer(int fd, uint32_t handle, uint64_t *offset)
{
	if (fault_strikes(EINVAL))
		return -1;
	*offset = (uint64_t)handle << 32;
	return 0;
}

int drmModeDestroyDumbBuffer(int fd, uint32_t handle)
{
	if (!gems[handle].used || !gems[handle].pixels)
		abort();
	free(gems[handle].pixels);
	gems[handle].pixels = NULL;
	gems[handle].used = false;
	fake_drm.dumbs--;
	return 0;
}

void *__real_mmap(void *address, size_t length, int prot, int flags, int fd, off_t at);
int __real_munmap(void *address, size_t length);
void *__wrap_mmap(void *address, size_t length, int prot, int flags, int fd, off_t at);
int __wrap_munmap(void *address, size_t length);

void *__wrap_mmap(void *address, size_t length, int prot, int flags, int fd, off_t at)
{
	void *map;

	if (fault_strikes(ENOMEM))
		return MAP_FAILED;
	if (fd >= 0 && fd == card_fd)
		map = gems[(uint64_t)at >> 32].pixels;
	else
		map = __real_mmap(address, length, prot, flags, fd, at);
	if (map != MAP_FAILED)
		fake_drm.mappings++;
	return map;
}

int __wrap_munmap(void *address, size_t length)
{
	unsigned int i;

	fake_drm.mappings--;
	for (i = 0; i < MAX_OBJECTS; i++)
		if (gems[i].pixels == address && address)
			return 0;
	return __real_munmap(address, length);
}

int drmModeCreatePropertyBlob(int fd, const void *data, size_t size, uint32_t *id)
{
	const drmModeModeInfo *info = data;
	uint32_t i;

	if (fault_strikes(ENOMEM))
		return -1;
	for (i = 0; i < 3; i++)
		if (fake_drm_modes[i][0] == info->hdisplay)
			blob_modes[n_blob_ids % MAX_OBJECTS] = i;
	*id = FIRST_BLOB + n_blob_ids++ % MAX_OBJECTS;
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
	for (i = 0; i < N_PROPERTIES; i++)
		properties->props[i] = i + 1;
	return properties;
}

void drmModeFreeObjectProperties(drmModeObjectPropertiesPtr properties)
{
	if (properties)
		free(properties->props);
	free(properties);
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

static int commit(const struct drm_mode_atomic *atomic)
{
	uint32_t fb_id = commit_value(atomic, FAKE_PLANE, "FB_ID", 0);
	uint32_t blob = commit_value(atomic, FAKE_CRTC, "MODE_ID", 0);

	if (fb_id && !fbs[fb_id].used)
		return refuse(ENOENT);
	if (atomic->flags & DRM_MODE_ATOMIC_TEST_ONLY) {
		fake_drm.n_tries++;
		return fake_drm.try_error ? refuse(fake_drm.try_error) : 0;
	}
	if (atomic->flags & DRM_MODE_ATOMIC_NONBLOCK) {
		if (fake_drm.flip_error)
			return refuse(fake_drm.flip_error);
		if (fake_drm.event_owed)
			return refuse(EBUSY);
		fake_drm.n_flips++;
	} else if (blob) {
		if (fake_drm.show_error && !gems[fbs[fb_id].gem].pixels)
			return refuse(fake_drm.show_error);
		fake_drm.mode = blob_modes[blob - FIRST_BLOB];
		fake_drm.n_shows++;
	} else {
		fake_drm.n_offs++;
	}
	commit_apply(atomic);
	return 0;
}

int drmIoctl(int fd, unsigned long request, void *arg)
{
	if (request != DRM_IOCTL_MODE_ATOMIC)
		abort();
	if (fault_strikes(EINVAL)) {
		commit_struck = true;
		return -1;
	}
	return commit(arg);
}
