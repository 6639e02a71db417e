// SPDX-License-Identifier: GPL-2.0-only
/* The rules that hold for every kind of output, on a kind that only records. */
#include "tests/unit/test.h"

#include <errno.h>
#include <string.h>

#include <drm_fourcc.h>
#include <uv.h>

#include "tools/vdispl-worker/output.h"
#include "tools/vdispl-worker/output_headless.h"

static struct {
	unsigned int shows, flips, offs;
	struct framebuffer *flipped;
	int show_error, flip_error;
} kind_calls;

static struct output output;
static uint64_t reported[64];
static unsigned int n_reported;

static int record_show(struct output *output, struct framebuffer *fb,
		       const struct output_area *area)
{
	kind_calls.shows++;
	return kind_calls.show_error;
}

static int record_flip(struct output *output, struct framebuffer *fb)
{
	kind_calls.flips++;
	kind_calls.flipped = fb;
	return kind_calls.flip_error;
}

static void record_off(struct output *output)
{
	kind_calls.offs++;
}

static void record_destroy(struct output *output)
{
}

static const struct output_kind recorder = {
	.show = record_show, .flip = record_flip, .off = record_off,
	.destroy = record_destroy,
};

static void record_report(void *context, unsigned int index, uint64_t fb_cookie)
{
	reported[n_reported++] = fb_cookie;
}

static unsigned int n_changes;

static void count_change(void *context, unsigned int index)
{
	n_changes++;
	/* What is told is what is there. */
	CU_ASSERT_EQUAL(output.frame, n_changes);
}

static const struct worker_connector connector = {
	.output = "VGA-1", .unique_id = "VGA-1", .width = 1024, .height = 768, .card = -1,
};
static const struct output_area whole = { 0, 0, 1024, 768 };
static struct framebuffer a, b, c;
static struct violation why;

static void fb_init(struct framebuffer *fb, uint64_t cookie)
{
	memset(fb, 0, sizeof(*fb));
	fb->cookie = cookie;
	fb->picture.width = 1024;
	fb->picture.height = 768;
	fb->picture.fourcc = DRM_FORMAT_XRGB8888;
}

static void setup(void)
{
	memset(&kind_calls, 0, sizeof(kind_calls));
	n_reported = 0;
	fb_init(&a, 1);
	fb_init(&b, 2);
	fb_init(&c, 3);
	memset(&output, 0, sizeof(output));
	output_init(&output, &recorder, 0, &connector);
	output.report = record_report;
}

static int configure(struct framebuffer *fb)
{
	return output_set_config(&output, fb, &whole, 32, &why);
}

static void test_every_change_of_what_is_shown_is_told(void)
{
	setup();
	n_changes = 0;
	output.changed = count_change;
	output_off(&output);
	CU_ASSERT_EQUAL(n_changes, 0);
	configure(&a);
	CU_ASSERT_EQUAL(n_changes, 1);
	output_flip(&output, &b, &why);
	CU_ASSERT_EQUAL(n_changes, 1);
	output_flip_done(&output);
	CU_ASSERT_EQUAL(n_changes, 2);
	output_off(&output);
	CU_ASSERT_EQUAL(n_changes, 3);
	configure(&a);
	output_forget(&output, &a);
	CU_ASSERT_EQUAL(n_changes, 5);
	kind_calls.show_error = -EINVAL;
	configure(&b);
	CU_ASSERT_EQUAL(n_changes, 5);
}

static void test_flip_needs_a_configuration(void)
{
	setup();
	CU_ASSERT_EQUAL(output_flip(&output, &a, &why), -EINVAL);
	CU_ASSERT_EQUAL(kind_calls.flips, 0);
}

static void test_one_flip_runs_one_waits_a_third_is_busy(void)
{
	setup();
	CU_ASSERT_EQUAL(configure(&a), 0);
	CU_ASSERT_EQUAL(output_flip(&output, &b, &why), 0);
	CU_ASSERT_EQUAL(output_flip(&output, &c, &why), 0);
	CU_ASSERT_EQUAL(kind_calls.flips, 1);
	CU_ASSERT_EQUAL(output_flip(&output, &a, &why), -EBUSY);

	output_flip_done(&output);
	CU_ASSERT_EQUAL(n_reported, 1);
	CU_ASSERT_EQUAL(reported[0], 2);
	CU_ASSERT_PTR_EQUAL(output.shown, &b);
	CU_ASSERT_PTR_EQUAL(kind_calls.flipped, &c);
	output_flip_done(&output);
	CU_ASSERT_EQUAL(reported[1], 3);
	CU_ASSERT_PTR_EQUAL(output.shown, &c);
	CU_ASSERT_EQUAL(output.flips, 2);
	output_flip_done(&output);	/* nobody asked */
	CU_ASSERT_EQUAL(n_reported, 2);
}

static void test_a_refused_flip_is_not_reported(void)
{
	setup();
	configure(&a);
	kind_calls.flip_error = -EIO;
	CU_ASSERT_EQUAL(output_flip(&output, &b, &why), -EIO);
	CU_ASSERT_EQUAL(n_reported, 0);
	CU_ASSERT_PTR_NULL(output.pending);
}

static void test_a_waiting_flip_that_fails_is_reported_all_the_same(void)
{
	setup();
	configure(&a);
	output_flip(&output, &b, &why);
	output_flip(&output, &c, &why);
	kind_calls.flip_error = -EIO;
	output_flip_done(&output);
	CU_ASSERT_EQUAL(n_reported, 2);
	CU_ASSERT_EQUAL(reported[1], 3);
	CU_ASSERT_PTR_EQUAL(output.shown, &b);
	CU_ASSERT_PTR_NULL(output.pending);
}

static void test_off_and_configure_end_the_flips(void)
{
	setup();
	configure(&a);
	output_flip(&output, &b, &why);
	output_flip(&output, &c, &why);
	output_off(&output);
	CU_ASSERT_EQUAL(n_reported, 2);
	CU_ASSERT_PTR_NULL(output.shown);
	CU_ASSERT_EQUAL(output.mode, WORKER_MODE_OFF);
	CU_ASSERT_EQUAL(output_flip(&output, &b, &why), -EINVAL);

	configure(&a);
	output_flip(&output, &b, &why);
	configure(&c);
	CU_ASSERT_EQUAL(n_reported, 3);
	CU_ASSERT_PTR_EQUAL(output.shown, &c);
}

static void test_failed_configuration_leaves_it_dark(void)
{
	setup();
	configure(&a);
	kind_calls.show_error = -ENOSPC;
	CU_ASSERT_EQUAL(configure(&b), -ENOSPC);
	CU_ASSERT_PTR_NULL(output.shown);
	CU_ASSERT_EQUAL(kind_calls.offs, 1);
}

static void test_forget_darkens_only_what_it_concerns(void)
{
	struct framebuffer *concerned[] = { &a, &b, &c };
	struct framebuffer other;
	size_t i;

	fb_init(&other, 9);
	for (i = 0; i < 3; i++) {
		setup();
		configure(&a);
		output_flip(&output, &b, &why);
		output_flip(&output, &c, &why);
		output_forget(&output, &other);
		CU_ASSERT_EQUAL(kind_calls.offs, 0);
		output_forget(&output, concerned[i]);
		CU_ASSERT_EQUAL(kind_calls.offs, 1);
		CU_ASSERT_PTR_NULL(output.shown);
		CU_ASSERT_PTR_NULL(output.pending);
		CU_ASSERT_PTR_NULL(output.queued);
	}
}

static void test_a_framebuffer_must_fill_the_configuration(void)
{
	struct output_area area = whole;

	setup();
	CU_ASSERT_EQUAL(output_set_config(&output, &a, &area, 24, &why), -EINVAL);
	CU_ASSERT_STRING_EQUAL(why.field, "bpp");
	a.picture.width = 1023;
	CU_ASSERT_EQUAL(output_set_config(&output, &a, &area, 32, &why), -EINVAL);
	CU_ASSERT_STRING_EQUAL(why.field, "width");
	b.picture.height = 767;
	CU_ASSERT_EQUAL(output_set_config(&output, &b, &area, 32, &why), -EINVAL);
	CU_ASSERT_STRING_EQUAL(why.field, "height");

	CU_ASSERT_EQUAL(configure(&c), 0);
	CU_ASSERT_EQUAL(output_flip(&output, &a, &why), -EINVAL);
	CU_ASSERT_EQUAL(output_flip(&output, &b, &why), -EINVAL);
	fb_init(&a, 1);
	a.picture.fourcc = DRM_FORMAT_RGB565;
	CU_ASSERT_EQUAL(output_flip(&output, &a, &why), -EINVAL);
	CU_ASSERT_STRING_EQUAL(why.field, "pixel_format");
}

static void test_status_tells_what_is_shown(void)
{
	struct worker_connector_status status;

	setup();
	output_status(&output, &status);
	CU_ASSERT_EQUAL(status.mode, WORKER_MODE_OFF);
	CU_ASSERT_EQUAL(status.width, 0);
	configure(&a);
	output_set_mode(&output, WORKER_MODE_COPY, "%s", "AddFB2: Invalid argument");
	output_flip(&output, &b, &why);
	output_flip_done(&output);
	output_status(&output, &status);
	CU_ASSERT_EQUAL(status.mode, WORKER_MODE_COPY);
	CU_ASSERT_EQUAL(status.width, 1024);
	CU_ASSERT_EQUAL(status.flips, 1);
	CU_ASSERT_STRING_EQUAL(status.reason, "AddFB2: Invalid argument");
}

static uint64_t now_ms(void)
{
	return uv_hrtime() / 1000000;
}

static void test_headless_flips_at_60_hz(void)
{
	struct output *headless = NULL;
	struct worker_connector_status status;
	uint64_t begin;
	unsigned int i;
	uv_loop_t loop;

	setup();
	CU_ASSERT_EQUAL_FATAL(uv_loop_init(&loop), 0);
	CU_ASSERT_EQUAL_FATAL(output_headless_create(&loop, 0, &connector, "no display",
						     &headless), 0);
	headless->report = record_report;
	CU_ASSERT_EQUAL(output_set_config(headless, &a, &whole, 32, &why), 0);
	begin = now_ms();
	for (i = 0; i < 31; i++) {
		CU_ASSERT_EQUAL(output_flip(headless, i & 1 ? &a : &b, &why), 0);
		uv_run(&loop, UV_RUN_DEFAULT);
		CU_ASSERT_EQUAL_FATAL(n_reported, i + 1);
	}
	/* 30 periods, half a second; a machine under load may take longer. */
	CU_ASSERT(now_ms() - begin >= 495);
	output_status(headless, &status);
	CU_ASSERT_EQUAL(status.mode, WORKER_MODE_HEADLESS);
	CU_ASSERT_EQUAL(status.bytes_copied, 0);
	CU_ASSERT_STRING_EQUAL(status.reason, "no display");
	output_flip(headless, &a, &why);
	output_off(headless);
	CU_ASSERT_EQUAL(n_reported, 32);
	output_destroy(headless);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
	CU_ASSERT_EQUAL(n_reported, 32);
}

TEST_MAIN("output",
	  TEST(test_every_change_of_what_is_shown_is_told),
	  TEST(test_flip_needs_a_configuration),
	  TEST(test_one_flip_runs_one_waits_a_third_is_busy),
	  TEST(test_a_refused_flip_is_not_reported),
	  TEST(test_a_waiting_flip_that_fails_is_reported_all_the_same),
	  TEST(test_off_and_configure_end_the_flips),
	  TEST(test_failed_configuration_leaves_it_dark),
	  TEST(test_forget_darkens_only_what_it_concerns),
	  TEST(test_a_framebuffer_must_fill_the_configuration),
	  TEST(test_status_tells_what_is_shown),
	  TEST(test_headless_flips_at_60_hz))
