// SPDX-License-Identifier: GPL-2.0-only
/* An output is given to a worker, and taken from it, while its guest draws. */
#include "tests/unit/outputs_case.h"

static void begin(void)
{
	fake_drm_reset();
	outputs_begin(2);
}

static void show(struct framebuffer *fb)
{
	const struct output_area area = { 0, 0, 1024, 768 };

	CU_ASSERT_EQUAL(output_set_config(w->outputs[0], fb, &area, 32, &why), 0);
}

static void test_given_and_taken_while_it_shows(void)
{
	struct framebuffer *fb;

	begin();
	fb = fb_new(1);
	show(fb);
	expect_status(0, WORKER_MODE_HEADLESS, "no display is called VGA-1");
	CU_ASSERT_EQUAL(place_set(0, "VGA-1", fake_drm_open(), ""), 0);
	expect_status(0, WORKER_MODE_ZERO_COPY, "");
	CU_ASSERT_TRUE(fake_drm.lit);
	CU_ASSERT_PTR_EQUAL(w->outputs[0]->shown, fb);
	CU_ASSERT_EQUAL(fake_drm.fb_id, fb->scanouts[0].fb_id);
	/* A buffer from now on is the card's, too. */
	CU_ASSERT_NOT_EQUAL(fb_new(2)->scanouts[0].fb_id, 0);
	CU_ASSERT_EQUAL(place_set(0, "headless", -1, "VGA-1 is assigned to dom6/0"), 0);
	expect_status(0, WORKER_MODE_HEADLESS, "VGA-1 is assigned to dom6/0");
	CU_ASSERT_PTR_EQUAL(w->outputs[0]->shown, fb);
	CU_ASSERT_EQUAL(fake_drm.fbs, 0);
	CU_ASSERT_EQUAL(fake_drm.gems, 0);
	outputs_end();
}

static void test_flips_are_reported_and_counted_on(void)
{
	uint64_t frame;

	begin();
	show(fb_new(1));
	fb_new(2);
	CU_ASSERT_EQUAL(place_set(0, "VGA-1", fake_drm_open(), ""), 0);
	w->outputs[0]->flips = 7;
	CU_ASSERT_EQUAL(output_flip(w->outputs[0], buffers_find(&w->buffers, 2, &why),
				    &why), 0);
	CU_ASSERT_EQUAL(n_reported, 0);
	frame = w->outputs[0]->frame;
	CU_ASSERT_EQUAL(place_set(0, "headless", -1, "taken"), 0);
	/* The frame that the guest believes to be shown. */
	CU_ASSERT_EQUAL(n_reported, 1);
	CU_ASSERT_EQUAL(w->outputs[0]->shown->cookie, 2);
	CU_ASSERT_EQUAL(w->outputs[0]->flips, 7);
	CU_ASSERT_EQUAL(w->outputs[0]->frame, frame + 1);
	/* It goes on. */
	CU_ASSERT_EQUAL(output_flip(w->outputs[0], buffers_find(&w->buffers, 1, &why),
				    &why), 0);
	while (n_reported < 2)
		uv_run(&w->loop, UV_RUN_ONCE);
	CU_ASSERT_EQUAL(w->outputs[0]->flips, 8);
	outputs_end();
}

static void test_nothing_shown_stays_dark(void)
{
	begin();
	fb_new(1);
	CU_ASSERT_EQUAL(place_set(0, "VGA-1", fake_drm_open(), ""), 0);
	CU_ASSERT_FALSE(fake_drm.lit);
	expect_status(0, WORKER_MODE_OFF, "");
	CU_ASSERT_EQUAL(place_set(0, "VGA-1", fake_drm_open(), ""), 0);
	CU_ASSERT_EQUAL(place_set(0, "headless", -1, "x"), 0);
	outputs_end();
}

static void test_other_connectors_stay_as_they_are(void)
{
	struct output *other;

	begin();
	show(fb_new(1));
	CU_ASSERT_EQUAL(place_set(0, "VGA-1", fake_drm_open(), ""), 0);
	other = w->outputs[0];
	CU_ASSERT_EQUAL(place_set(1, "headless", -1, "x"), 0);
	CU_ASSERT_PTR_EQUAL(w->outputs[0], other);
	expect_status(0, WORKER_MODE_ZERO_COPY, "");
	outputs_end();
}

static void test_refused_lease_is_headless(void)
{
	begin();
	show(fb_new(1));
	CU_ASSERT_EQUAL(place_set(0, "VGA-1", 1000 /* is not open */, ""), 0);
	expect_status(0, WORKER_MODE_HEADLESS, "the lease of VGA-1 is of no use");
	CU_ASSERT_EQUAL(place_set(2, "VGA-1", -1, ""), -EBADMSG);
	outputs_end();
}

/* Where the card cannot show the guest's pages and frames are not to be copied. */
static void test_never_copied(void)
{
	begin();
	fake_drm.import_error = EINVAL;
	w->setup.connectors[0].never_copy = 1;
	show(fb_new(1));
	CU_ASSERT_EQUAL(place_set(0, "VGA-1", fake_drm_open(), ""), 0);
	expect_status(0, WORKER_MODE_HEADLESS, "PRIME import: Invalid argument");
	CU_ASSERT_FALSE(fake_drm.lit);
	CU_ASSERT_EQUAL(output_flip(w->outputs[0], fb_new(2), &why), 0);
	while (n_reported < 1)
		uv_run(&w->loop, UV_RUN_ONCE);
	CU_ASSERT_EQUAL(w->outputs[0]->bytes_copied, 0);
	outputs_end();
}

static void test_no_more_buffers_than_allowed(void)
{
	const struct xendispl_dbuf_create_req create = {
		.dbuf_cookie = 9, .width = 64, .height = 64, .bpp = 32,
		.buffer_sz = 64 * 64 * 4, .gref_directory = 1,
	};

	begin();
	w->buffers.max = 2;
	fb_new(1);
	fb_new(2);
	CU_ASSERT_EQUAL(buffers_create(&w->buffers, &create, &why), -ENOSPC);
	CU_ASSERT_STRING_EQUAL(why.allowed, "2 display buffers are there already");
	outputs_end();
}

TEST_MAIN("worker_outputs",
	  TEST(test_given_and_taken_while_it_shows),
	  TEST(test_flips_are_reported_and_counted_on),
	  TEST(test_nothing_shown_stays_dark),
	  TEST(test_other_connectors_stay_as_they_are),
	  TEST(test_refused_lease_is_headless),
	  TEST(test_never_copied),
	  TEST(test_no_more_buffers_than_allowed))
