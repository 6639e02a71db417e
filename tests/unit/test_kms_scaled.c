// SPDX-License-Identifier: GPL-2.0-only
/* A guest whose screen is no mode of the display, on a plane that scales, or does not. */
#include "tests/unit/kms_case.h"

#include "tools/vdispl-worker/fit.h"

/* The guest's screen, and a framebuffer as large. */
static struct framebuffer *screen_of(uint32_t width, uint32_t height, uint64_t cookie)
{
	output->width = width;
	output->height = height;
	CU_ASSERT_EQUAL_FATAL(add_fb(cookie, width, height, DRM_FORMAT_XRGB8888), 0);
	return fb(cookie);
}

static void plane_is(uint32_t x, uint32_t y, uint32_t width, uint32_t height)
{
	CU_ASSERT_EQUAL(fake_drm.x, x);
	CU_ASSERT_EQUAL(fake_drm.y, y);
	CU_ASSERT_EQUAL(fake_drm.width, width);
	CU_ASSERT_EQUAL(fake_drm.height, height);
}

static void test_larger_than_every_mode(void)
{
	struct framebuffer *f;

	setup();
	fake_drm.scales = true;
	f = screen_of(2048, 1024, 1);
	CU_ASSERT_EQUAL(configure(f), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_EQUAL(fake_drm.mode, 0);	/* 1024x768 */
	CU_ASSERT_EQUAL(fake_drm.fb_id, f->scanouts[0].fb_id);
	plane_is(0, 128, 1024, 512);
	CU_ASSERT_EQUAL(output->bytes_copied, 0);
	teardown();
}

static void test_smaller_than_its_mode(void)
{
	setup();
	fake_drm.scales = true;
	CU_ASSERT_EQUAL(configure(screen_of(720, 400, 1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_EQUAL(fake_drm.mode, 1);	/* 800x600 */
	plane_is(0, 78, 800, 444);
	teardown();
}

/* Whichever commit brings the next frame, it lies where the last one did. */
static void test_flips_stay_scaled(void)
{
	struct framebuffer *a, *b;

	setup();
	fake_drm.scales = true;
	a = screen_of(2048, 1024, 1);
	b = screen_of(2048, 1024, 2);
	CU_ASSERT_EQUAL(configure(a), 0);
	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	complete();
	CU_ASSERT_EQUAL(fake_drm.fb_id, b->scanouts[0].fb_id);
	plane_is(0, 128, 1024, 512);
	fake_drm.flip_error = EBUSY;
	CU_ASSERT_EQUAL(output_flip(output, a, &why), 0);
	complete();
	CU_ASSERT_EQUAL(fake_drm.fb_id, a->scanouts[0].fb_id);
	plane_is(0, 128, 1024, 512);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	teardown();
}

static void test_a_plane_that_does_not_scale(void)
{
	setup();
	CU_ASSERT_EQUAL(configure(screen_of(720, 400, 1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	plane_is(40, 100, 720, 400);
	CU_ASSERT_EQUAL(configure(screen_of(2048, 1024, 2)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	CU_ASSERT_STRING_EQUAL(output->reason, "no mode as large as 2048x1024");
	plane_is(0, 0, 1024, 768);
	teardown();
}

static void test_without_atomic_nothing_is_scaled(void)
{
	fake_drm_reset();
	fake_drm.no_atomic = true;
	fake_drm.scales = true;
	open_all();
	CU_ASSERT_PTR_NOT_NULL_FATAL(output);
	CU_ASSERT_EQUAL_FATAL(card_start(&card, &loop), 0);
	CU_ASSERT_EQUAL(configure(screen_of(2048, 1024, 1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	teardown();
}

static void test_away_is_no_matter_of_size(void)
{
	setup();
	fake_drm.scales = true;
	fake_drm.away = true;
	CU_ASSERT_EQUAL(configure(screen_of(2048, 1024, 1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_HEADLESS);
	CU_ASSERT_STRING_EQUAL(output->reason, "the host shows something else at VGA-1");
	teardown();
}

static void test_fit(void)
{
	static const struct placement_size modes[] = { { 1920, 1080 }, { 640, 480 } };
	static const struct {
		struct placement_size screen;
		struct output_area area;
		unsigned int mode;
		bool scales;
		struct placement_rect want;
	} cases[] = {
		{ { 640, 480 }, { 0, 0, 640, 480 }, 1, false, { 0, 0, 640, 480 } },
		/* A picture smaller than the screen, but as large as a mode. */
		{ { 1920, 1080 }, { 0, 0, 640, 480 }, 1, false, { 0, 0, 640, 480 } },
		{ { 1920, 1080 }, { 1280, 600, 640, 480 }, 0, false, { 1280, 600, 640, 480 } },
		{ { 3840, 2160 }, { 0, 0, 3840, 2160 }, 0, true, { 0, 0, 1920, 1080 } },
		{ { 3840, 2160 }, { 1920, 1080, 1920, 1080 }, 0, true, { 960, 540, 960, 540 } },
		{ { 960, 1080 }, { 0, 0, 960, 1080 }, 0, false, { 480, 0, 960, 1080 } },
		/* So little of it that it is not a pixel here. */
		{ { 3840, 2160 }, { 0, 0, 1, 1 }, 0, false, { 0, 0, 0, 0 } },
	};
	struct fit fit;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL_FATAL(fit_choose(&fit, modes, 2, cases[i].screen,
						 &cases[i].area), 0);
		CU_ASSERT_EQUAL(fit.mode, cases[i].mode);
		CU_ASSERT_EQUAL(fit_scales(&fit), cases[i].scales);
		CU_ASSERT(!memcmp(&fit.scaled, &cases[i].want, sizeof(fit.scaled)));
	}
	CU_ASSERT_EQUAL(fit_choose(&fit, modes, 0, cases[0].screen, &cases[0].area),
			-ENODEV);
}

/* Two halves of a screen meet on the display, and neither leaves it. */
static void test_fit_leaves_no_gap(void)
{
	static const uint32_t sides[] = { 1, 2, 479, 480, 1023, 1024, 16384, 65535 };
	const size_t n = sizeof(sides) / sizeof(sides[0]);
	size_t d, s, cut;

	for (d = 0; d < n; d++)
		for (s = 0; s < n; s++)
			for (cut = 0; cut < n && sides[cut] < sides[s]; cut++) {
				struct placement_size display = { sides[d], 1 };
				struct placement_size screen = { sides[s], 1 };
				struct placement_size left = { sides[cut], 1 };
				struct placement_size right = { sides[s] - sides[cut], 1 };
				struct placement_rect a = placement_fit(display, screen,
									0, 0, left);
				struct placement_rect b = placement_fit(display, screen,
									sides[cut], 0, right);

				CU_ASSERT_FATAL(a.x + a.width == b.x);
				CU_ASSERT_FATAL(b.x + b.width <= sides[d]);
			}
}

TEST_MAIN("kms_scaled",
	  TEST(test_larger_than_every_mode),
	  TEST(test_smaller_than_its_mode),
	  TEST(test_flips_stay_scaled),
	  TEST(test_a_plane_that_does_not_scale),
	  TEST(test_without_atomic_nothing_is_scaled),
	  TEST(test_away_is_no_matter_of_size),
	  TEST(test_fit),
	  TEST(test_fit_leaves_no_gap))
