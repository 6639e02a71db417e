// SPDX-License-Identifier: GPL-2.0-only
/* A guest's buffers on a display, zero-copy: showing, flipping, pacing, going. */
#include "tests/unit/kms_case.h"

#include <string.h>
#include <unistd.h>

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
	CU_ASSERT_EQUAL(buffers_destroy(&buffers, 2, NULL, &why), 1);
	CU_ASSERT_FALSE(fake_drm.lit);
	CU_ASSERT_EQUAL(n_reported, 1);
	configure(a);
	CU_ASSERT_EQUAL(buffers_detach(&buffers, 1, &why), 0);
	CU_ASSERT_FALSE(fake_drm.lit);
	teardown();
}

/* The timer's work, up to the next report. */
static void beat(void)
{
	unsigned int before = n_reported, turn;

	for (turn = 0; turn < 1000 && n_reported == before; turn++) {
		uv_run(&loop, UV_RUN_NOWAIT);
		usleep(1000);
	}
}

static void legacy_setup(void)
{
	fake_drm_reset();
	fake_drm.no_atomic = true;
	open_all();
	CU_ASSERT_PTR_NOT_NULL_FATAL(output);
	CU_ASSERT_FALSE(card.atomic);
	CU_ASSERT_EQUAL_FATAL(card_start(&card, &loop), 0);
}

static void test_without_atomic_the_old_way(void)
{
	struct framebuffer *a, *b;

	legacy_setup();
	a = screen_fb(1);
	b = screen_fb(2);
	CU_ASSERT_EQUAL(configure(a), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_EQUAL(fake_drm.fb_id, a->scanouts[0].fb_id);
	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	CU_ASSERT_EQUAL(fake_drm.n_flips, 1);
	uv_run(&loop, UV_RUN_NOWAIT);
	CU_ASSERT_EQUAL(n_reported, 0);
	complete();
	CU_ASSERT_EQUAL(n_reported, 1);
	CU_ASSERT_EQUAL(reported[0], 2);
	output_off(output);
	CU_ASSERT_FALSE(fake_drm.lit);
	teardown();
}

/* Each frame sets the mode then, and the timer keeps the pace. */
static void test_without_atomic_and_without_flips(void)
{
	struct framebuffer *a, *b;

	legacy_setup();
	fake_drm.flip_error = EINVAL;
	a = screen_fb(1);
	b = screen_fb(2);
	CU_ASSERT_EQUAL(configure(a), 0);
	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	CU_ASSERT_EQUAL(fake_drm.n_shows, 2);
	CU_ASSERT_EQUAL(fake_drm.fb_id, b->scanouts[0].fb_id);
	CU_ASSERT_EQUAL(n_reported, 0);		/* never from inside */
	beat();
	CU_ASSERT_EQUAL(n_reported, 1);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	teardown();
}

/* What cannot be placed, and what the driver does not want, is copied. */
static void test_without_atomic_copies_what_it_must(void)
{
	legacy_setup();
	CU_ASSERT_EQUAL(add_fb(1, 700, 500, DRM_FORMAT_XRGB8888), 0);
	CU_ASSERT_EQUAL(configure(fb(1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	CU_ASSERT_EQUAL(fake_drm.width, 1024);
	fake_drm.show_error = EINVAL;
	CU_ASSERT_EQUAL(configure(screen_fb(2)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_COPY);
	teardown();
}

static void test_the_real_monitors_edid_if_it_fits(void)
{
	struct edid monitor;

	fake_drm_reset();
	edid_make(&monitor, "a real one", 1024, 768);
	fake_drm.edid = monitor.bytes;
	fake_drm.edid_size = monitor.size;
	open_all();
	CU_ASSERT_EQUAL(output->edid.size, EDID_BLOCK);
	CU_ASSERT_EQUAL(memcmp(output->edid.bytes, monitor.bytes, EDID_BLOCK), 0);
	teardown();
}

static void test_unplugged_the_guest_goes_on(void)
{
	struct framebuffer *a, *b;

	setup();
	a = screen_fb(1);
	b = screen_fb(2);
	CU_ASSERT_EQUAL(configure(a), 0);
	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	fake_drm.unplugged = true;
	output_refresh(output);
	CU_ASSERT_EQUAL(n_reported, 1);		/* what was under way is over */
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_HEADLESS);
	CU_ASSERT_STRING_EQUAL(output->reason, "nothing is plugged in at VGA-1");
	CU_ASSERT_FALSE(fake_drm.lit);
	CU_ASSERT_PTR_EQUAL(output->shown, b);
	CU_ASSERT_EQUAL(output_flip(output, a, &why), 0);
	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	CU_ASSERT_EQUAL(n_reported, 1);
	beat();
	beat();
	CU_ASSERT_EQUAL(n_reported, 3);

	fake_drm.unplugged = false;
	output_refresh(output);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_TRUE(fake_drm.lit);
	CU_ASSERT_EQUAL(fake_drm.fb_id, b->scanouts[0].fb_id);
	CU_ASSERT_EQUAL(output_flip(output, a, &why), 0);
	complete();
	CU_ASSERT_EQUAL(n_reported, 4);
	teardown();
}

/* Dom0's display is another program's for a while. */
static void away_and_back(void)
{
	struct framebuffer *a = screen_fb(1), *b = screen_fb(2), *c;

	CU_ASSERT_EQUAL(configure(a), 0);
	fake_drm.away = true;
	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_HEADLESS);
	CU_ASSERT_STRING_EQUAL(output->reason, "the host shows something else at VGA-1");
	beat();
	CU_ASSERT_EQUAL(n_reported, 1);
	/* A new buffer, too, will be shown without a copy. */
	c = screen_fb(3);
	CU_ASSERT_EQUAL(configure(c), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_HEADLESS);

	fake_drm.away = false;
	output_refresh(output);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_EQUAL(fake_drm.fb_id, c->scanouts[0].fb_id);
	CU_ASSERT_EQUAL(output_flip(output, a, &why), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	teardown();
}

static void test_away_the_guest_goes_on(void)
{
	setup();
	away_and_back();
	legacy_setup();
	away_and_back();
}

/* What the guest turned off meanwhile must not come back. */
static void test_turned_off_while_away(void)
{
	setup();
	CU_ASSERT_EQUAL(configure(screen_fb(1)), 0);
	fake_drm.away = true;
	output_off(output);
	CU_ASSERT_TRUE(fake_drm.lit);
	fake_drm.away = false;
	output_refresh(output);
	CU_ASSERT_FALSE(fake_drm.lit);
	teardown();
}

/* Nothing plugged in from the beginning; what comes is used. */
static void test_plugged_in_later(void)
{
	fake_drm_reset();
	fake_drm.unplugged = true;
	open_all();
	CU_ASSERT_PTR_NOT_NULL_FATAL(output);
	CU_ASSERT_EQUAL_FATAL(card_start(&card, &loop), 0);
	CU_ASSERT_EQUAL(output->edid.size, EDID_BLOCK);
	output_refresh(output);			/* shows nothing: nothing to do */
	CU_ASSERT_EQUAL(configure(screen_fb(1)), 0);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_HEADLESS);
	fake_drm.unplugged = false;
	output_refresh(output);
	CU_ASSERT_EQUAL(output->mode, WORKER_MODE_ZERO_COPY);
	CU_ASSERT_TRUE(fake_drm.lit);
	teardown();
}

/* A change elsewhere: the same picture, and no flip lost. */
static void test_refresh_keeps_the_newest_frame(void)
{
	struct framebuffer *a, *b, *c;

	setup();
	a = screen_fb(1);
	b = screen_fb(2);
	c = screen_fb(3);
	CU_ASSERT_EQUAL(configure(a), 0);
	CU_ASSERT_EQUAL(output_flip(output, b, &why), 0);
	CU_ASSERT_EQUAL(output_flip(output, c, &why), 0);
	output_refresh(output);
	CU_ASSERT_EQUAL(n_reported, 2);
	CU_ASSERT_EQUAL(reported[0], 2);
	CU_ASSERT_EQUAL(reported[1], 3);
	CU_ASSERT_EQUAL(fake_drm.fb_id, c->scanouts[0].fb_id);
	fake_drm_complete();			/* the event of the dropped one */
	uv_run(&loop, UV_RUN_NOWAIT);
	CU_ASSERT_EQUAL(n_reported, 2);
	teardown();
}

/* Another size, nonsense, too much of it: then ours. */
static void test_no_other_monitors_edid(void)
{
	static const uint8_t long_one[2 * EDID_MAX_BYTES];
	struct edid monitor, ours;
	unsigned int i;

	edid_make(&ours, connector.unique_id, 1024, 768);
	for (i = 0; i < 3; i++) {
		fake_drm_reset();
		edid_make(&monitor, "a real one", 1920, 1080);
		fake_drm.edid = i < 2 ? monitor.bytes : long_one;
		fake_drm.edid_size = i == 0 ? monitor.size : i == 1 ? 7 :
							   sizeof(long_one);
		open_all();
		CU_ASSERT_EQUAL(output->edid.size, ours.size);
		CU_ASSERT_EQUAL(memcmp(output->edid.bytes, ours.bytes, ours.size), 0);
		teardown();
	}
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
	output_refresh(output);
	buffers_detach(&buffers, 1, &why);
	buffers_destroy(&buffers, 2, NULL, &why);
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
	CU_ASSERT(n > 25);
}

static void as_it_is(void)
{
}

static void no_import(void)
{
	fake_drm.import_error = EINVAL;
}

static void no_atomic(void)
{
	fake_drm.no_atomic = true;
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
	sweep(no_atomic);
	sweep(no_flips);
}

TEST_MAIN("kms",
	  TEST(test_shows_the_guests_own_pages),
	  TEST(test_each_guest_size_has_its_mode),
	  TEST(test_busy_card_takes_a_full_commit),
	  TEST(test_without_a_vblank_the_timer_sets_the_pace),
	  TEST(test_event_of_a_dropped_flip_counts_for_nothing),
	  TEST(test_removing_what_is_shown_goes_dark_first),
	  TEST(test_without_atomic_the_old_way),
	  TEST(test_without_atomic_and_without_flips),
	  TEST(test_without_atomic_copies_what_it_must),
	  TEST(test_the_real_monitors_edid_if_it_fits),
	  TEST(test_unplugged_the_guest_goes_on),
	  TEST(test_away_the_guest_goes_on),
	  TEST(test_turned_off_while_away),
	  TEST(test_plugged_in_later),
	  TEST(test_refresh_keeps_the_newest_frame),
	  TEST(test_no_other_monitors_edid),
	  TEST(test_every_call_may_fail))
