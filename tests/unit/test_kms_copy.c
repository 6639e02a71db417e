// SPDX-License-Identifier: GPL-2.0-only
/* A guest's buffers on a display that does not take them: the ways into copying. */
#include "tests/unit/kms_case.h"

#include <unistd.h>

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
	CU_ASSERT_EQUAL(pwrite(fb(1)->buffer->fd, &red, 2, 2048 + 6), 2);
	CU_ASSERT_EQUAL(configure(fb(1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	CU_ASSERT_EQUAL(seen(3, 1), 0xff0000);
	CU_ASSERT_EQUAL(seen(4, 1), 0);
	CU_ASSERT_EQUAL(output->bytes_copied, 1024 * 768 * 2);
	teardown();
}

TEST_MAIN("kms_copy",
	  TEST(test_copies_when_the_import_fails),
	  TEST(test_copies_when_the_commit_fails),
	  TEST(test_copies_from_the_flip_that_fails_on),
	  TEST(test_odd_size_is_centred_on_the_nearest_mode),
	  TEST(test_moved_picture_leaves_no_trace),
	  TEST(test_converts_what_the_card_does_not_know))
