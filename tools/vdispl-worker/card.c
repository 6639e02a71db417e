// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/card.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "tools/vdispl-worker/format.h"

int card_open(struct card *card, int fd)
{
	int flags = fcntl(fd, F_GETFL);

	memset(card, 0, sizeof(*card));
	card->fd = fd;
	card->has_vblank = true;
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK)) {
		card_close(card);
		return -EBADF;
	}
	card->atomic = drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1) == 0 &&
		       drmSetClientCap(fd, DRM_CLIENT_CAP_ATOMIC, 1) == 0;
	return 0;
}

static void on_closed(uv_handle_t *events)
{
	free(events);
}

void card_close(struct card *card)
{
	if (card->events)
		uv_close((uv_handle_t *)card->events, on_closed);
	card->events = NULL;
	card->n_displays = 0;
	if (card->fd >= 0)
		close(card->fd);
	card->fd = -1;
}

uint32_t card_add_display(struct card *card, struct card_display *display,
			  uint32_t crtc_id)
{
	uint64_t sequence, ns;

	/* Off as the CRTC is now, it cannot count; only a driver that never can says so. */
	if (drmCrtcGetSequence(card->fd, crtc_id, &sequence, &ns) != 0 &&
	    errno == EOPNOTSUPP)
		card->has_vblank = false;
	card->displays[card->n_displays] = display;
	return card->n_displays++;
}

uint64_t card_event_data(uint32_t display, uint32_t sequence)
{
	return (uint64_t)display << 32 | sequence;
}

static void event_deliver(struct card *card, const struct drm_event *event)
{
	struct drm_event_vblank flip;
	uint32_t display;

	if (event->type != DRM_EVENT_FLIP_COMPLETE || event->length < sizeof(flip))
		return;
	memcpy(&flip, event, sizeof(flip));
	display = flip.user_data >> 32;
	if (display < card->n_displays)
		card->displays[display]->flipped(card->displays[display],
						 (uint32_t)flip.user_data);
}

void card_read_events(struct card *card)
{
	char data[1024] __attribute__((aligned(8)));
	ssize_t length = read(card->fd, data, sizeof(data));
	ssize_t at = 0;

	/* The kernel hands out whole events only. */
	while (at + (ssize_t)sizeof(struct drm_event) <= length) {
		struct drm_event *event = (struct drm_event *)(data + at);

		if (event->length < sizeof(*event) || at + event->length > length)
			return;
		event_deliver(card, event);
		at += event->length;
	}
}

static void on_events(uv_poll_t *poll, int status, int events)
{
	card_read_events(poll->data);
}

int card_start(struct card *card, uv_loop_t *loop)
{
	int rc;

	/*
	 * Without a vblank the event comes at once and the display's timer
	 * collects it: a wake-up less for each flip.
	 */
	if (!card->has_vblank)
		return 0;
	card->events = malloc(sizeof(*card->events));
	if (!card->events)
		return -ENOMEM;
	rc = uv_poll_init(loop, card->events, card->fd);
	if (rc) {
		free(card->events);
		card->events = NULL;
		return rc;
	}
	card->events->data = card;
	return uv_poll_start(card->events, UV_READABLE, on_events);
}

int card_import(struct card *card, int dmabuf, uint32_t *gem)
{
	return drmPrimeFDToHandle(card->fd, dmabuf, gem) ? -errno : 0;
}

void card_close_gem(struct card *card, uint32_t gem)
{
	drmCloseBufferHandle(card->fd, gem);
}

int card_add_fb(struct card *card, uint32_t gem, const struct picture *picture,
		uint32_t *fb_id)
{
	uint32_t handles[4] = { gem };
	uint32_t strides[4] = { picture->stride };
	uint32_t offsets[4] = { picture->offset };

	if (drmModeAddFB2(card->fd, picture->width, picture->height,
			  format_opaque(picture->fourcc), handles, strides,
			  offsets, fb_id, 0))
		return -errno;
	return 0;
}

void card_remove_fb(struct card *card, uint32_t fb_id)
{
	drmModeRmFB(card->fd, fb_id);
}

int card_allocate(const struct card *card, const struct memory_request *request,
		  int *fd)
{
	uint32_t gem, stride;
	uint64_t size;
	int rc;

	if (card->fd < 0)
		return -ENODEV;
	if (drmModeCreateDumbBuffer(card->fd, request->width, request->height,
				    request->bpp, 0, &gem, &stride, &size))
		return -errno;
	rc = size < request->octets ? -EMSGSIZE : 0;
	if (!rc && drmPrimeHandleToFD(card->fd, gem, DRM_CLOEXEC | DRM_RDWR, fd))
		rc = -errno;
	/* The dma-buf keeps the memory; who shows it imports it again. */
	drmModeDestroyDumbBuffer(card->fd, gem);
	return rc;
}

static int dumb_map(struct card *card, struct card_dumb *dumb)
{
	uint64_t offset;

	if (drmModeMapDumbBuffer(card->fd, dumb->gem, &offset))
		return -errno;
	dumb->pixels = mmap(NULL, dumb->size, PROT_READ | PROT_WRITE, MAP_SHARED,
			    card->fd, offset);
	if (dumb->pixels != MAP_FAILED)
		return 0;
	dumb->pixels = NULL;
	return -errno;
}

int card_create_dumb(struct card *card, uint32_t width, uint32_t height,
		     uint32_t fourcc, struct card_dumb *dumb)
{
	struct picture picture = { .width = width, .height = height, .fourcc = fourcc };
	int rc;

	memset(dumb, 0, sizeof(*dumb));
	if (drmModeCreateDumbBuffer(card->fd, width, height, format_find(fourcc)->bpp,
				    0, &dumb->gem, &dumb->stride, &dumb->size))
		return -errno;
	picture.stride = dumb->stride;
	rc = card_add_fb(card, dumb->gem, &picture, &dumb->fb_id);
	if (!rc)
		rc = dumb_map(card, dumb);
	if (rc)
		card_destroy_dumb(card, dumb);
	return rc;
}

void card_destroy_dumb(struct card *card, struct card_dumb *dumb)
{
	if (dumb->pixels)
		munmap(dumb->pixels, dumb->size);
	if (dumb->fb_id)
		card_remove_fb(card, dumb->fb_id);
	if (dumb->gem)
		drmModeDestroyDumbBuffer(card->fd, dumb->gem);
	memset(dumb, 0, sizeof(*dumb));
}
