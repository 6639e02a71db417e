// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/buffer.h"

#include <errno.h>
#include <linux/dma-buf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utlist.h>

#include "tools/common/log.h"
#include "tools/vdispl-worker/format.h"

#define GUEST_PAGE 4096

static struct buffer *buffer_find(struct buffers *b, uint64_t cookie)
{
	struct buffer *buffer;

	HASH_FIND(hh, b->by_cookie, &cookie, sizeof(cookie), buffer);
	return buffer;
}

static struct framebuffer *fb_find(struct buffers *b, uint64_t cookie)
{
	struct framebuffer *fb;

	HASH_FIND(hh, b->framebuffers, &cookie, sizeof(cookie), fb);
	return fb;
}

struct framebuffer *buffers_find(struct buffers *b, uint64_t fb_cookie,
				 struct violation *why)
{
	struct framebuffer *fb = fb_find(b, fb_cookie);

	if (!fb)
		violation(why, -ENOENT, "fb_cookie", fb_cookie,
			  "the cookie of an attached framebuffer");
	return fb;
}

unsigned int buffers_count(const struct buffers *b)
{
	return HASH_COUNT(b->by_cookie);
}

static int create_check(struct buffers *b, const struct xendispl_dbuf_create_req *r,
			uint64_t pages, struct violation *why)
{
	if (buffer_find(b, r->dbuf_cookie))
		return violation(why, -EEXIST, "dbuf_cookie", r->dbuf_cookie,
				 "one that is not in use");
	if (HASH_COUNT(b->by_cookie) + HASH_COUNT(b->leaving) >= BUFFER_MAX)
		return violation(why, -ENOSPC, NULL, 0,
				 "%u buffers are there already", BUFFER_MAX);
	if (pages > b->max_pages - b->pages)
		return violation(why, -ENOSPC, "buffer_sz", r->buffer_sz,
				 "%llu pages, what is left of %llu",
				 (unsigned long long)(b->max_pages - b->pages),
				 (unsigned long long)b->max_pages);
	return 0;
}

/*
 * The proof at creation, with the format that the depth suggests. Its result is
 * not kept, the real framebuffer is tried again: what is kept is the import,
 * and what the driver had to do for the first time is done before the guest's
 * first frame.
 */
static void buffer_prove(struct buffers *b, const struct buffer *buffer,
			 const struct xendispl_dbuf_create_req *r)
{
	struct picture picture = {
		.width = r->width,
		.height = r->height,
		.fourcc = format_guess(r->bpp),
		.offset = r->data_ofs,
	};
	uint32_t strides[FORMAT_MAX_STRIDES];
	char reason[WORKER_REASON_BYTES];
	struct scanout scanout;
	unsigned int i, n;

	n = format_strides(r->bpp, r->width, r->height, r->buffer_sz - r->data_ofs,
			   strides);
	for (i = 0; i < b->n_cards; i++) {
		scanout_prove(&b->cards[i], &buffer->imports[i], &picture, strides,
			      n, &scanout);
		if (scanout.error) {
			scanout_reason(&scanout, reason, sizeof(reason));
			log_debug("buffer of %ux%u, %u bits: card %u: %s", r->width,
				  r->height, r->bpp, i, reason);
		}
		scanout_end(&b->cards[i], &scanout);
	}
}

/* What the module found wrong, in the words of whoever wrote the front end. */
static const char *export_problem(int rc)
{
	switch (rc) {
	case -EBADMSG:
		return "it ends early, names reference 0 or comes back to a page";
	case -EACCES:
		return "a reference is not granted to us for writing";
	case -ESRCH:
		return "the domain is gone";
	default:
		return strerror(-rc);
	}
}

int buffers_create(struct buffers *b, const struct xendispl_dbuf_create_req *r,
		   struct violation *why)
{
	uint64_t pages = ((uint64_t)r->buffer_sz + GUEST_PAGE - 1) / GUEST_PAGE;
	struct buffer *buffer;
	unsigned int i;
	int rc = create_check(b, r, pages, why);

	if (rc)
		return rc;
	buffer = calloc(1, sizeof(*buffer));
	if (!buffer)
		return violation(why, -ENOMEM, NULL, 0, "no memory");
	rc = gntdmabuf_export_directory(b->grants, b->domid, r->gref_directory,
					pages, 0, &buffer->dmabuf);
	if (rc) {
		free(buffer);
		return violation(why, rc, "gref_directory", r->gref_directory,
				 "a directory of %llu granted pages; %s",
				 (unsigned long long)pages, export_problem(rc));
	}
	buffer->cookie = r->dbuf_cookie;
	buffer->pages = pages;
	buffer->size = r->buffer_sz;
	buffer->offset = r->data_ofs;
	for (i = 0; i < b->n_cards; i++)
		scanout_import(&b->cards[i], buffer->dmabuf.fd, &buffer->imports[i]);
	if (r->width)
		buffer_prove(b, buffer, r);
	b->pages += pages;
	HASH_ADD(hh, b->by_cookie, cookie, sizeof(buffer->cookie), buffer);
	return 0;
}

static void fb_destroy(struct buffers *b, struct framebuffer *fb)
{
	unsigned int i;

	b->forget(b->context, fb);
	for (i = 0; i < b->n_cards; i++)
		scanout_end(&b->cards[i], &fb->scanouts[i]);
	HASH_DEL(b->framebuffers, fb);
	DL_DELETE(fb->buffer->framebuffers, fb);
	free(fb);
}

/* Lets go of the pages; from here on the module alone knows when they are free. */
static void buffer_close(struct buffers *b, struct buffer *buffer)
{
	unsigned int i;

	while (buffer->framebuffers)
		fb_destroy(b, buffer->framebuffers);
	if (buffer->map)
		munmap(buffer->map, buffer->pages * GUEST_PAGE);
	for (i = 0; i < b->n_cards; i++)
		scanout_import_end(&b->cards[i], &buffer->imports[i]);
	close(buffer->dmabuf.fd);
	buffer->dmabuf.fd = -1;
	HASH_DEL(b->by_cookie, buffer);
}

int buffers_destroy(struct buffers *b, uint64_t cookie, uint16_t id,
		    struct violation *why)
{
	struct buffer *buffer = buffer_find(b, cookie);

	if (!buffer)
		return violation(why, -ENOENT, "dbuf_cookie", cookie,
				 "the cookie of a display buffer");
	buffer_close(b, buffer);
	buffer->destroy_id = id;
	HASH_ADD(hh, b->leaving, dmabuf.handle, sizeof(buffer->dmabuf.handle), buffer);
	return 0;
}

void buffers_read_events(struct buffers *b)
{
	struct gntdmabuf_event event;
	struct buffer *buffer;
	unsigned int turn;

	for (turn = 0; turn < BUFFER_MAX; turn++) {
		if (gntdmabuf_read_event(b->grants, &event))
			return;
		if (event.type != GNTDMABUF_RELEASED)
			continue;
		HASH_FIND(hh, b->leaving, &event.handle, sizeof(event.handle), buffer);
		if (!buffer)
			continue;
		HASH_DEL(b->leaving, buffer);
		b->pages -= buffer->pages;
		b->released(b->context, buffer->destroy_id);
		free(buffer);
	}
}

static int attach_check(struct buffers *b, const struct xendispl_fb_attach_req *r,
			const struct buffer *buffer, struct violation *why)
{
	const struct format *format = format_find(r->pixel_format);

	if (!buffer)
		return violation(why, -ENOENT, "dbuf_cookie", r->dbuf_cookie,
				 "the cookie of a display buffer");
	if (fb_find(b, r->fb_cookie))
		return violation(why, -EEXIST, "fb_cookie", r->fb_cookie,
				 "one that is not in use");
	if (HASH_COUNT(b->framebuffers) >= FRAMEBUFFER_MAX)
		return violation(why, -ENOSPC, NULL, 0,
				 "%u framebuffers are there already",
				 FRAMEBUFFER_MAX);
	if (format_line_bytes(format->bpp, r->width) * r->height >
	    buffer->size - buffer->offset)
		return violation(why, -EINVAL, "height", r->height,
				 "less: %ux%u of %s do not fit the buffer's %u octets",
				 r->width, r->height, format->name,
				 buffer->size - buffer->offset);
	return 0;
}

int buffers_attach(struct buffers *b, const struct xendispl_fb_attach_req *r,
		   struct violation *why)
{
	struct buffer *buffer = buffer_find(b, r->dbuf_cookie);
	uint32_t strides[FORMAT_MAX_STRIDES];
	struct framebuffer *fb;
	unsigned int i, n;
	int rc = attach_check(b, r, buffer, why);

	if (rc)
		return rc;
	fb = calloc(1, sizeof(*fb));
	if (!fb)
		return violation(why, -ENOMEM, NULL, 0, "no memory");
	fb->cookie = r->fb_cookie;
	fb->buffer = buffer;
	fb->picture.width = r->width;
	fb->picture.height = r->height;
	fb->picture.fourcc = r->pixel_format;
	fb->picture.offset = buffer->offset;
	n = format_strides(format_find(r->pixel_format)->bpp, r->width, r->height,
			   buffer->size - buffer->offset, strides);
	fb->picture.stride = strides[0];
	for (i = 0; i < b->n_cards; i++) {
		scanout_prove(&b->cards[i], &buffer->imports[i], &fb->picture,
			      strides, n, &fb->scanouts[i]);
		/* One card has settled it; the picture cannot have two strides. */
		if (fb->scanouts[i].fb_id) {
			strides[0] = fb->picture.stride;
			n = 1;
		}
	}
	DL_APPEND(buffer->framebuffers, fb);
	HASH_ADD(hh, b->framebuffers, cookie, sizeof(fb->cookie), fb);
	return 0;
}

int buffers_detach(struct buffers *b, uint64_t fb_cookie, struct violation *why)
{
	struct framebuffer *fb = buffers_find(b, fb_cookie, why);

	if (!fb)
		return -ENOENT;
	fb_destroy(b, fb);
	return 0;
}

int buffer_map(struct buffer *buffer, const uint8_t **pixels)
{
	if (!buffer->map) {
		void *map = mmap(NULL, buffer->pages * GUEST_PAGE, PROT_READ,
				 MAP_SHARED, buffer->dmabuf.fd, 0);

		if (map == MAP_FAILED)
			return -errno;
		buffer->map = map;
	}
	*pixels = buffer->map;
	return 0;
}

static int buffer_sync(struct buffer *buffer, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_READ | flags };

	while (ioctl(buffer->dmabuf.fd, DMA_BUF_IOCTL_SYNC, &sync))
		if (errno != EINTR && errno != EAGAIN)
			return -errno;
	return 0;
}

int buffer_sync_begin(struct buffer *buffer)
{
	return buffer_sync(buffer, DMA_BUF_SYNC_START);
}

void buffer_sync_end(struct buffer *buffer)
{
	buffer_sync(buffer, DMA_BUF_SYNC_END);
}

void buffers_finish(struct buffers *b)
{
	struct buffer *buffer, *next;

	HASH_ITER(hh, b->by_cookie, buffer, next) {
		buffer_close(b, buffer);
		free(buffer);
	}
	HASH_ITER(hh, b->leaving, buffer, next) {
		HASH_DEL(b->leaving, buffer);
		free(buffer);
	}
}
