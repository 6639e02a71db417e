// SPDX-License-Identifier: GPL-2.0-only
/*
 * A mirror on a card, of a connector whose own output is headless and paced by a
 * timer: so each of the two can be late.
 */
#include "tests/unit/outputs_case.h"

#include <errno.h>
#include <unistd.h>

#include "tools/vdispl-worker/mirror.h"

#define MIRROR WORKER_MAX_CONNECTORS	/* the place of connector 0's */

static void begin(void)
{
	fake_drm_reset();
	outputs_begin(1);
}

/* As ops.c does it. */
static int show(struct framebuffer *fb)
{
	const struct output_area area = { 0, 0, 1024, 768 };
	int rc = output_set_config(w->outputs[0], fb, &area, 32, &why);

	mirror_show(w, 0);
	return rc;
}

static int flip(struct framebuffer *fb)
{
	int rc = output_flip(w->outputs[0], fb, &why);

	if (!rc)
		mirror_flip(w, 0, fb);
	return rc;
}

/* The connector's own output switches. */
static void beat(void)
{
	unsigned int before = n_reported;

	while (n_reported == before) {
		uv_run(&w->loop, UV_RUN_NOWAIT);
		usleep(1000);
	}
}

/* The mirror does. */
static void complete(void)
{
	uint64_t before = w->outputs[MIRROR]->flips;

	fake_drm_complete();
	while (w->outputs[MIRROR]->flips == before)
		uv_run(&w->loop, UV_RUN_NOWAIT);
}

static int set(const char *name, int lease)
{
	return place_set(MIRROR, name, lease, "");
}

static void mirror(void)
{
	CU_ASSERT_EQUAL(set("VGA-2", fake_drm_open()), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(w->outputs[MIRROR]);
}

static void expect(enum worker_output_mode mode, const char *reason)
{
	expect_status(MIRROR, mode, reason);
	expect_status(0, WORKER_MODE_HEADLESS, "no display is called VGA-1");
}

static void test_shows_what_the_connector_shows(void)
{
	struct framebuffer *a, *b;

	begin();
	a = fb_new(1);
	show(a);
	mirror();
	expect(WORKER_MODE_ZERO_COPY, "");
	CU_ASSERT_TRUE(fake_drm.lit);
	CU_ASSERT_EQUAL(fake_drm.fb_id, a->scanouts[MIRROR].fb_id);
	b = fb_new(2);
	CU_ASSERT_EQUAL(flip(b), 0);
	CU_ASSERT_EQUAL(fake_drm.fb_id, b->scanouts[MIRROR].fb_id);
	beat();
	complete();
	CU_ASSERT_EQUAL(n_reported, 1);
	CU_ASSERT_PTR_EQUAL(w->outputs[MIRROR]->shown, b);
	show(a);
	CU_ASSERT_EQUAL(fake_drm.fb_id, a->scanouts[MIRROR].fb_id);
	output_off(w->outputs[0]);
	mirror_show(w, 0);
	CU_ASSERT_FALSE(fake_drm.lit);
	CU_ASSERT_PTR_NULL(w->outputs[MIRROR]->shown);
	outputs_end();
}

static void test_nothing_shown_is_not_mirrored_yet(void)
{
	struct framebuffer *a;

	begin();
	mirror();
	CU_ASSERT_FALSE(fake_drm.lit);
	a = fb_new(1);
	show(a);
	CU_ASSERT_EQUAL(fake_drm.fb_id, a->scanouts[MIRROR].fb_id);
	outputs_end();
}

static void test_slow_mirror_holds_nobody_up_and_skips(void)
{
	struct framebuffer *fbs[4];
	unsigned int i;

	begin();
	for (i = 0; i < 4; i++)
		fbs[i] = fb_new(i + 1);
	show(fbs[0]);
	mirror();
	for (i = 1; i < 4; i++) {
		CU_ASSERT_EQUAL(flip(fbs[i]), 0);
		beat();
		CU_ASSERT_EQUAL(n_reported, i);
	}
	/* It has begun with the first, and goes on with the newest. */
	CU_ASSERT_EQUAL(w->outputs[MIRROR]->flips, 0);
	CU_ASSERT_EQUAL(fake_drm.fb_id, fbs[1]->scanouts[MIRROR].fb_id);
	complete();
	CU_ASSERT_EQUAL(fake_drm.fb_id, fbs[3]->scanouts[MIRROR].fb_id);
	complete();
	CU_ASSERT_EQUAL(w->outputs[MIRROR]->flips, 2);
	CU_ASSERT_EQUAL(n_reported, 3);
	outputs_end();
}

static void test_fast_mirror_tells_the_guest_nothing(void)
{
	struct framebuffer *a, *b, *c;

	begin();
	a = fb_new(1);
	b = fb_new(2);
	c = fb_new(3);
	show(a);
	mirror();
	CU_ASSERT_EQUAL(flip(b), 0);
	/* It waits, for the connector's own output, but not for the mirror. */
	CU_ASSERT_EQUAL(flip(c), 0);
	fake_drm_complete();
	card_read_events(&w->cards[MIRROR]);
	CU_ASSERT_EQUAL(fake_drm.fb_id, c->scanouts[MIRROR].fb_id);
	CU_ASSERT_EQUAL(n_reported, 0);
	/* What is refused is not mirrored. */
	CU_ASSERT_NOT_EQUAL(flip(a), 0);
	fake_drm_complete();
	card_read_events(&w->cards[MIRROR]);
	CU_ASSERT_PTR_EQUAL(w->outputs[MIRROR]->shown, c);
	beat();
	outputs_end();
}

/* Flipped away from, but the mirror has not switched yet. */
static void test_buffer_that_only_the_mirror_shows_goes_at_once(void)
{
	struct framebuffer *a, *b;
	unsigned int n_shows;

	begin();
	a = fb_new(1);
	b = fb_new(2);
	show(a);
	mirror();
	CU_ASSERT_EQUAL(flip(b), 0);
	beat();
	CU_ASSERT_PTR_EQUAL(w->outputs[MIRROR]->shown, a);
	n_shows = fake_drm.n_shows;
	CU_ASSERT_EQUAL(buffers_destroy(&w->buffers, 1, NULL, &why), 1);
	/* A commit that waits for the display. */
	CU_ASSERT_EQUAL(fake_drm.n_shows, n_shows + 1);
	CU_ASSERT_TRUE(fake_drm.lit);
	CU_ASSERT_EQUAL(fake_drm.fb_id, b->scanouts[MIRROR].fb_id);
	CU_ASSERT_PTR_EQUAL(w->outputs[MIRROR]->shown, b);
	CU_ASSERT_PTR_NULL(w->outputs[MIRROR]->pending);
	CU_ASSERT_EQUAL(buffers_detach(&w->buffers, 2, &why), 0);
	CU_ASSERT_FALSE(fake_drm.lit);
	CU_ASSERT_PTR_NULL(w->outputs[MIRROR]->shown);
	outputs_end();
}

static void test_each_output_decides_for_itself(void)
{
	begin();
	fake_drm.import_error = EINVAL;
	show(fb_new(1));
	mirror();
	expect(WORKER_MODE_COPY, "PRIME import: Invalid argument");
	CU_ASSERT_EQUAL(w->outputs[MIRROR]->bytes_copied, 1024 * 768 * 4);
	CU_ASSERT_EQUAL(flip(fb_new(2)), 0);
	beat();
	complete();
	CU_ASSERT_EQUAL(w->outputs[MIRROR]->bytes_copied, 2 * 1024 * 768 * 4);
	CU_ASSERT_EQUAL(w->outputs[0]->bytes_copied, 0);
	outputs_end();
}

static void test_unplugged_and_back(void)
{
	struct framebuffer *a, *b;

	begin();
	a = fb_new(1);
	b = fb_new(2);
	show(a);
	mirror();
	fake_drm.unplugged = true;
	mirror_refresh(w, 0);
	expect(WORKER_MODE_HEADLESS, "nothing is plugged in at VGA-2");
	CU_ASSERT_EQUAL(flip(b), 0);
	beat();
	CU_ASSERT_EQUAL(n_reported, 1);
	fake_drm.unplugged = false;
	mirror_refresh(w, 0);
	expect(WORKER_MODE_ZERO_COPY, "");
	CU_ASSERT_EQUAL(fake_drm.fb_id, b->scanouts[MIRROR].fb_id);
	outputs_end();
}

static void test_broken_mirror_is_off_until_it_is_tried_again(void)
{
	struct framebuffer *a;

	begin();
	/* Nothing that the guest shows, nor a copy of it. */
	fake_drm.only_fourcc = DRM_FORMAT_RGB565;
	a = fb_new(1);
	show(a);
	mirror();
	expect(WORKER_MODE_OFF, "Invalid argument");
	CU_ASSERT_PTR_NULL(w->outputs[MIRROR]->shown);
	CU_ASSERT_FALSE(fake_drm.lit);
	fake_drm.only_fourcc = 0;
	CU_ASSERT_EQUAL(flip(fb_new(2)), 0);
	beat();
	CU_ASSERT_EQUAL(n_reported, 1);
	CU_ASSERT_FALSE(fake_drm.lit);
	show(a);
	expect(WORKER_MODE_COPY, "AddFB2: Invalid argument");
	CU_ASSERT_TRUE(fake_drm.lit);
	outputs_end();
}

static void test_another_output_for_the_connector_leaves_the_mirror(void)
{
	struct worker_set_output elsewhere = { .index = 0, .reason = "taken" };
	struct output *before;

	begin();
	show(fb_new(1));
	mirror();
	before = w->outputs[MIRROR];
	elsewhere.connector = w->setup.connectors[0];
	CU_ASSERT_EQUAL(outputs_set(w, &elsewhere, -1), 0);
	CU_ASSERT_PTR_EQUAL(w->outputs[MIRROR], before);
	CU_ASSERT_TRUE(fake_drm.lit);
	CU_ASSERT_EQUAL(flip(fb_new(2)), 0);
	beat();
	outputs_end();
}

static void test_ended_nothing_is_left(void)
{
	begin();
	show(fb_new(1));
	mirror();
	/* Another one in its place, and none. */
	mirror();
	expect(WORKER_MODE_ZERO_COPY, "");
	CU_ASSERT_EQUAL(set("headless", -1), 0);
	CU_ASSERT_PTR_NULL(w->outputs[MIRROR]);
	CU_ASSERT_EQUAL(fake_drm.fbs, 0);
	CU_ASSERT_EQUAL(fake_drm.gems, 0);
	CU_ASSERT_EQUAL(w->cards[MIRROR].fd, -1);
	CU_ASSERT_EQUAL(flip(fb_new(2)), 0);
	beat();
	outputs_end();
}

static void test_from_the_beginning(void)
{
	int leases[WORKER_MAX_CARDS];

	begin();
	output_destroy(w->outputs[0]);
	w->setup.connectors[MIRROR].card = 0;
	w->setup.connectors[MIRROR].connector_id = FAKE_CONNECTOR;
	w->setup.connectors[MIRROR].crtc_id = FAKE_CRTC;
	w->setup.connectors[MIRROR].plane_id = FAKE_PLANE;
	leases[0] = fake_drm_open();
	CU_ASSERT_EQUAL_FATAL(outputs_open(w, leases), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(w->outputs[MIRROR]);
	show(fb_new(1));
	expect(WORKER_MODE_ZERO_COPY, "");
	outputs_end();
}

static void test_no_such_place(void)
{
	struct worker_set_output output = { .connector.card = -1 };

	begin();
	output.index = MIRROR + 1;
	CU_ASSERT_EQUAL(outputs_set(w, &output, -1), -EBADMSG);
	output.index = WORKER_MAX_PLACES;
	CU_ASSERT_EQUAL(outputs_set(w, &output, -1), -EBADMSG);
	outputs_end();
}

/* Whatever fails on the mirror's card, the guest goes on. */
static void live(void)
{
	struct framebuffer *a, *b;

	set("VGA-2", fake_drm_open());
	a = fb_try(1);
	b = fb_try(2);
	if (a && !show(a) && b) {
		CU_ASSERT_EQUAL(flip(b), 0);
		beat();
		fake_drm_complete();
		if (w->outputs[MIRROR])
			card_read_events(&w->cards[MIRROR]);
		CU_ASSERT_EQUAL(flip(a), 0);
		beat();
	}
	mirror_refresh(w, 0);
	buffers_detach(&w->buffers, 1, &why);
	buffers_destroy(&w->buffers, 2, NULL, &why);
	set("headless", -1);
}

static void sweep(int import_error, int flip_error)
{
	bool struck = true;
	unsigned int n;

	for (n = 1; struck; n++) {
		fake_drm_reset();
		fake_drm.import_error = import_error;
		fake_drm.flip_error = flip_error;
		outputs_begin(1);
		fault_arm(n);
		live();
		struck = fault_disarm();
		outputs_end();
	}
	CU_ASSERT(n > 25);
}

static void test_every_call_may_fail(void)
{
	sweep(0, 0);
	sweep(EINVAL, 0);
	sweep(0, EINVAL);
}

TEST_MAIN("mirror",
	  TEST(test_shows_what_the_connector_shows),
	  TEST(test_nothing_shown_is_not_mirrored_yet),
	  TEST(test_slow_mirror_holds_nobody_up_and_skips),
	  TEST(test_fast_mirror_tells_the_guest_nothing),
	  TEST(test_buffer_that_only_the_mirror_shows_goes_at_once),
	  TEST(test_each_output_decides_for_itself),
	  TEST(test_unplugged_and_back),
	  TEST(test_broken_mirror_is_off_until_it_is_tried_again),
	  TEST(test_another_output_for_the_connector_leaves_the_mirror),
	  TEST(test_ended_nothing_is_left),
	  TEST(test_from_the_beginning),
	  TEST(test_no_such_place),
	  TEST(test_every_call_may_fail))
