// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/outputs_case.h"

#include "tools/vdispl-worker/mirror.h"

static struct worker worker;
static unsigned int fds_before;

struct worker *const w = &worker;
struct violation why;
unsigned int n_reported;

/* In place of ops.c: the guest's event. */
void ops_report_flip(void *context, unsigned int connector, uint64_t fb_cookie)
{
	CU_ASSERT_PTR_EQUAL(context, w);
	CU_ASSERT_TRUE(connector < w->setup.n_connectors);
	n_reported++;
}

static void on_forget(void *context, struct framebuffer *fb)
{
	unsigned int i;

	for (i = 0; i < w->setup.n_connectors; i++) {
		output_forget(w->outputs[i], fb);
		mirror_forget(w, i, fb);
	}
}

void outputs_begin(unsigned int n_connectors)
{
	const struct worker_connector headless = {
		.width = 1024, .height = 768, .card = -1, .unique_id = "VGA-1",
		.output = "headless",
	};
	const int leases[WORKER_MAX_CARDS] = { 0 };
	unsigned int place;

	memset(w, 0, sizeof(*w));
	CU_ASSERT_EQUAL_FATAL(uv_loop_init(&w->loop), 0);
	CU_ASSERT_EQUAL_FATAL(uv_loop_close(&w->loop), 0);
	fds_before = fault_open_fds();
	fake_grants_reset();
	n_reported = 0;
	CU_ASSERT_EQUAL_FATAL(uv_loop_init(&w->loop), 0);
	CU_ASSERT_EQUAL_FATAL(gntdmabuf_open(&w->grants), 0);
	w->setup.n_connectors = n_connectors;
	for (place = 0; place < WORKER_MAX_PLACES; place++)
		if (worker_setup_has(&w->setup, place))
			w->setup.connectors[place] = headless;
	w->loans.grants = w->grants;
	w->loans.max_pages = 1 << 20;
	w->buffers.loans = &w->loans;
	w->buffers.cards = w->cards;
	w->buffers.n_cards = WORKER_MAX_CARDS;
	w->buffers.max = WORKER_MAX_BUFFERS;
	w->buffers.forget = on_forget;
	CU_ASSERT_EQUAL_FATAL(outputs_open(w, leases), 0);
	for (place = WORKER_MAX_CONNECTORS; place < WORKER_MAX_PLACES; place++)
		CU_ASSERT_PTR_NULL(w->outputs[place]);
}

void outputs_end(void)
{
	unsigned int place;

	buffers_finish(&w->buffers);
	loans_finish(&w->loans);
	for (place = 0; place < WORKER_MAX_PLACES; place++) {
		output_destroy(w->outputs[place]);
		card_close(&w->cards[place]);
	}
	uv_run(&w->loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&w->loop), 0);
	gntdmabuf_close(w->grants);
	CU_ASSERT_EQUAL(fake_drm.gems, 0);
	CU_ASSERT_EQUAL(fake_drm.fbs, 0);
	CU_ASSERT_EQUAL(fake_drm.blobs, 0);
	CU_ASSERT_EQUAL(fake_drm.dumbs, 0);
	fake_drm_reset();
	CU_ASSERT_EQUAL(fault_open_fds(), fds_before);
}

struct framebuffer *fb_try(uint64_t cookie)
{
	const struct xendispl_dbuf_create_req create = {
		.dbuf_cookie = cookie, .width = 1024, .height = 768, .bpp = 32,
		.buffer_sz = 1024 * 768 * 4, .gref_directory = 1,
	};
	const struct xendispl_fb_attach_req attach = {
		.dbuf_cookie = cookie, .fb_cookie = cookie, .width = 1024,
		.height = 768, .pixel_format = DRM_FORMAT_XRGB8888,
	};

	if (buffers_create(&w->buffers, &create, &why) ||
	    buffers_attach(&w->buffers, &attach, &why))
		return NULL;
	return buffers_find(&w->buffers, cookie, &why);
}

struct framebuffer *fb_new(uint64_t cookie)
{
	struct framebuffer *fb = fb_try(cookie);

	CU_ASSERT_PTR_NOT_NULL_FATAL(fb);
	return fb;
}

int place_set(unsigned int place, const char *name, int lease, const char *reason)
{
	struct worker_set_output output = { .index = place };

	if (worker_setup_has(&w->setup, place))
		output.connector = w->setup.connectors[place];
	strcpy(output.connector.output, name);
	strcpy(output.reason, reason);
	output.connector.card = lease < 0 ? -1 : 0;
	output.connector.connector_id = lease < 0 ? 0 : FAKE_CONNECTOR;
	output.connector.crtc_id = lease < 0 ? 0 : FAKE_CRTC;
	output.connector.plane_id = lease < 0 ? 0 : FAKE_PLANE;
	return outputs_set(w, &output, lease);
}

void expect_status(unsigned int place, enum worker_output_mode mode, const char *reason)
{
	struct worker_connector_status status;

	output_status(w->outputs[place], &status);
	CU_ASSERT_EQUAL(status.mode, mode);
	CU_ASSERT_STRING_EQUAL(status.reason, reason);
}
