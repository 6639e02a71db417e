// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/show.h"

#include <errno.h>

#include "tools/vdisp-front/clock.h"

#define FOURCC_XRGB8888 0x34325258 /* DRM_FORMAT_XRGB8888, "XR24" */

/* Unique in the whole guest: the connector is in the upper half. */
static uint64_t cookie_of(unsigned int connector, unsigned int number)
{
	return (uint64_t)(connector + 1) << 32 | number;
}

static int perform(struct show *show, unsigned int connector,
		   struct xendispl_req req)
{
	return front_perform(show->front, connector, &req);
}

/* The display buffer on both ends: pages of ours, or of the back end's. */
static int buffer_create(struct show *show, struct show_buffer *buffer,
			 uint32_t width, uint32_t height)
{
	uint32_t size = width * height * 4;
	int err;

	if (show->be_alloc)
		err = front_buffer_reserve(show->front, size, &buffer->buffer);
	else
		err = front_buffer_create(show->front, size, &buffer->buffer);
	if (err)
		return err;
	err = perform(show, 0,
		      operation_dbuf_create(buffer->dbuf_cookie, width, height,
					    32, buffer->buffer));
	return err || !show->be_alloc ? err : front_buffer_map(buffer->buffer);
}

static int buffer_init(struct show *show, struct show_buffer *buffer,
		       uint32_t width, uint32_t height)
{
	int err = buffer_create(show, buffer, width, height);

	if (err)
		return err;
	buffer->picture = (struct card_picture){
		.pixels = buffer->buffer->pixels,
		.width = width,
		.height = height,
		.stride = width * 4,
	};
	card_draw(&buffer->picture, 0);
	return perform(show, 0,
		       operation_fb_attach(buffer->dbuf_cookie,
					   buffer->fb_cookie, width, height,
					   FOURCC_XRGB8888));
}

int show_init(struct show *show, struct front *front, unsigned int connector,
	      unsigned int n_buffers, bool be_alloc)
{
	uint32_t width, height;
	unsigned int i;
	int err;

	memset(show, 0, sizeof(*show));
	show->front = front;
	show->connector = connector;
	show->be_alloc = be_alloc;
	front_get_size(front, connector, &width, &height);
	if (width == 0 || height == 0 || width > CARD_SIZE_MAX ||
	    height > CARD_SIZE_MAX)
		return -ERANGE;
	for (i = 0; i < n_buffers; i++) {
		show->buffers[i].dbuf_cookie = cookie_of(connector, 2 * i + 1);
		show->buffers[i].fb_cookie = cookie_of(connector, 2 * i + 2);
		show->n_buffers = i + 1;
		err = buffer_init(show, &show->buffers[i], width, height);
		if (err)
			goto finish_show;
	}
	err = perform(show, connector,
		      operation_set_config(show->buffers[0].fb_cookie, 0, 0,
					   width, height, 32));
	if (err)
		goto finish_show;
	return 0;

finish_show:
	show_finish(show);
	return err;
}

int show_flip(struct show *show, unsigned int timeout_ms)
{
	unsigned int next = (show->shown + 1) % show->n_buffers, took;
	struct show_buffer *buffer = &show->buffers[next];
	struct xendispl_evt event;
	uint64_t begin;
	int err;

	card_draw_moving(&buffer->picture, show->flips + 1);
	begin = clock_now_ms();
	err = perform(show, show->connector,
		      operation_pg_flip(buffer->fb_cookie));
	if (!err)
		err = front_wait_event(show->front, show->connector, &event,
				       timeout_ms);
	if (err)
		return err;
	if (event.type != XENDISPL_EVT_PG_FLIP ||
	    event.op.pg_flip.fb_cookie != buffer->fb_cookie)
		return -EPROTO;
	took = clock_now_ms() - begin;
	if (took > show->slowest_ms)
		show->slowest_ms = took;
	show->shown = next;
	show->flips++;
	return 0;
}

/* The order is the protocol's: off, framebuffer, display buffer, and only then the pages. */
void show_finish(struct show *show)
{
	if (show->n_buffers > 0)
		perform(show, show->connector, operation_reset_config());
	while (show->n_buffers > 0) {
		struct show_buffer *buffer = &show->buffers[--show->n_buffers];

		perform(show, 0, operation_fb_detach(buffer->fb_cookie));
		if (show->be_alloc && buffer->buffer)
			front_buffer_unmap(buffer->buffer);
		perform(show, 0, operation_dbuf_destroy(buffer->dbuf_cookie));
		front_buffer_destroy(buffer->buffer);
	}
}
