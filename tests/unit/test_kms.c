// SPDX-License-Identifier: GPL-2.0-only
/* A guest's buffers on a display: zero-copy, the ways into copying, and pacing. */
#include "tests/unit/test.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <uv.h>

#include "tests/fake/drm.h"
#include "tests/fake/fault.h"
#include "tests/fake/gntdmabuf.h"
#include "tools/vdispl-worker/buffer.h"
#include "tools/vdispl-worker/output_kms.h"

static struct worker_connector connector = {
	.output = "VGA-1", .width = 1024, .height = 768, .card = 0,
	.connector_id = FAKE_CONNECTOR, .crtc_id = FAKE_CRTC, .plane_id = FAKE_PLANE,
};

static struct buffers buffers;
static struct card card;
static struct gntdmabuf *grants;
static struct output *output;
static struct violation why;
static uv_loop_t loop;
static uint64_t reported[64];
static unsigned int n_reported, fds_before;

static void on_report(void *context, unsigned int index, uint64_t fb_cookie)
{
	reported[n_reported++] = fb_cookie;
}

static void on_forget(void *context, struct framebuffer *fb)
{
	if (output)
		output_forget(output, fb);
}

static void on_released(void *context, uint16_t id)
{
}

/* What a test changes of the card is set before. */
static void open_all(void)
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
	buffers.grants = grants;
	buffers.cards = &card;
	buffers.n_cards = 1;
	buffers.max_pages = 1 << 20;
	buffers.forget = on_forget;
	buffers.released = on_released;
	if (card_open(&card, fake_drm_open()))
		return;
	if (output_kms_create(&loop, 0, &connector, &card, text, &output))
		return;
	output->report = on_report;
}

static void setup(void)
{
	fake_drm_reset();
	connector.width = 1024;
	connector.height = 768;
	open_all();
	CU_ASSERT_PTR_NOT_NULL_FATAL(output);
	CU_ASSERT_EQUAL_FATAL(card_start(&card, &loop), 0);
}

static void loop_close(void)
{
	if (uv_is_active((uv_handle_t *)&card.events))
		uv_close((uv_handle_t *)&card.events, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
	memset(&card.events, 0, sizeof(card.events));
}

static void teardown(void)
{
	buffers_finish(&buffers);
	output_destroy(output);
	output = NULL;
	loop_close();
	gntdmabuf_close(grants);
	card_close(&card);
	CU_ASSERT_EQUAL(fake_drm.gems, 0);
	CU_ASSERT_EQUAL(fake_drm.fbs, 0);
	CU_ASSERT_EQUAL(fake_drm.dumbs, 0);
	CU_ASSERT_EQUAL(fake_drm.blobs, 0);
	CU_ASSERT_EQUAL(fake_drm.mappings, 0);
	CU_ASSERT_EQUAL(fake_grants.syncs, 0);
	fake_drm_reset();
	CU_ASSERT_EQUAL(fault_open_fds(), fds_before);
}

static int add_fb(uint64_t cookie, uint32_t width, uint32_t height, uint32_t fourcc)
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

static struct framebuffer *fb(uint64_t cookie)
{
	return buffers_find(&buffers, cookie, &why);
}

static struct framebuffer *screen_fb(uint64_t cookie)
{
	CU_ASSERT_EQUAL_FATAL(add_fb(cookie, 1024, 768, DRM_FORMAT_XRGB8888), 0);
	return fb(cookie);
}

static int configure_at(struct framebuffer *f, uint32_t x, uint32_t y)
{
	struct output_area area = { x, y, f->picture.width, f->picture.height };
	uint32_t bpp = f->picture.fourcc == DRM_FORMAT_XRGB8888 ? 32 : 16;

	return output_set_config(output, f, &area, bpp, &why);
}

static int configure(struct framebuffer *f)
{
	return configure_at(f, 0, 0);
}

/* The display switches, and the loop hears of it. */
static void complete(void)
{
	unsigned int before = n_reported, turn;

	fake_drm_complete();
	for (turn = 0; turn < 100 && n_reported == before; turn++)
		uv_run(&loop, UV_RUN_ONCE);
}

static void paint(struct framebuffer *f, uint32_t x, uint32_t y, uint32_t pixel)
{
	off_t at = (off_t)y * f->picture.stride + x * 4;

	CU_ASSERT_EQUAL(pwrite(f->buffer->dmabuf.fd, &pixel, 4, at), 4);
}

/* The pixel that the display shows there, from the dumb buffer on screen. */
static uint32_t seen(uint32_t x, uint32_t y)
{
	uint32_t stride, pixel;
	const uint8_t *pixels = fake_drm_pixels(fake_drm.fb_id, &stride);

	CU_ASSERT_PTR_NOT_NULL_FATAL(pixels);
	memcpy(&pixel, pixels + (size_t)y * stride + x * 4, 4);
	return pixel;
}

static void test_shows_the_guests_own_pages(void)
{
	struct framebuffer *a, *b;

	setup();
	a = screen_fb(1);
	b = screen_fb(2);
	CU_ASSERT(fake_drm.n_tries >= 4);	/* proven at creation and at attachment */
	CU_ASSERT_EQUAL(configure(a), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_STRING_EQUAL(output->reason, "");
	CU_ASSERT(fake_drm.lit);
	CU_ASSERT_EQUAL(fake_drm.fb_id, a->scanouts[0].fb_id);
	CU_ASSERT_EQUAL(fake_drm.mode, 0);
	CU_ASSERT_EQUAL(fake_drm.width, 1024);

	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	CU_ASSERT_EQUAL(fake_drm.fb_id, b->scanouts[0].fb_id);
	uv_run(&loop, UV_RUN_NOWAIT);
	CU_ASSERT_EQUAL(n_reported, 0);		/* not before the display switched */
	complete();
	CU_ASSERT_EQUAL(n_reported, 1);
	CU_ASSERT_EQUAL(reported[0], 2);
	CU_ASSERT_EQUAL(output->bytes_copied, 0);
	CU_ASSERT_EQUAL(fake_drm.dumbs, 0);
	CU_ASSERT_EQUAL(fake_drm.mappings, 0);
	teardown();
}

static void test_each_guest_size_has_its_mode(void)
{
	setup();
	CU_ASSERT_EQUAL(add_fb(1, 640, 480, DRM_FORMAT_XRGB8888), 0);
	CU_ASSERT_EQUAL(configure(fb(1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_EQUAL(fake_drm.mode, 2);
	teardown();
}

static void test_copies_when_the_import_fails(void)
{
	struct framebuffer *a, *b;

	setup();
	fake_drm.import_error = EOPNOTSUPP;
	a = screen_fb(1);
	b = screen_fb(2);
	paint(a, 0, 0, 0x111111);
	paint(a, 1023, 767, 0x222222);
	paint(b, 5, 5, 0x333333);
	CU_ASSERT_EQUAL(configure(a), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	CU_ASSERT_STRING_EQUAL(output->reason, "PRIME import: Operation not supported");
	CU_ASSERT_EQUAL(seen(0, 0), 0x111111);
	CU_ASSERT_EQUAL(seen(1023, 767), 0x222222);
	CU_ASSERT_EQUAL(output->bytes_copied, 1024 * 768 * 4);
	CU_ASSERT_EQUAL(fake_drm.dumbs, 2);

	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	complete();
	CU_ASSERT_EQUAL(reported[0], 2);
	CU_ASSERT_EQUAL(seen(5, 5), 0x333333);
	CU_ASSERT_EQUAL(output->bytes_copied, 2 * 1024 * 768 * 4);
	output_off(output);
	CU_ASSERT_EQUAL(fake_drm.dumbs, 0);
	CU_ASSERT_FALSE(fake_drm.lit);
	teardown();
}

static void test_copies_when_the_commit_fails(void)
{
	struct framebuffer *a;

	setup();
	a = screen_fb(1);
	fake_drm.show_error = EINVAL;
	CU_ASSERT_EQUAL(configure(a), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	CU_ASSERT_STRING_EQUAL(output->reason,
			       "1024x768 in mode 1024x768: Invalid argument");
	/* The next configuration tries again. */
	fake_drm.show_error = 0;
	CU_ASSERT_EQUAL(configure(a), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_EQUAL(fake_drm.dumbs, 0);
	teardown();
}

static void test_copies_from_the_flip_that_fails_on(void)
{
	struct framebuffer *a, *b;

	setup();
	a = screen_fb(1);
	fake_drm.import_error = ENOMEM;
	b = screen_fb(2);
	paint(b, 9, 9, 0x777777);
	configure(a);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	CU_ASSERT_STRING_EQUAL(output->reason, "PRIME import: Cannot allocate memory");
	complete();
	CU_ASSERT_EQUAL(reported[0], 2);
	CU_ASSERT_EQUAL(seen(9, 9), 0x777777);
	/* And stays there, though this one could be shown. */
	CU_ASSERT_EQUAL(output_flip(output, a, &why), 0);
	complete();
	CU_ASSERT_EQUAL(reported[1], 1);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	teardown();
}

static void test_busy_card_takes_a_full_commit(void)
{
	struct framebuffer *a, *b;

	setup();
	a = screen_fb(1);
	b = screen_fb(2);
	configure(a);
	fake_drm.flip_error = EBUSY;
	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	complete();
	CU_ASSERT_EQUAL(reported[0], 2);
	teardown();
}

static void test_odd_size_is_centred_on_the_nearest_mode(void)
{
	setup();
	connector.width = 720;
	connector.height = 400;
	fake_drm.show_error = EINVAL;	/* the plane must fill the display, as on many */
	output->width = 720;
	output->height = 400;
	CU_ASSERT_EQUAL(add_fb(1, 720, 400, DRM_FORMAT_XRGB8888), 0);
	paint(fb(1), 0, 0, 0xabcdef);
	CU_ASSERT_EQUAL(configure(fb(1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	CU_ASSERT_EQUAL(fake_drm.mode, 1);	/* 800x600 */
	CU_ASSERT_EQUAL(fake_drm.width, 800);
	CU_ASSERT_EQUAL(seen(40, 100), 0xabcdef);
	CU_ASSERT_EQUAL(seen(39, 100), 0);
	teardown();
}

static void test_moved_picture_leaves_no_trace(void)
{
	setup();
	fake_drm.import_error = EINVAL;
	CU_ASSERT_EQUAL(add_fb(1, 100, 100, DRM_FORMAT_XRGB8888), 0);
	paint(fb(1), 0, 0, 0x999999);
	CU_ASSERT_EQUAL(configure_at(fb(1), 10, 10), 0);
	CU_ASSERT_EQUAL(seen(10, 10), 0x999999);
	CU_ASSERT_EQUAL(configure_at(fb(1), 500, 10), 0);
	CU_ASSERT_EQUAL(seen(500, 10), 0x999999);
	CU_ASSERT_EQUAL(configure_at(fb(1), 600, 10), 0);
	CU_ASSERT_EQUAL(seen(10, 10), 0);
	CU_ASSERT_EQUAL(seen(500, 10), 0);
	teardown();
}

static void test_converts_what_the_card_does_not_know(void)
{
	static const uint16_t red = 0xf800;

	setup();
	fake_drm.only_fourcc = DRM_FORMAT_XRGB8888;
	CU_ASSERT_EQUAL(add_fb(1, 1024, 768, DRM_FORMAT_RGB565), 0);
	CU_ASSERT_EQUAL(pwrite(fb(1)->buffer->dmabuf.fd, &red, 2, 2048 + 6), 2);
	CU_ASSERT_EQUAL(configure(fb(1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	CU_ASSERT_EQUAL(seen(3, 1), 0xff0000);
	CU_ASSERT_EQUAL(seen(4, 1), 0);
	CU_ASSERT_EQUAL(output->bytes_copied, 1024 * 768 * 2);
	teardown();
}

static void test_without_a_vblank_the_timer_sets_the_pace(void)
{
	struct framebuffer *a, *b;
	uint64_t begin;
	unsigned int i;

	fake_drm_reset();
	fake_drm.no_vblank = true;
	connector.width = 1024;
	connector.height = 768;
	open_all();
	CU_ASSERT_PTR_NOT_NULL_FATAL(output);
	CU_ASSERT_FALSE(card.has_vblank);
	CU_ASSERT_EQUAL(card_start(&card, &loop), 0);
	a = screen_fb(1);
	b = screen_fb(2);
	configure(a);
	begin = uv_hrtime();
	for (i = 0; i < 31; i++) {
		CU_ASSERT_EQUAL(output_flip(output, i & 1 ? a : b, &why), 0);
		CU_ASSERT_EQUAL(n_reported, i);
		complete();
	}
	CU_ASSERT_EQUAL(n_reported, 31);
	/* The fake's modes have a period of 1/60 s. */
	CU_ASSERT((uv_hrtime() - begin) / 1000000 >= 495);
	teardown();
}

static void test_event_of_a_dropped_flip_counts_for_nothing(void)
{
	struct framebuffer *a, *b, *c;

	setup();
	a = screen_fb(1);
	b = screen_fb(2);
	c = screen_fb(3);
	configure(a);
	output_flip(output, b, &why);
	configure(a);			/* reports the flip of b as over */
	CU_ASSERT_EQUAL(n_reported, 1);
	fake_drm_complete();		/* its event comes late */
	CU_ASSERT_EQUAL(output_flip(output, c, &why), 0);
	uv_run(&loop, UV_RUN_NOWAIT);
	CU_ASSERT_EQUAL(n_reported, 1);
	CU_ASSERT_PTR_EQUAL(output->pending, c);
	complete();
	CU_ASSERT_EQUAL(reported[1], 3);
	teardown();
}

static void test_removing_what_is_shown_goes_dark_first(void)
{
	struct framebuffer *a;

	setup();
	a = screen_fb(1);
	screen_fb(2);
	configure(a);
	output_flip(output, fb(2), &why);
	/* The fake aborts if a framebuffer on screen is removed. */
	CU_ASSERT_EQUAL(buffers_destroy(&buffers, 2, 0, &why), 0);
	CU_ASSERT_FALSE(fake_drm.lit);
	CU_ASSERT_EQUAL(n_reported, 1);
	configure(a);
	CU_ASSERT_EQUAL(buffers_detach(&buffers, 1, &why), 0);
	CU_ASSERT_FALSE(fake_drm.lit);
	teardown();
}

static void test_no_atomic_no_output(void)
{
	fake_drm_reset();
	fake_drm.no_atomic = true;
	open_all();
	CU_ASSERT_PTR_NULL(output);
	CU_ASSERT_EQUAL(card.fd, -1);
	loop_close();
	gntdmabuf_close(grants);
	fake_drm_reset();
	CU_ASSERT_EQUAL(fault_open_fds(), fds_before);
}

/* A guest's whole life; errors are fine, leaks and aborts are not. */
static void live(void)
{
	struct framebuffer *a, *b;

	open_all();
	if (!output)
		return;
	add_fb(1, 1024, 768, DRM_FORMAT_XRGB8888);
	add_fb(2, 1024, 768, DRM_FORMAT_XRGB8888);
	a = fb(1);
	b = fb(2);
	if (a && configure(a) == 0 && b && output_flip(output, b, &why) == 0) {
		fake_drm_complete();
		card_read_events(&card);
	}
	if (a && output->shown)
		output_flip(output, a, &why);
	buffers_detach(&buffers, 1, &why);
	buffers_destroy(&buffers, 2, 0, &why);
}

static void sweep(void (*prepare)(void))
{
	unsigned int n;
	bool struck = true;

	for (n = 1; struck; n++) {
		fake_drm_reset();
		prepare();
		fault_arm(n);
		live();
		struck = fault_disarm();
		teardown();
	}
	CU_ASSERT(n > 40);
}

static void as_it_is(void)
{
}

static void no_import(void)
{
	fake_drm.import_error = EINVAL;
}

static void no_flips(void)
{
	fake_drm.flip_error = EINVAL;
}

static void test_every_call_may_fail(void)
{
	connector.width = 1024;
	connector.height = 768;
	sweep(as_it_is);
	sweep(no_import);
	sweep(no_flips);
}

TEST_MAIN("kms",
	  TEST(test_shows_the_guests_own_pages),
	  TEST(test_each_guest_size_has_its_mode),
	  TEST(test_copies_when_the_import_fails),
	  TEST(test_copies_when_the_commit_fails),
	  TEST(test_copies_from_the_flip_that_fails_on),
	  TEST(test_busy_card_takes_a_full_commit),
	  TEST(test_odd_size_is_centred_on_the_nearest_mode),
	  TEST(test_moved_picture_leaves_no_trace),
	  TEST(test_converts_what_the_card_does_not_know),
	  TEST(test_without_a_vblank_the_timer_sets_the_pace),
	  TEST(test_event_of_a_dropped_flip_counts_for_nothing),
	  TEST(test_removing_what_is_shown_goes_dark_first),
	  TEST(test_no_atomic_no_output),
	  TEST(test_every_call_may_fail))
