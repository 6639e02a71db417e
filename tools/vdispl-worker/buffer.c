// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utlist.h>

#include "tools/common/dmabuf.h"
#include "tools/common/log.h"
#include "tools/common/pages.h"
#include "tools/vdispl-worker/format.h"

static uint64_t buffer_octets(const struct buffer *buffer)
{
	return buffer->loan->pages * PAGES_OCTETS;
}

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

void buffers_describe(const struct buffers *b, struct worker_buffer *described)
{
	const struct buffer *buffer;

	for (buffer = b->by_cookie; buffer; buffer = buffer->hh.next) {
		const struct framebuffer *fb = buffer->framebuffers;

		*described++ = (struct worker_buffer){
			.handle = buffer->loan->handle,
			.view = buffer->view.loan ? buffer->view.loan->handle : 0,
			.width = fb ? fb->picture.width : 0,
			.height = fb ? fb->picture.height : 0,
			.fourcc = fb ? fb->picture.fourcc : 0,
		};
	}
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
		if (b->cards[i].fd < 0)
			continue;
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

/* Whether other memory might fare better: the guest's directory is not to blame. */
static bool memory_is_unsuitable(int rc)
{
	return rc == -ENOTBLK || rc == -EREMOTE || rc == -EADDRNOTAVAIL ||
	       rc == -EINVAL || rc == -EOPNOTSUPP;
}

/* Gives the guest memory from the first source whose pages can be granted. */
static int buffer_allocate(struct buffers *b, struct buffer *buffer,
			   const struct xendispl_dbuf_create_req *r, uint64_t pages,
			   struct violation *why)
{
	const struct memory_request request = {
		r->width, r->height, r->bpp, pages * PAGES_OCTETS,
	};
	unsigned int source;
	int rc = loans_check(b->loans, pages, true, why);

	if (rc)
		return rc;
	violation(why, -ENOMEM, NULL, 0, "no memory of this host can be granted");
	for (source = 0; source < memory_n_sources(b->n_cards); source++) {
		if (memory_allocate(b->memory, b->cards, b->n_cards, source, &request,
				    &buffer->fd))
			continue;
		rc = loan_give(b->loans, buffer->fd, r->gref_directory, pages,
			       &buffer->loan, why);
		if (!rc)
			return 0;
		close(buffer->fd);
		if (!memory_is_unsuitable(rc))
			return rc;
	}
	return -ENOMEM;
}

int buffers_create(struct buffers *b, const struct xendispl_dbuf_create_req *r,
		   struct violation *why)
{
	uint64_t pages = pages_of(r->buffer_sz);
	struct buffer *buffer;
	unsigned int i;
	int rc;

	if (buffer_find(b, r->dbuf_cookie))
		return violation(why, -EEXIST, "dbuf_cookie", r->dbuf_cookie,
				 "one that is not in use");
	if (buffers_count(b) >= b->max)
		return violation(why, -ENOSPC, NULL, 0,
				 "%u display buffers are there already", b->max);
	buffer = calloc(1, sizeof(*buffer));
	if (!buffer)
		return violation(why, -ENOMEM, NULL, 0, "no memory");
	buffer->cookie = r->dbuf_cookie;
	buffer->size = r->buffer_sz;
	buffer->offset = r->data_ofs;
	buffer->directory = r->gref_directory;
	buffer->own = b->memory && r->flags & XENDISPL_DBUF_FLG_REQ_ALLOC;
	if (buffer->own)
		rc = buffer_allocate(b, buffer, r, pages, why);
	else
		rc = loan_take(b->loans, r->gref_directory, pages, &buffer->loan,
			       &buffer->fd, why);
	if (rc) {
		free(buffer);
		return rc;
	}
	for (i = 0; i < b->n_cards; i++)
		if (b->cards[i].fd >= 0)
			scanout_import(&b->cards[i], buffer->fd, &buffer->imports[i]);
	if (r->width)
		buffer_prove(b, buffer, r);
	HASH_ADD(hh, b->by_cookie, cookie, sizeof(buffer->cookie), buffer);
	return 0;
}

static void fb_destroy(struct buffers *b, struct framebuffer *fb)
{
	struct buffer *buffer = fb->buffer;
	unsigned int i;

	b->forget(b->context, fb);
	for (i = 0; i < b->n_cards; i++)
		scanout_end(&b->cards[i], &fb->scanouts[i]);
	HASH_DEL(b->framebuffers, fb);
	DL_DELETE(buffer->framebuffers, fb);
	free(fb);
	if (b->views && !buffer->framebuffers)
		view_end(b->views, &buffer->view);
}

/* Lets go of the pages; they are back when the loan says so. */
static void buffer_destroy(struct buffers *b, struct buffer *buffer,
			   const struct answer *answer)
{
	unsigned int i;

	while (buffer->framebuffers)
		fb_destroy(b, buffer->framebuffers);
	if (buffer->map)
		munmap(buffer->map, buffer_octets(buffer));
	for (i = 0; i < b->n_cards; i++)
		scanout_import_end(&b->cards[i], &buffer->imports[i]);
	close(buffer->fd);
	if (b->views)
		view_end_with(b->views, &buffer->view, buffer->loan);
	loan_end(b->loans, buffer->loan, answer);
	HASH_DEL(b->by_cookie, buffer);
	free(buffer);
}

int buffers_destroy(struct buffers *b, uint64_t cookie, const struct answer *answer,
		    struct violation *why)
{
	struct buffer *buffer = buffer_find(b, cookie);
	bool own;

	if (!buffer)
		return violation(why, -ENOENT, "dbuf_cookie", cookie,
				 "the cookie of a display buffer");
	own = buffer->own;
	buffer_destroy(b, buffer, own ? NULL : answer);
	return own ? 0 : 1;
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

/* One card has settled it: the picture cannot have two strides. */
static bool fb_is_settled(const struct framebuffer *fb)
{
	unsigned int i;

	for (i = 0; i < WORKER_MAX_CARDS; i++)
		if (fb->scanouts[i].fb_id)
			return true;
	return false;
}

static void fb_prove(struct buffers *b, struct framebuffer *fb, unsigned int card)
{
	const struct buffer *buffer = fb->buffer;
	uint32_t strides[FORMAT_MAX_STRIDES] = { fb->picture.stride };
	unsigned int n = 1;

	if (!fb_is_settled(fb))
		n = format_strides(format_find(fb->picture.fourcc)->bpp,
				   fb->picture.width, fb->picture.height,
				   buffer->size - buffer->offset, strides);
	scanout_prove(&b->cards[card], &buffer->imports[card], &fb->picture, strides,
		      n, &fb->scanouts[card]);
}

int buffers_attach(struct buffers *b, const struct xendispl_fb_attach_req *r,
		   struct violation *why)
{
	struct buffer *buffer = buffer_find(b, r->dbuf_cookie);
	uint32_t strides[FORMAT_MAX_STRIDES];
	struct framebuffer *fb;
	unsigned int i;
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
	format_strides(format_find(r->pixel_format)->bpp, r->width, r->height,
		       buffer->size - buffer->offset, strides);
	fb->picture.stride = strides[0];
	for (i = 0; i < b->n_cards; i++)
		if (b->cards[i].fd >= 0)
			fb_prove(b, fb, i);
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

void buffers_leave_card(struct buffers *b, unsigned int card)
{
	struct framebuffer *fb, *next_fb;
	struct buffer *buffer, *next;

	HASH_ITER(hh, b->framebuffers, fb, next_fb) {
		scanout_end(&b->cards[card], &fb->scanouts[card]);
		fb->scanouts[card] = (struct scanout){ .error = -ENODEV };
	}
	HASH_ITER(hh, b->by_cookie, buffer, next)
		scanout_import_end(&b->cards[card], &buffer->imports[card]);
}

void buffers_join_card(struct buffers *b, unsigned int card)
{
	struct framebuffer *fb, *next_fb;
	struct buffer *buffer, *next;

	HASH_ITER(hh, b->by_cookie, buffer, next)
		scanout_import(&b->cards[card], buffer->fd, &buffer->imports[card]);
	HASH_ITER(hh, b->framebuffers, fb, next_fb)
		fb_prove(b, fb, card);
}

int buffer_map(struct buffer *buffer, const uint8_t **pixels)
{
	if (!buffer->map) {
		void *map = mmap(NULL, buffer_octets(buffer), PROT_READ,
				 MAP_SHARED, buffer->fd, 0);

		if (map == MAP_FAILED)
			return -errno;
		buffer->map = map;
	}
	*pixels = buffer->map;
	return 0;
}

int buffer_sync_begin(struct buffer *buffer)
{
	return dmabuf_sync(buffer->fd, DMA_BUF_SYNC_READ | DMA_BUF_SYNC_START);
}

void buffer_sync_end(struct buffer *buffer)
{
	dmabuf_sync(buffer->fd, DMA_BUF_SYNC_READ | DMA_BUF_SYNC_END);
}

void buffers_finish(struct buffers *b)
{
	struct buffer *buffer, *next;

	HASH_ITER(hh, b->by_cookie, buffer, next)
		buffer_destroy(b, buffer, NULL);
}
