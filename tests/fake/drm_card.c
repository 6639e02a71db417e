// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/drm_card.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#define CONNECTOR_ID 100
#define ENCODER_ID 150
#define CRTC_ID 200
#define PLANE_ID 300		/* the primary ones; overlays follow */
#define TYPE_PROPERTY 400
#define MAX_LEASES 64

static struct fake_drm_card cards[FAKE_DRM_CARDS];
static bool given_up[FAKE_DRM_CARDS];	/* nobody is the master */
static unsigned int n_cards, n_calls, fail_at;
static int lease_error;
static struct { bool used; ino_t card; unsigned int n; uint32_t objects[64]; } leases[MAX_LEASES];
static unsigned int last_lease;

void fake_drm_reset(void)
{
	n_cards = n_calls = fail_at = 0;
	lease_error = 0;
	memset(given_up, 0, sizeof(given_up));
	memset(leases, 0, sizeof(leases));
}

void fake_drm_add(const struct fake_drm_card *card)
{
	cards[n_cards++] = *card;
}

unsigned int fake_drm_leases(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < MAX_LEASES; i++)
		n += leases[i].used;
	return n;
}

unsigned int fake_drm_leased(const uint32_t **objects)
{
	*objects = leases[last_lease].objects;
	return leases[last_lease].n;
}

void fake_drm_fail(unsigned int n)
{
	n_calls = 0;
	fail_at = n;
}

unsigned int fake_drm_calls(void)
{
	return n_calls;
}

void fake_drm_fail_leases(int error)
{
	lease_error = error;
}

void fake_drm_set_foreign(bool foreign)
{
	cards[n_cards - 1].foreign_master = foreign;
}

static bool call_fails(void)
{
	if (++n_calls != fail_at)
		return false;
	errno = ENOMEM;
	return true;
}

static ino_t fd_inode(int fd)
{
	struct stat info;

	return fstat(fd, &info) ? 0 : info.st_ino;
}

static const struct fake_drm_card *card_of(int fd)
{
	struct stat info;
	unsigned int i;

	for (i = 0; i < n_cards; i++)
		if (!stat(cards[i].path, &info) && info.st_ino == fd_inode(fd))
			return &cards[i];
	return NULL;
}

int drmIsKMS(int fd)
{
	const struct fake_drm_card *card = card_of(fd);

	return !call_fails() && card && !card->not_kms;
}

unsigned int fake_drm_masters(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < n_cards; i++)
		n += !given_up[i];
	return n;
}

int drmIsMaster(int fd)
{
	return !call_fails() && !card_of(fd)->foreign_master &&
	       !given_up[card_of(fd) - cards];
}

int drmSetMaster(int fd)
{
	if (call_fails() || card_of(fd)->foreign_master)
		return -1;
	given_up[card_of(fd) - cards] = false;
	return 0;
}

int drmDropMaster(int fd)
{
	if (call_fails())
		return -1;
	given_up[card_of(fd) - cards] = true;
	return 0;
}

int drmSetClientCap(int fd, uint64_t capability, uint64_t value)
{
	return call_fails() ? -1 : 0;
}

static uint32_t *ids_new(uint32_t first, unsigned int n)
{
	uint32_t *ids = calloc(n + 1, sizeof(*ids));
	unsigned int i;

	for (i = 0; i < n; i++)
		ids[i] = first + i;
	return ids;
}

drmModeRes *drmModeGetResources(int fd)
{
	const struct fake_drm_card *card = card_of(fd);
	drmModeRes *resources;

	if (call_fails())
		return NULL;
	resources = calloc(1, sizeof(*resources));
	resources->count_connectors = card->n_connectors;
	resources->connectors = ids_new(CONNECTOR_ID, card->n_connectors);
	resources->count_crtcs = card->n_crtcs;
	resources->crtcs = ids_new(CRTC_ID, card->n_crtcs);
	return resources;
}

void drmModeFreeResources(drmModeRes *resources)
{
	free(resources->connectors);
	free(resources->crtcs);
	free(resources);
}

drmModeConnector *drmModeGetConnectorCurrent(int fd, uint32_t id)
{
	drmModeConnector *connector;

	if (call_fails())
		return NULL;
	connector = calloc(1, sizeof(*connector));
	connector->connector_id = id;
	connector->connector_type = DRM_MODE_CONNECTOR_VGA;
	connector->connector_type_id = id - CONNECTOR_ID + 1;
	connector->count_encoders = 1;
	connector->encoders = ids_new(id - CONNECTOR_ID + ENCODER_ID, 1);
	return connector;
}

void drmModeFreeConnector(drmModeConnector *connector)
{
	free(connector->encoders);
	free(connector->modes);
	free(connector);
}

const char *drmModeGetConnectorTypeName(uint32_t type)
{
	return type == DRM_MODE_CONNECTOR_VGA ? "VGA" : NULL;
}

drmModeEncoder *drmModeGetEncoder(int fd, uint32_t id)
{
	const struct fake_drm_card *card = card_of(fd);
	drmModeEncoder *encoder;

	if (id < ENCODER_ID || call_fails())
		return NULL;
	encoder = calloc(1, sizeof(*encoder));
	encoder->encoder_id = id;
	encoder->possible_crtcs = card->possible_crtcs[id - ENCODER_ID] ?:
				  (1u << card->n_crtcs) - 1;
	return encoder;
}

void drmModeFreeEncoder(drmModeEncoder *encoder)
{
	free(encoder);
}

drmModePlaneRes *drmModeGetPlaneResources(int fd)
{
	const struct fake_drm_card *card = card_of(fd);
	drmModePlaneRes *planes;

	if (call_fails())
		return NULL;
	planes = calloc(1, sizeof(*planes));
	planes->count_planes = 2 * card->n_crtcs;
	planes->planes = ids_new(PLANE_ID, 2 * card->n_crtcs);
	return planes;
}

void drmModeFreePlaneResources(drmModePlaneRes *planes)
{
	free(planes->planes);
	free(planes);
}

drmModePlane *drmModeGetPlane(int fd, uint32_t id)
{
	drmModePlane *plane;

	if (call_fails())
		return NULL;
	plane = calloc(1, sizeof(*plane));
	plane->plane_id = id;
	plane->possible_crtcs = 1u << (id - PLANE_ID) % card_of(fd)->n_crtcs;
	return plane;
}

void drmModeFreePlane(drmModePlane *plane)
{
	free(plane);
}

drmModeObjectProperties *drmModeObjectGetProperties(int fd, uint32_t id, uint32_t type)
{
	drmModeObjectProperties *properties;

	if (call_fails())
		return NULL;
	properties = calloc(1, sizeof(*properties));
	properties->count_props = 1;
	properties->props = ids_new(TYPE_PROPERTY, 1);
	properties->prop_values = calloc(1, sizeof(uint64_t));
	properties->prop_values[0] = id - PLANE_ID < card_of(fd)->n_crtcs ?
		DRM_PLANE_TYPE_PRIMARY : DRM_PLANE_TYPE_OVERLAY;
	return properties;
}

void drmModeFreeObjectProperties(drmModeObjectProperties *properties)
{
	free(properties->props);
	free(properties->prop_values);
	free(properties);
}

drmModePropertyRes *drmModeGetProperty(int fd, uint32_t id)
{
	drmModePropertyRes *property;

	if (call_fails())
		return NULL;
	property = calloc(1, sizeof(*property));
	strcpy(property->name, "type");
	return property;
}

void drmModeFreeProperty(drmModePropertyRes *property)
{
	free(property);
}

static bool object_is_leased(ino_t card, uint32_t object)
{
	unsigned int i, o;

	for (i = 0; i < MAX_LEASES; i++)
		for (o = 0; leases[i].used && leases[i].card == card &&
			    o < leases[i].n; o++)
			if (leases[i].objects[o] == object)
				return true;
	return false;
}

int drmModeCreateLease(int fd, const uint32_t *objects, int n, int flags, uint32_t *lessee)
{
	unsigned int i;
	int o;

	if (call_fails())
		return -ENOMEM;
	if (lease_error)
		return lease_error;
	if (given_up[card_of(fd) - cards])
		return -EACCES;
	for (o = 0; o < n; o++)
		if (object_is_leased(fd_inode(fd), objects[o]))
			return -EBUSY;
	for (i = 0; leases[i].used; i++)
		if (i == MAX_LEASES - 1)
			return -ENOSPC;
	leases[i].used = true;
	leases[i].card = fd_inode(fd);
	leases[i].n = n;
	memcpy(leases[i].objects, objects, n * sizeof(*objects));
	last_lease = i;
	*lessee = i + 1;
	return open("/dev/null", O_RDWR | flags);
}

int drmModeRevokeLease(int fd, uint32_t lessee)
{
	bool fails = call_fails();

	if (fd_inode(fd) != leases[lessee - 1].card)
		abort();
	leases[lessee - 1].used = false;
	return fails ? -ENOENT : 0;
}

/* What it takes to show a picture of one's own: the card's file is the memory. */
static unsigned int n_dumbs, n_fbs;
static uint32_t shown_crtc;

unsigned int fake_drm_pictures(void)
{
	return n_dumbs + n_fbs;
}

uint32_t fake_drm_shown_crtc(void)
{
	return shown_crtc;
}

drmModeConnector *drmModeGetConnector(int fd, uint32_t id)
{
	drmModeConnector *connector = drmModeGetConnectorCurrent(fd, id);

	if (!connector || card_of(fd)->unplugged)
		return connector;
	connector->count_modes = 1;
	connector->modes = calloc(1, sizeof(*connector->modes));
	connector->modes->hdisplay = 64;
	connector->modes->vdisplay = 48;
	return connector;
}

int drmModeCreateDumbBuffer(int fd, uint32_t width, uint32_t height, uint32_t bpp,
			    uint32_t flags, uint32_t *handle, uint32_t *pitch,
			    uint64_t *size)
{
	if (call_fails())
		return -1;
	*pitch = width * bpp / 8;
	*size = (uint64_t)*pitch * height;
	if (ftruncate(fd, *size))
		abort();
	*handle = ++n_dumbs;
	return 0;
}

int drmModeMapDumbBuffer(int fd, uint32_t handle, uint64_t *offset)
{
	*offset = 0;
	return call_fails() ? -1 : 0;
}

int drmModeDestroyDumbBuffer(int fd, uint32_t handle)
{
	n_dumbs--;
	return 0;
}

int drmModeAddFB(int fd, uint32_t width, uint32_t height, uint8_t depth, uint8_t bpp,
		 uint32_t pitch, uint32_t handle, uint32_t *fb_id)
{
	if (call_fails())
		return -1;
	*fb_id = ++n_fbs;
	return 0;
}

int drmModeRmFB(int fd, uint32_t fb_id)
{
	n_fbs--;
	shown_crtc = 0;
	return 0;
}

int drmModeSetCrtc(int fd, uint32_t crtc, uint32_t fb_id, uint32_t x, uint32_t y,
		   uint32_t *connectors, int n, drmModeModeInfo *mode)
{
	/* Whoever leased it would be driving it, too. */
	if (object_is_leased(fd_inode(fd), crtc))
		abort();
	if (call_fails())
		return -1;
	shown_crtc = crtc;
	return 0;
}
