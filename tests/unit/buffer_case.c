// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/buffer_case.h"

struct buffers buffers;
struct loans loans;
struct card card;
static struct gntdmabuf *grants;
struct violation why;
uint64_t forgotten[2 * FRAMEBUFFER_MAX];
uint16_t released[64];
unsigned int n_forgotten, n_released;
static unsigned int fds_before;

static void on_forget(void *context, struct framebuffer *fb)
{
	forgotten[n_forgotten++] = fb->cookie;
}

static void on_answer(void *context, const struct answer *answer)
{
	released[n_released++] = answer->response.id;
}

int display_answer;

static int display_try(struct card_display *display, const struct picture *picture,
		       uint32_t fb_id)
{
	return display_answer;
}

static struct card_display display = { .try = display_try };

void setup(void)
{
	fds_before = fault_open_fds();
	fake_drm_reset();
	fake_grants_reset();
	n_forgotten = 0;
	n_released = 0;
	CU_ASSERT_EQUAL_FATAL(gntdmabuf_open(&grants), 0);
	CU_ASSERT_EQUAL_FATAL(card_open(&card, fake_drm_open()), 0);
	card_add_display(&card, &display, FAKE_CRTC);
	display_answer = 0;
	memset(&buffers, 0, sizeof(buffers));
	memset(&loans, 0, sizeof(loans));
	loans.grants = grants;
	loans.domid = 5;
	loans.max_pages = 4 * PAGES;
	loans.answer = on_answer;
	buffers.loans = &loans;
	buffers.cards = &card;
	buffers.n_cards = 1;
	buffers.max = WORKER_MAX_BUFFERS;
	buffers.forget = on_forget;
}

void teardown(void)
{
	buffers_finish(&buffers);
	loans_finish(&loans);
	CU_ASSERT_EQUAL(loans.pages, 0);
	CU_ASSERT_EQUAL(loans.given, 0);
	CU_ASSERT_EQUAL(loans.n, 0);
	gntdmabuf_close(grants);
	card_close(&card);
	CU_ASSERT_EQUAL(fake_drm.gems, 0);
	CU_ASSERT_EQUAL(fake_drm.dumbs, 0);
	CU_ASSERT_EQUAL(fake_drm.fbs, 0);
	CU_ASSERT_EQUAL(fake_drm.mappings, 0);
	fake_drm_reset();
	CU_ASSERT_EQUAL(fault_open_fds(), fds_before);
}

int create_with(uint64_t cookie, uint32_t flags)
{
	struct xendispl_dbuf_create_req r = {
		.dbuf_cookie = cookie, .width = 1024, .height = 768, .bpp = 32,
		.buffer_sz = SIZE, .gref_directory = 77, .flags = flags,
	};

	return buffers_create(&buffers, &r, &why);
}

int destroy(uint64_t cookie, uint16_t id)
{
	const struct answer answer = {
		.due = true,
		.response = frame_response(id, XENDISPL_OP_DBUF_DESTROY, 0),
	};

	return buffers_destroy(&buffers, cookie, &answer, &why);
}

int attach(uint64_t dbuf, uint64_t cookie, uint32_t width, uint32_t height,
	   uint32_t fourcc)
{
	struct xendispl_fb_attach_req r = {
		.dbuf_cookie = dbuf, .fb_cookie = cookie, .width = width,
		.height = height, .pixel_format = fourcc,
	};

	return buffers_attach(&buffers, &r, &why);
}

int attach_whole(uint64_t dbuf, uint64_t cookie)
{
	return attach(dbuf, cookie, 1024, 768, DRM_FORMAT_XRGB8888);
}
