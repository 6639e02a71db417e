// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/card.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

static uint32_t encoders_crtcs(int fd, const drmModeConnector *connector)
{
	uint32_t crtcs = 0;
	int i;

	for (i = 0; i < connector->count_encoders; i++) {
		drmModeEncoder *encoder = drmModeGetEncoder(fd, connector->encoders[i]);

		if (!encoder)
			continue;
		crtcs |= encoder->possible_crtcs;
		drmModeFreeEncoder(encoder);
	}
	return crtcs;
}

static uint32_t current_crtc(int fd, const drmModeConnector *connector)
{
	drmModeEncoder *encoder;
	uint32_t id;

	encoder = drmModeGetEncoder(fd, connector->encoder_id);
	if (!encoder)
		return 0;
	id = encoder->crtc_id;
	drmModeFreeEncoder(encoder);
	return id;
}

static void connectors_read(struct card *card, const drmModeRes *resources)
{
	int i;

	for (i = 0; i < resources->count_connectors &&
		    card->n_connectors < CARD_MAX_CONNECTORS; i++) {
		struct card_connector *connector = &card->connectors[card->n_connectors];
		drmModeConnector *found;
		const char *type;

		/* The cached state will do: a probe can take a second. */
		found = drmModeGetConnectorCurrent(card->fd, resources->connectors[i]);
		if (!found)
			continue;
		type = drmModeGetConnectorTypeName(found->connector_type);
		snprintf(connector->name, sizeof(connector->name), "%s-%u",
			 type ? type : "Unknown", found->connector_type_id);
		connector->id = found->connector_id;
		connector->possible_crtcs = encoders_crtcs(card->fd, found);
		connector->current_crtc_id = current_crtc(card->fd, found);
		drmModeFreeConnector(found);
		card->n_connectors++;
	}
}

static bool plane_is_primary(int fd, uint32_t plane_id)
{
	drmModeObjectProperties *properties;
	bool primary = false;
	uint32_t i;

	properties = drmModeObjectGetProperties(fd, plane_id, DRM_MODE_OBJECT_PLANE);
	if (!properties)
		return false;
	for (i = 0; i < properties->count_props; i++) {
		drmModePropertyRes *property;

		property = drmModeGetProperty(fd, properties->props[i]);
		if (!property)
			continue;
		if (!strcmp(property->name, "type"))
			primary = properties->prop_values[i] == DRM_PLANE_TYPE_PRIMARY;
		drmModeFreeProperty(property);
	}
	drmModeFreeObjectProperties(properties);
	return primary;
}

/* The kernel lists each CRTC's own primary plane in the CRTCs' order. */
static void plane_assign(struct card *card, const drmModePlane *plane)
{
	unsigned int i;

	for (i = 0; i < card->n_crtcs; i++) {
		if (!(plane->possible_crtcs & (1u << i)) ||
		    card->crtcs[i].primary_plane_id)
			continue;
		card->crtcs[i].primary_plane_id = plane->plane_id;
		return;
	}
}

static int planes_read(struct card *card)
{
	drmModePlaneRes *planes;
	uint32_t i;

	planes = drmModeGetPlaneResources(card->fd);
	if (!planes)
		return -errno;
	for (i = 0; i < planes->count_planes; i++) {
		drmModePlane *plane;

		if (!plane_is_primary(card->fd, planes->planes[i]))
			continue;
		plane = drmModeGetPlane(card->fd, planes->planes[i]);
		if (!plane)
			continue;
		plane_assign(card, plane);
		drmModeFreePlane(plane);
	}
	drmModeFreePlaneResources(planes);
	return 0;
}

static int card_read(struct card *card)
{
	drmModeRes *resources;
	int i;

	resources = drmModeGetResources(card->fd);
	if (!resources)
		return -ENODEV;
	for (i = 0; i < resources->count_crtcs && i < CARD_MAX_CRTCS; i++)
		card->crtcs[i].id = resources->crtcs[i];
	card->n_crtcs = i;
	connectors_read(card, resources);
	drmModeFreeResources(resources);
	return planes_read(card);
}

int card_open(struct card *card, const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	*card = (struct card){ .fd = -1 };
	return fd < 0 ? -errno : card_resume(card, path, fd);
}

int card_resume(struct card *card, const char *path, int fd)
{
	int ret = -ENODEV;

	*card = (struct card){ .fd = fd };
	snprintf(card->path, sizeof(card->path), "%s", path);
	if (!drmIsKMS(card->fd))
		goto fail;
	if (drmSetClientCap(card->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1))
		goto fail;
	ret = card_read(card);
	if (ret)
		goto fail;
	return 0;

fail:
	card_close(card);
	return ret;
}

int card_take_master(struct card *card)
{
	/* The first to open a card is its master without asking. */
	if (drmIsMaster(card->fd) || !drmSetMaster(card->fd))
		return 0;
	return -EBUSY;
}

void card_give_master(struct card *card)
{
	drmDropMaster(card->fd);
}

int card_find_connector(const struct card *card, const char *name)
{
	unsigned int i;

	for (i = 0; i < card->n_connectors; i++)
		if (!strcmp(card->connectors[i].name, name))
			return i;
	return -ENOENT;
}

void card_close(struct card *card)
{
	if (card->fd >= 0)
		close(card->fd);
	card->fd = -1;
}
