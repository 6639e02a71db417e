// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/buffer_case.h"

#include <unistd.h>

static int create(uint64_t cookie)
{
	return create_with(cookie, 0);
}

static void test_create_exports_what_was_asked(void)
{
	setup();
	CU_ASSERT_EQUAL(create(1), 0);
	CU_ASSERT_EQUAL(fake_grants.domid, 5);
	CU_ASSERT_EQUAL(fake_grants.directory, 77);
	CU_ASSERT_EQUAL(fake_grants.count, PAGES);
	CU_ASSERT_EQUAL(loans.pages, PAGES);
	CU_ASSERT_EQUAL(buffers_count(&buffers), 1);
	teardown();
}

static void test_described(void)
{
	struct worker_buffer described[2];

	setup();
	CU_ASSERT_EQUAL(create(1), 0);
	CU_ASSERT_EQUAL(create(2), 0);
	CU_ASSERT_EQUAL(attach(2, 20, 800, 600, DRM_FORMAT_RGB565), 0);
	CU_ASSERT_EQUAL(attach_whole(2, 21), 0);
	buffers_describe(&buffers, described);
	CU_ASSERT_EQUAL(described[0].fourcc, 0);
	CU_ASSERT_EQUAL(described[0].width, 0);
	CU_ASSERT_NOT_EQUAL(described[0].handle, 0);
	CU_ASSERT_EQUAL(described[0].view, 0);
	CU_ASSERT_EQUAL(described[1].handle, fake_grants.last_handle);
	CU_ASSERT_EQUAL(described[1].width, 800);
	CU_ASSERT_EQUAL(described[1].height, 600);
	CU_ASSERT_EQUAL(described[1].fourcc, DRM_FORMAT_RGB565);
	teardown();
}

static void test_cookies(void)
{
	setup();
	CU_ASSERT_EQUAL(create(1), 0);
	CU_ASSERT_EQUAL(create(1), -EEXIST);
	CU_ASSERT_EQUAL(attach_whole(2, 10), -ENOENT);
	CU_ASSERT_EQUAL(attach_whole(1, 10), 0);
	CU_ASSERT_EQUAL(attach_whole(1, 10), -EEXIST);
	CU_ASSERT_PTR_NULL(buffers_find(&buffers, 11, &why));
	CU_ASSERT_PTR_NOT_NULL(buffers_find(&buffers, 10, &why));
	CU_ASSERT_EQUAL(buffers_detach(&buffers, 11, &why), -ENOENT);
	CU_ASSERT_EQUAL(buffers_detach(&buffers, 10, &why), 0);
	CU_ASSERT_EQUAL(buffers_detach(&buffers, 10, &why), -ENOENT);
	CU_ASSERT_EQUAL(destroy(2, 0), -ENOENT);
	CU_ASSERT_EQUAL(fake_grants.n_exports, 1);
	teardown();
}

static void test_a_refused_directory_leaves_nothing(void)
{
	setup();
	fake_grants.export_error = -EBADMSG;
	CU_ASSERT_EQUAL(create(1), -EBADMSG);
	CU_ASSERT_STRING_EQUAL(why.field, "gref_directory");
	CU_ASSERT_EQUAL(loans.pages, 0);
	CU_ASSERT_EQUAL(buffers_count(&buffers), 0);
	teardown();
}

static void test_pages_are_capped_until_released(void)
{
	unsigned int i;

	setup();
	for (i = 1; i <= 4; i++)
		CU_ASSERT_EQUAL(create(i), 0);
	CU_ASSERT_EQUAL(create(5), -ENOSPC);
	CU_ASSERT_EQUAL(destroy(1, 0), 1);
	CU_ASSERT_EQUAL(create(5), -ENOSPC);	/* not back yet */
	fake_grants_release(1);
	loans_read_events(&loans);
	CU_ASSERT_EQUAL(create(5), 0);
	teardown();
}

static void test_counts_are_capped(void)
{
	struct xendispl_dbuf_create_req r = { .buffer_sz = 4096, .gref_directory = 1 };
	unsigned int i;

	setup();
	for (i = 1; i <= LOANS_MAX; i++) {
		r.dbuf_cookie = i;
		CU_ASSERT_EQUAL(buffers_create(&buffers, &r, &why), 0);
	}
	r.dbuf_cookie = i;
	CU_ASSERT_EQUAL(buffers_create(&buffers, &r, &why), -ENOSPC);
	/* One that is leaving counts as well: it has our memory. */
	CU_ASSERT_EQUAL(destroy(1, 0), 1);
	CU_ASSERT_EQUAL(buffers_create(&buffers, &r, &why), -ENOSPC);
	for (i = 1; i <= FRAMEBUFFER_MAX; i++)
		CU_ASSERT_EQUAL(attach(2, i, 32, 32, DRM_FORMAT_XRGB8888), 0);
	CU_ASSERT_EQUAL(attach(2, i, 32, 32, DRM_FORMAT_XRGB8888), -ENOSPC);
	teardown();
}

static void test_destroy_waits_for_the_module(void)
{
	setup();
	create(1);
	create(2);
	CU_ASSERT_EQUAL(destroy(1, 1001), 1);
	CU_ASSERT_EQUAL(destroy(2, 1002), 1);
	CU_ASSERT_EQUAL(destroy(1, 1003), -ENOENT);
	loans_read_events(&loans);
	CU_ASSERT_EQUAL(n_released, 0);

	fake_grants_release(2);		/* the other way round, and one of nobody's */
	fake_grants_release(99);
	fake_grants_release(1);
	loans_read_events(&loans);
	CU_ASSERT_EQUAL(n_released, 2);
	CU_ASSERT_EQUAL(released[0], 1002);
	CU_ASSERT_EQUAL(released[1], 1001);
	CU_ASSERT_EQUAL(loans.pages, 0);
	teardown();
}

static void test_a_cookie_is_free_while_its_buffer_leaves(void)
{
	setup();
	create(1);
	CU_ASSERT_EQUAL(destroy(1, 1001), 1);
	CU_ASSERT_EQUAL(create(1), 0);
	CU_ASSERT_EQUAL(destroy(1, 1002), 1);
	fake_grants_release(2);
	loans_read_events(&loans);
	CU_ASSERT_EQUAL(n_released, 1);
	CU_ASSERT_EQUAL(released[0], 1002);
	teardown();
}

static void test_destroy_takes_the_framebuffers_along(void)
{
	setup();
	create(1);
	create(2);
	attach_whole(1, 10);
	attach_whole(2, 20);
	attach_whole(1, 11);
	CU_ASSERT_EQUAL(fake_drm.fbs, 3);
	CU_ASSERT_EQUAL(destroy(1, 0), 1);
	CU_ASSERT_EQUAL(n_forgotten, 2);
	CU_ASSERT_EQUAL(fake_drm.fbs, 1);
	CU_ASSERT_EQUAL(fake_drm.gems, 1);
	CU_ASSERT_PTR_NULL(buffers_find(&buffers, 10, &why));
	CU_ASSERT_PTR_NULL(buffers_find(&buffers, 11, &why));
	CU_ASSERT_PTR_NOT_NULL(buffers_find(&buffers, 20, &why));
	teardown();
}

static void test_framebuffer_must_fit_its_buffer(void)
{
	struct xendispl_dbuf_create_req r = {
		.dbuf_cookie = 2, .buffer_sz = SIZE + 100, .gref_directory = 1,
		.data_ofs = 104,
	};

	setup();
	create(1);
	CU_ASSERT_EQUAL(attach(1, 10, 1024, 769, DRM_FORMAT_XRGB8888), -EINVAL);
	CU_ASSERT_EQUAL(attach(1, 10, 16384, 16384, DRM_FORMAT_XRGB8888), -EINVAL);
	CU_ASSERT_EQUAL(attach(1, 10, 1024, 1536, DRM_FORMAT_RGB565), 0);
	/* The offset takes room too. */
	CU_ASSERT_EQUAL(buffers_create(&buffers, &r, &why), 0);
	CU_ASSERT_EQUAL(attach(2, 20, 1024, 768, DRM_FORMAT_XRGB8888), -EINVAL);
	CU_ASSERT_EQUAL(attach(2, 20, 1024, 767, DRM_FORMAT_XRGB8888), 0);
	CU_ASSERT_EQUAL(buffers_find(&buffers, 20, &why)->picture.offset, 104);
	teardown();
}

/* A buffer of unknown geometry is imported at once and tried later. */
static void test_proof_waits_for_the_format(void)
{
	struct xendispl_dbuf_create_req r = {
		.dbuf_cookie = 1, .buffer_sz = SIZE, .gref_directory = 1,
	};

	setup();
	CU_ASSERT_EQUAL(buffers_create(&buffers, &r, &why), 0);
	CU_ASSERT_EQUAL(fake_drm.gems, 1);
	CU_ASSERT_EQUAL(attach_whole(1, 10), 0);
	CU_ASSERT_EQUAL(fake_drm.fbs, 1);
	teardown();
}

static void test_a_refusal_is_kept_with_its_step(void)
{
	char reason[WORKER_REASON_BYTES];
	struct framebuffer *fb;

	setup();
	fake_drm.import_error = EOPNOTSUPP;
	create(1);
	CU_ASSERT_EQUAL(attach_whole(1, 10), 0);
	fb = buffers_find(&buffers, 10, &why);
	CU_ASSERT_EQUAL(fb->scanouts[0].fb_id, 0);
	scanout_reason(&fb->scanouts[0], reason, sizeof(reason));
	CU_ASSERT_STRING_EQUAL(reason, "PRIME import: Operation not supported");

	fake_drm.import_error = 0;
	fake_drm.only_fourcc = DRM_FORMAT_RGB565;
	create(2);
	attach_whole(2, 20);
	scanout_reason(&buffers_find(&buffers, 20, &why)->scanouts[0], reason,
		       sizeof(reason));
	CU_ASSERT_STRING_EQUAL(reason, "AddFB2: Invalid argument");

	fake_drm.only_fourcc = 0;
	display_answer = -EINVAL;
	create(3);
	attach_whole(3, 30);
	scanout_reason(&buffers_find(&buffers, 30, &why)->scanouts[0], reason,
		       sizeof(reason));
	CU_ASSERT_STRING_EQUAL(reason, "trial commit: Invalid argument");
	CU_ASSERT_EQUAL(fake_drm.fbs, 0);

	display_answer = -ERANGE;	/* cannot tell: the real commit will */
	attach_whole(3, 31);
	CU_ASSERT_NOT_EQUAL(buffers_find(&buffers, 31, &why)->scanouts[0].fb_id, 0);
	teardown();
}

static void test_the_card_settles_the_stride(void)
{
	struct xendispl_dbuf_create_req r = {
		/* 803 x 2 = 1606: lines of 1606 or of 1608 both end in that page */
		.dbuf_cookie = 1, .buffer_sz = 1608 * 600 / 4096 * 4096 + 4096,
		.gref_directory = 1,
	};
	const struct framebuffer *fb;

	setup();
	fake_drm.stride_multiple = 8;
	CU_ASSERT_EQUAL(buffers_create(&buffers, &r, &why), 0);
	CU_ASSERT_EQUAL(attach(1, 10, 803, 600, DRM_FORMAT_RGB565), 0);
	fb = buffers_find(&buffers, 10, &why);
	CU_ASSERT_EQUAL(fb->picture.stride, 1608);
	CU_ASSERT_EQUAL(fake_drm_fb_stride(fb->scanouts[0].fb_id), 1608);
	teardown();
}

static void test_alpha_is_ignored(void)
{
	const struct framebuffer *fb;

	setup();
	create(1);
	attach(1, 10, 1024, 768, DRM_FORMAT_ARGB8888);
	fb = buffers_find(&buffers, 10, &why);
	CU_ASSERT_EQUAL(fb->picture.fourcc, DRM_FORMAT_ARGB8888);
	CU_ASSERT_EQUAL(fake_drm_fb_fourcc(fb->scanouts[0].fb_id), DRM_FORMAT_XRGB8888);
	teardown();
}

static void test_pages_can_be_read(void)
{
	const uint8_t *pixels = NULL, *again = NULL;
	struct buffer *buffer;

	setup();
	create(1);
	attach_whole(1, 10);
	buffer = buffers_find(&buffers, 10, &why)->buffer;
	CU_ASSERT_EQUAL(pwrite(buffer->fd, "guest", 5, SIZE - 5), 5);
	CU_ASSERT_EQUAL_FATAL(buffer_map(buffer, &pixels), 0);
	CU_ASSERT_EQUAL(buffer_sync_begin(buffer), 0);
	CU_ASSERT_EQUAL(memcmp(pixels + SIZE - 5, "guest", 5), 0);
	buffer_sync_end(buffer);
	CU_ASSERT_EQUAL(fake_grants.syncs, 0);
	CU_ASSERT_EQUAL(buffer_map(buffer, &again), 0);
	CU_ASSERT_PTR_EQUAL(pixels, again);
	teardown();
}

/* Whatever call fails: an error or copy mode, and nothing left behind. */
static void test_every_call_may_fail(void)
{
	unsigned int n;
	bool struck = true;

	for (n = 1; struck; n++) {
		setup();
		fault_arm(n);
		if (create(1) == 0 && attach_whole(1, 10) == 0)
			CU_ASSERT_EQUAL(buffers_detach(&buffers, 10, &why), 0);
		destroy(1, 0);
		struck = fault_disarm();
		CU_ASSERT_EQUAL(fake_drm.fbs, 0);
		teardown();
	}
	CU_ASSERT(n > 4);
}

TEST_MAIN("buffer",
	  TEST(test_create_exports_what_was_asked),
	  TEST(test_described),
	  TEST(test_cookies),
	  TEST(test_a_refused_directory_leaves_nothing),
	  TEST(test_pages_are_capped_until_released),
	  TEST(test_counts_are_capped),
	  TEST(test_destroy_waits_for_the_module),
	  TEST(test_a_cookie_is_free_while_its_buffer_leaves),
	  TEST(test_destroy_takes_the_framebuffers_along),
	  TEST(test_framebuffer_must_fit_its_buffer),
	  TEST(test_proof_waits_for_the_format),
	  TEST(test_a_refusal_is_kept_with_its_step),
	  TEST(test_the_card_settles_the_stride),
	  TEST(test_alpha_is_ignored),
	  TEST(test_pages_can_be_read),
	  TEST(test_every_call_may_fail))
