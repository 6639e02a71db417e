// SPDX-License-Identifier: GPL-2.0-only
/* What clients get of a guest's buffers, and that it never keeps the guest waiting long. */
#include "tests/unit/test.h"

#include <errno.h>
#include <string.h>

#include <drm_fourcc.h>

#include "tests/fake/fault.h"
#include "tests/fake/gntdmabuf.h"
#include "tools/libgntdmabuf/gntdmabuf.h"
#include "tools/vdispl-worker/buffer.h"

#define SIZE (64 * 64 * 4)
#define PAGES 4

static uv_loop_t loop;
static struct buffers buffers;
static struct loans loans;
static struct views views;
static struct gntdmabuf *grants, *view_grants;
static struct violation why;
static struct xendispl_resp answers[8];
static unsigned int n_answers, fds_before;
static bool awaited;

static void on_forget(void *context, struct framebuffer *fb)
{
}

static void on_answer(void *context, const struct answer *answer)
{
	answers[n_answers++] = answer->response;
}

static bool is_awaited(void *context)
{
	return awaited;
}

static void setup(void)
{
	uv_loop_init(&loop);
	fds_before = fault_open_fds();
	fake_grants_reset();
	gntdmabuf_open(&grants);
	gntdmabuf_open(&view_grants);
	memset(&buffers, 0, sizeof(buffers));
	memset(&views, 0, sizeof(views));
	loans = (struct loans){ .grants = grants, .domid = 5, .max_pages = 8 * PAGES,
				.answer = on_answer };
	views.loans = (struct loans){ .grants = view_grants, .domid = 5,
				      .flags = GNTDMABUF_READ_ONLY,
				      .max_pages = 2 * PAGES, .answer = on_answer };
	views.buffers = &buffers;
	views.in_use = is_awaited;
	buffers.loans = &loans;
	buffers.views = &views;
	buffers.max = WORKER_MAX_BUFFERS;
	buffers.forget = on_forget;
	awaited = false;
	n_answers = 0;
	views_start(&views, &loop);
}

static void teardown(void)
{
	buffers_finish(&buffers);
	loans_finish(&loans);
	loans_finish(&views.loans);
	CU_ASSERT_EQUAL(loans.pages + views.loans.pages, 0);
	gntdmabuf_close(grants);
	gntdmabuf_close(view_grants);
	CU_ASSERT_EQUAL(fault_open_fds(), fds_before);
	uv_close((uv_handle_t *)&views.idle, NULL);
	uv_close((uv_handle_t *)&views.late, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

/* Buffer @cookie with one framebuffer of the same cookie; export @cookie, if all is new. */
static struct buffer *make(uint64_t cookie)
{
	const struct xendispl_dbuf_create_req create = {
		.dbuf_cookie = cookie, .width = 64, .height = 64, .bpp = 32,
		.buffer_sz = SIZE, .gref_directory = 70 + cookie,
	};
	const struct xendispl_fb_attach_req attach = {
		.dbuf_cookie = cookie, .fb_cookie = cookie, .width = 64, .height = 64,
		.pixel_format = DRM_FORMAT_XRGB8888,
	};

	CU_ASSERT_EQUAL_FATAL(buffers_create(&buffers, &create, &why), 0);
	CU_ASSERT_EQUAL_FATAL(buffers_attach(&buffers, &attach, &why), 0);
	return buffers_find(&buffers, cookie, &why)->buffer;
}

static void destroy(uint64_t cookie)
{
	const struct answer answer = {
		.due = true,
		.response = frame_response(cookie, XENDISPL_OP_DBUF_DESTROY, 0),
	};

	CU_ASSERT_EQUAL(buffers_destroy(&buffers, cookie, &answer, &why), 1);
}

static void release(uint64_t handle)
{
	fake_grants_release(handle);
	loans_read_events(&loans);
	loans_read_events(&views.loans);
}

static void tick(unsigned int times)
{
	while (times--)
		views.late.timer_cb(&views.late);
}

static void test_view_is_a_second_and_read_only_mapping(void)
{
	struct buffer *buffer;
	int fd;

	setup();
	buffer = make(1);
	CU_ASSERT_EQUAL(fake_grants.flags, 0);
	fd = view_get(&views, buffer);
	CU_ASSERT(fd >= 0 && fd != buffer->fd);
	CU_ASSERT_EQUAL(fake_grants.n_exports, 2);
	CU_ASSERT_EQUAL(fake_grants.flags, GNTDMABUF_READ_ONLY);
	CU_ASSERT_EQUAL(fake_grants.directory, 71);
	CU_ASSERT_EQUAL(fake_grants.count, PAGES);
	CU_ASSERT_EQUAL(buffer->view.number, 1);
	CU_ASSERT_EQUAL(view_get(&views, buffer), fd);
	CU_ASSERT_EQUAL(fake_grants.n_exports, 2);
	/* It costs the guest nothing of what it may have. */
	CU_ASSERT_EQUAL(loans.pages, PAGES);
	teardown();
}

/* The order in which the two mappings go is the kernel's affair. */
static void destroy_in_order(uint64_t first, uint64_t second)
{
	setup();
	view_get(&views, make(1));
	destroy(1);
	CU_ASSERT_EQUAL(fake_grants.last_revoked, 2);
	release(first);
	CU_ASSERT_EQUAL(n_answers, 0);
	release(second);
	CU_ASSERT_EQUAL(n_answers, 1);
	CU_ASSERT_EQUAL(answers[0].id, 1);
	CU_ASSERT_EQUAL(answers[0].status, 0);
	tick(VIEW_TICKS + 1);
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&views.late));
	CU_ASSERT_EQUAL(n_answers, 1);
	teardown();
}

static void test_answer_waits_for_both(void)
{
	destroy_in_order(1, 2);
	destroy_in_order(2, 1);
}

static void test_held_view_delays_the_answer_so_long_and_no_longer(void)
{
	setup();
	view_get(&views, make(1));
	destroy(1);
	release(1);
	tick(VIEW_TICKS - 1);
	CU_ASSERT_EQUAL(n_answers, 0);
	CU_ASSERT(uv_is_active((uv_handle_t *)&views.late));
	tick(1);
	CU_ASSERT_EQUAL(n_answers, 1);
	CU_ASSERT_EQUAL(answers[0].status, frame_status(-EBUSY));
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&views.late));
	/* Its pages count until they are back. */
	CU_ASSERT_EQUAL(views.loans.pages, PAGES);
	release(2);
	CU_ASSERT_EQUAL(views.loans.pages, 0);
	CU_ASSERT_EQUAL(n_answers, 1);
	teardown();
}

static void test_display_that_holds_on_longer_still_answers(void)
{
	setup();
	view_get(&views, make(1));
	destroy(1);
	tick(VIEW_TICKS);
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&views.late));
	CU_ASSERT_EQUAL(n_answers, 0);
	release(1);
	CU_ASSERT_EQUAL(n_answers, 1);
	CU_ASSERT_EQUAL(answers[0].status, frame_status(-EBUSY));
	release(2);
	CU_ASSERT_EQUAL(n_answers, 1);
	teardown();
}

static void test_last_framebuffer_takes_the_view_along(void)
{
	struct buffer *buffer;

	setup();
	buffer = make(1);
	view_get(&views, buffer);
	CU_ASSERT_EQUAL(buffers_detach(&buffers, 1, &why), 0);
	CU_ASSERT_EQUAL(fake_grants.last_revoked, 2);
	/* Not again before it is gone, and the buffer's end waits for it. */
	CU_ASSERT_EQUAL(view_get(&views, buffer), -EBUSY);
	destroy(1);
	release(1);
	CU_ASSERT_EQUAL(n_answers, 0);
	release(2);
	CU_ASSERT_EQUAL(n_answers, 1);
	teardown();
}

static void test_view_can_be_had_again(void)
{
	struct buffer *buffer;

	setup();
	buffer = make(1);
	view_get(&views, buffer);
	view_end(&views, &buffer->view);
	release(2);
	CU_ASSERT(view_get(&views, buffer) >= 0);
	CU_ASSERT_EQUAL(buffer->view.number, 2);
	teardown();
}

static void test_nobody_asks_and_it_is_taken_back(void)
{
	setup();
	view_get(&views, make(1));
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&views.idle));
	views_touch(&views);
	CU_ASSERT(uv_timer_get_due_in(&views.idle) <= VIEW_IDLE_MS);
	CU_ASSERT_EQUAL(uv_timer_get_repeat(&views.idle), 0);
	awaited = true;
	views.idle.timer_cb(&views.idle);
	CU_ASSERT_EQUAL(fake_grants.n_revoked, 0);
	awaited = false;
	views.idle.timer_cb(&views.idle);
	CU_ASSERT_EQUAL(fake_grants.n_revoked, 1);
	teardown();
}

static void test_room_is_made_for_another(void)
{
	struct buffer *third;

	setup();
	view_get(&views, make(1));
	view_get(&views, make(2));
	third = make(3);
	CU_ASSERT_EQUAL(view_get(&views, third), -ENOSPC);
	CU_ASSERT_EQUAL(fake_grants.n_revoked, 2);
	release(2);
	release(4);
	CU_ASSERT(view_get(&views, third) >= 0);
	teardown();
}

static void test_memory_of_ours_is_handed_out_itself(void)
{
	struct buffer *buffer;

	setup();
	buffer = make(1);
	buffer->own = true;
	CU_ASSERT_EQUAL(view_get(&views, buffer), buffer->fd);
	CU_ASSERT_EQUAL(buffer->view.number, 1);
	CU_ASSERT_EQUAL(view_get(&views, buffer), buffer->fd);
	CU_ASSERT_EQUAL(buffer->view.number, 1);
	CU_ASSERT_EQUAL(fake_grants.n_exports, 1);
	buffer->own = false;
	teardown();
}

static void test_every_failure(void)
{
	unsigned int n;
	bool struck;
	int rc;

	for (n = 1, struck = true; struck; n++) {
		struct buffer *buffer;

		setup();
		buffer = make(1);
		fault_arm(n);
		rc = view_get(&views, buffer);
		struck = fault_disarm();
		CU_ASSERT_EQUAL(rc < 0, struck);
		if (struck)
			CU_ASSERT_PTR_NULL(buffer->view.loan);
		destroy(1);
		release(2);
		release(1);
		CU_ASSERT_EQUAL(n_answers, 1);
		teardown();
	}
	CU_ASSERT(n > 2);
}

TEST_MAIN("view",
	  TEST(test_view_is_a_second_and_read_only_mapping),
	  TEST(test_answer_waits_for_both),
	  TEST(test_held_view_delays_the_answer_so_long_and_no_longer),
	  TEST(test_display_that_holds_on_longer_still_answers),
	  TEST(test_last_framebuffer_takes_the_view_along),
	  TEST(test_view_can_be_had_again),
	  TEST(test_nobody_asks_and_it_is_taken_back),
	  TEST(test_room_is_made_for_another),
	  TEST(test_memory_of_ours_is_handed_out_itself),
	  TEST(test_every_failure))
