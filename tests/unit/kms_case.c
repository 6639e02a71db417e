// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/kms_case.h"

#include <string.h>
#include <unistd.h>

struct worker_connector connector = {
	.output = "VGA-1", .width = 1024, .height = 768, .card = 0,
	.connector_id = FAKE_CONNECTOR, .crtc_id = FAKE_CRTC, .plane_id = FAKE_PLANE,
};

struct buffers buffers;
static struct loans loans;
struct card card;
struct gntdmabuf *grants;
struct output *output;
struct violation why;
uv_loop_t loop;
uint64_t reported[64];
unsigned int n_reported, fds_before;

static void on_report(void *context, unsigned int index, uint64_t fb_cookie)
{
	reported[n_reported++] = fb_cookie;
}

static void on_forget(void *context, struct framebuffer *fb)
{
	if (output)
		output_forget(output, fb);
}

void open_all(void)
{
	char text[WORKER_REASON_BYTES];

	/* The first loop leaves a pipe that is libuv's for ever. */
	CU_ASSERT_EQUAL_FATAL(uv_loop_init(&loop), 0);
	CU_ASSERT_EQUAL_FATAL(uv_loop_close(&loop), 0);
	fds_before = fault_open_fds();
	fake_grants_reset();
	n_reported = 0;
	output = NULL;
	CU_ASSERT_EQUAL_FATAL(uv_loop_init(&loop), 0);
	CU_ASSERT_EQUAL_FATAL(gntdmabuf_open(&grants), 0);
	memset(&buffers, 0, sizeof(buffers));
	memset(&loans, 0, sizeof(loans));
	loans.grants = grants;
	loans.max_pages = 1 << 20;
	buffers.loans = &loans;
	buffers.cards = &card;
	buffers.n_cards = 1;
	buffers.max = WORKER_MAX_BUFFERS;
	buffers.forget = on_forget;
	if (card_open(&card, fake_drm_open()))
		return;
	if (output_kms_create(&loop, 0, &connector, &card, text, &output))
		return;
	output->report = on_report;
}

void setup(void)
{
	fake_drm_reset();
	connector.width = 1024;
	connector.height = 768;
	open_all();
	CU_ASSERT_PTR_NOT_NULL_FATAL(output);
	CU_ASSERT_EQUAL_FATAL(card_start(&card, &loop), 0);
}

void loop_close(void)
{
	card_close(&card);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

void teardown(void)
{
	buffers_finish(&buffers);
	loans_finish(&loans);
	output_destroy(output);
	output = NULL;
	loop_close();
	gntdmabuf_close(grants);
	CU_ASSERT_EQUAL(fake_drm.gems, 0);
	CU_ASSERT_EQUAL(fake_drm.fbs, 0);
	CU_ASSERT_EQUAL(fake_drm.dumbs, 0);
	CU_ASSERT_EQUAL(fake_drm.blobs, 0);
	CU_ASSERT_EQUAL(fake_drm.mappings, 0);
	CU_ASSERT_EQUAL(fake_grants.syncs, 0);
	fake_drm_reset();
	CU_ASSERT_EQUAL(fault_open_fds(), fds_before);
}

int add_fb(uint64_t cookie, uint32_t width, uint32_t height, uint32_t fourcc)
{
	uint32_t bpp = fourcc == DRM_FORMAT_XRGB8888 ? 32 : 16;
	struct xendispl_dbuf_create_req create = {
		.dbuf_cookie = cookie, .width = width, .height = height, .bpp = bpp,
		.buffer_sz = width * height * bpp / 8, .gref_directory = 1,
	};
	struct xendispl_fb_attach_req attach = {
		.dbuf_cookie = cookie, .fb_cookie = cookie, .width = width,
		.height = height, .pixel_format = fourcc,
	};
	int rc = buffers_create(&buffers, &create, &why);

	return rc ? rc : buffers_attach(&buffers, &attach, &why);
}

struct framebuffer *fb(uint64_t cookie)
{
	return buffers_find(&buffers, cookie, &why);
}

struct framebuffer *screen_fb(uint64_t cookie)
{
	CU_ASSERT_EQUAL_FATAL(add_fb(cookie, 1024, 768, DRM_FORMAT_XRGB8888), 0);
	return fb(cookie);
}

int configure_at(struct framebuffer *f, uint32_t x, uint32_t y)
{
	struct output_area area = { x, y, f->picture.width, f->picture.height };
	uint32_t bpp = f->picture.fourcc == DRM_FORMAT_XRGB8888 ? 32 : 16;

	return output_set_config(output, f, &area, bpp, &why);
}

int configure(struct framebuffer *f)
{
	return configure_at(f, 0, 0);
}

void complete(void)
{
	unsigned int before = n_reported, turn;

	fake_drm_complete();
	for (turn = 0; turn < 100 && n_reported == before; turn++)
		uv_run(&loop, UV_RUN_ONCE);
}

void paint(struct framebuffer *f, uint32_t x, uint32_t y, uint32_t pixel)
{
	off_t at = (off_t)y * f->picture.stride + x * 4;

	CU_ASSERT_EQUAL(pwrite(f->buffer->fd, &pixel, 4, at), 4);
}

uint32_t seen(uint32_t x, uint32_t y)
{
	uint32_t stride, pixel;
	const uint8_t *pixels = fake_drm_pixels(fake_drm.fb_id, &stride);

	CU_ASSERT_PTR_NOT_NULL_FATAL(pixels);
	memcpy(&pixel, pixels + (size_t)y * stride + x * 4, 4);
	return pixel;
}
