// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/kms_atomic.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

/* A connector, a CRTC and a plane; the plane has the most properties. */
#define MAX_OBJECTS 3
#define MAX_PROPERTIES 16

struct request {
	unsigned int n_objects, n_properties;
	uint32_t objects[MAX_OBJECTS];
	uint32_t counts[MAX_OBJECTS];	/* properties of each object, in order */
	uint32_t properties[MAX_PROPERTIES];
	uint64_t values[MAX_PROPERTIES];
};

/* The properties that follow are @id's. */
static void request_object(struct request *r, uint32_t id)
{
	r->objects[r->n_objects] = id;
	r->counts[r->n_objects] = 0;
	r->n_objects++;
}

static void request_set(struct request *r, uint32_t property, uint64_t value)
{
	r->properties[r->n_properties] = property;
	r->values[r->n_properties] = value;
	r->n_properties++;
	r->counts[r->n_objects - 1]++;
}

static int request_commit(const struct request *r, int fd, uint32_t flags,
			  uint64_t event_data)
{
	struct drm_mode_atomic atomic = {
		.flags = flags,
		.count_objs = r->n_objects,
		.objs_ptr = (uintptr_t)r->objects,
		.count_props_ptr = (uintptr_t)r->counts,
		.props_ptr = (uintptr_t)r->properties,
		.prop_values_ptr = (uintptr_t)r->values,
		.user_data = event_data,
	};

	return drmIoctl(fd, DRM_IOCTL_MODE_ATOMIC, &atomic) ? -errno : 0;
}

static void request_show(struct request *r, const struct kms_path *path,
			 const struct kms_view *view)
{
	r->n_objects = 0;
	r->n_properties = 0;
	request_object(r, path->connector_id);
	request_set(r, path->connector.crtc_id, path->crtc_id);
	request_object(r, path->crtc_id);
	request_set(r, path->crtc.mode_id, view->mode->blob);
	request_set(r, path->crtc.active, 1);
	request_object(r, path->plane_id);
	request_set(r, path->plane.fb_id, view->fb_id);
	request_set(r, path->plane.crtc_id, path->crtc_id);
	/* Source coordinates are 16.16 fixed point. */
	request_set(r, path->plane.src_x, 0);
	request_set(r, path->plane.src_y, 0);
	request_set(r, path->plane.src_w, (uint64_t)view->source.width << 16);
	request_set(r, path->plane.src_h, (uint64_t)view->source.height << 16);
	request_set(r, path->plane.crtc_x, view->target.x);
	request_set(r, path->plane.crtc_y, view->target.y);
	request_set(r, path->plane.crtc_w, view->target.width);
	request_set(r, path->plane.crtc_h, view->target.height);
}

int kms_atomic_try(const struct kms_path *path, const struct kms_view *view)
{
	struct request r;

	request_show(&r, path, view);
	return request_commit(&r, path->fd, DRM_MODE_ATOMIC_TEST_ONLY |
			      DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
}

int kms_atomic_show(const struct kms_path *path, const struct kms_view *view)
{
	struct request r;

	request_show(&r, path, view);
	return request_commit(&r, path->fd, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
}

int kms_atomic_show_event(const struct kms_path *path, const struct kms_view *view,
			  uint64_t event_data)
{
	struct request r;

	request_show(&r, path, view);
	return request_commit(&r, path->fd, DRM_MODE_ATOMIC_ALLOW_MODESET |
			      DRM_MODE_PAGE_FLIP_EVENT, event_data);
}

int kms_atomic_flip(const struct kms_path *path, uint32_t fb_id, uint64_t event_data)
{
	struct request r = { 0 };

	request_object(&r, path->plane_id);
	request_set(&r, path->plane.fb_id, fb_id);
	return request_commit(&r, path->fd, DRM_MODE_ATOMIC_NONBLOCK |
			      DRM_MODE_PAGE_FLIP_EVENT, event_data);
}

int kms_atomic_off(const struct kms_path *path)
{
	struct request r = { 0 };

	request_object(&r, path->connector_id);
	request_set(&r, path->connector.crtc_id, 0);
	request_object(&r, path->crtc_id);
	request_set(&r, path->crtc.mode_id, 0);
	request_set(&r, path->crtc.active, 0);
	request_object(&r, path->plane_id);
	request_set(&r, path->plane.fb_id, 0);
	request_set(&r, path->plane.crtc_id, 0);
	return request_commit(&r, path->fd, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
}

struct wanted {
	const char *name;
	uint32_t *id;
};

static void property_match(const drmModePropertyRes *property,
			   const struct wanted *wanted, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(property->name, wanted[i].name))
			*wanted[i].id = property->prop_id;
}

static int object_resolve(int fd, uint32_t object, uint32_t type,
			  const struct wanted *wanted, size_t n)
{
	drmModeObjectProperties *properties;
	drmModePropertyRes *property;
	uint32_t i;

	properties = drmModeObjectGetProperties(fd, object, type);
	if (!properties)
		return -errno;
	for (i = 0; i < properties->count_props; i++) {
		property = drmModeGetProperty(fd, properties->props[i]);
		if (!property)
			continue;
		property_match(property, wanted, n);
		drmModeFreeProperty(property);
	}
	drmModeFreeObjectProperties(properties);
	for (i = 0; i < n; i++)
		if (!*wanted[i].id)
			return -ENOENT;
	return 0;
}

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

int kms_atomic_resolve(struct kms_path *path)
{
	const struct wanted connector[] = {
		{ "CRTC_ID", &path->connector.crtc_id },
	};
	const struct wanted crtc[] = {
		{ "ACTIVE", &path->crtc.active },
		{ "MODE_ID", &path->crtc.mode_id },
	};
	const struct wanted plane[] = {
		{ "FB_ID", &path->plane.fb_id },
		{ "CRTC_ID", &path->plane.crtc_id },
		{ "SRC_X", &path->plane.src_x },
		{ "SRC_Y", &path->plane.src_y },
		{ "SRC_W", &path->plane.src_w },
		{ "SRC_H", &path->plane.src_h },
		{ "CRTC_X", &path->plane.crtc_x },
		{ "CRTC_Y", &path->plane.crtc_y },
		{ "CRTC_W", &path->plane.crtc_w },
		{ "CRTC_H", &path->plane.crtc_h },
	};
	int rc;

	rc = object_resolve(path->fd, path->connector_id, DRM_MODE_OBJECT_CONNECTOR,
			    connector, N_ELEMENTS(connector));
	if (!rc)
		rc = object_resolve(path->fd, path->crtc_id, DRM_MODE_OBJECT_CRTC,
				    crtc, N_ELEMENTS(crtc));
	if (!rc)
		rc = object_resolve(path->fd, path->plane_id, DRM_MODE_OBJECT_PLANE,
				    plane, N_ELEMENTS(plane));
	return rc;
}
