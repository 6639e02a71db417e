// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/copy.h"

#include <errno.h>
#include <string.h>

#include <drm_fourcc.h>

#include "tools/vdispl-worker/buffer.h"
#include "tools/vdispl-worker/convert.h"
#include "tools/vdispl-worker/format.h"

static int dumbs_create(struct copy *copy, struct card *card, uint32_t fourcc)
{
	int rc;

	rc = card_create_dumb(card, copy->size.width, copy->size.height, fourcc,
			      &copy->dumbs[0]);
	if (!rc)
		rc = card_create_dumb(card, copy->size.width, copy->size.height,
				      fourcc, &copy->dumbs[1]);
	if (rc)
		card_destroy_dumb(card, &copy->dumbs[0]);
	return rc;
}

/* Black is zero in every format but YUYV, which is therefore always converted. */
static int dumbs_create_any(struct copy *copy, struct card *card)
{
	uint32_t fourcc = format_opaque(copy->fourcc);

	copy->convert = false;
	if (fourcc != DRM_FORMAT_YUYV && !dumbs_create(copy, card, fourcc))
		return 0;
	copy->convert = fourcc != DRM_FORMAT_XRGB8888;
	return dumbs_create(copy, card, DRM_FORMAT_XRGB8888);
}

int copy_prepare(struct copy *copy, struct card *card, struct placement_size size,
		 uint32_t fourcc, const struct placement *placement)
{
	copy->placement = *placement;
	if (copy->dumbs[0].fb_id && copy->fourcc == fourcc &&
	    copy->size.width == size.width && copy->size.height == size.height) {
		copy->dirty[0] = true;
		copy->dirty[1] = true;
		return 0;
	}
	copy_finish(copy, card);
	copy->placement = *placement;
	copy->size = size;
	copy->fourcc = fourcc;
	return dumbs_create_any(copy, card);
}

static void lines_copy(const struct copy *copy, const struct picture *picture,
		       const uint8_t *pixels, const struct card_dumb *dumb)
{
	const struct placement *p = &copy->placement;
	uint32_t from = format_find(picture->fourcc)->bpp / 8;
	uint32_t to = copy->convert ? 4 : from;
	const uint8_t *line = pixels + picture->offset +
			      (size_t)p->src_y * picture->stride;
	uint8_t *out = (uint8_t *)dumb->pixels + (size_t)p->dst_y * dumb->stride +
		       (size_t)p->dst_x * to;
	uint32_t n;

	for (n = p->height; n--; line += picture->stride, out += dumb->stride) {
		if (copy->convert)
			convert_line(picture->fourcc, line, p->src_x, p->width,
				     (uint32_t *)out);
		else
			memcpy(out, line + (size_t)p->src_x * from,
			       (size_t)p->width * from);
	}
}

int64_t copy_draw(struct copy *copy, struct framebuffer *fb, uint32_t *fb_id)
{
	const struct card_dumb *dumb = &copy->dumbs[copy->back];
	const uint8_t *pixels;
	int rc = buffer_map(fb->buffer, &pixels);

	if (rc)
		return rc;
	if (copy->dirty[copy->back])
		memset(dumb->pixels, 0, dumb->size);
	copy->dirty[copy->back] = false;
	rc = buffer_sync_begin(fb->buffer);
	if (rc)
		return rc;
	lines_copy(copy, &fb->picture, pixels, dumb);
	buffer_sync_end(fb->buffer);
	*fb_id = dumb->fb_id;
	return (int64_t)copy->placement.width * copy->placement.height *
	       (format_find(fb->picture.fourcc)->bpp / 8);
}

void copy_swap(struct copy *copy)
{
	copy->back ^= 1;
}

void copy_finish(struct copy *copy, struct card *card)
{
	card_destroy_dumb(card, &copy->dumbs[0]);
	card_destroy_dumb(card, &copy->dumbs[1]);
	memset(copy, 0, sizeof(*copy));
}
