// SPDX-License-Identifier: GPL-2.0-only
/* Right requests at the wrong time, twice, too often, or to the wrong address. */
#include <stdio.h>

#include "tools/vdisp-front/hostile/hostile.h"

#define CREATE_MAX 5000 /* where a count without a cap stops being tried */

static void cookie_twice(struct hostile *hostile)
{
	struct scene scene;

	if (scene_begin(hostile, &scene))
		return;
	hostile_try(hostile, "a second DBUF_CREATE", EXPECT_REFUSAL,
		    operation_dbuf_create(scene.dbuf, SMALL, SMALL, 32,
					  hostile->small));
	hostile_try(hostile, "a second FB_ATTACH", EXPECT_REFUSAL,
		    operation_fb_attach(scene.dbuf, scene.fb, hostile->width,
					hostile->height, FOURCC_XRGB8888));
	hostile_judge(hostile, "a flip to the first", EXPECT_SUCCESS,
		      honest_flip(hostile, scene.fb));
}

static void cookie_reused(struct hostile *hostile)
{
	uint64_t dbuf = hostile_cookie(hostile), fb = hostile_cookie(hostile);
	int i;

	for (i = 0; i < 2; i++) {
		if (honest_dbuf(hostile, dbuf, hostile->screen) ||
		    honest_fb(hostile, dbuf, fb) ||
		    honest_send(hostile, "FB_DETACH", operation_fb_detach(fb)))
			return;
		hostile_try(hostile, "a second FB_DETACH", EXPECT_ANSWER,
			    operation_fb_detach(fb));
		if (honest_send(hostile, "DBUF_DESTROY",
				operation_dbuf_destroy(dbuf)))
			return;
		hostile_try(hostile, "a second DBUF_DESTROY", EXPECT_ANSWER,
			    operation_dbuf_destroy(dbuf));
		hostile_try(hostile, "FB_ATTACH to what was destroyed",
			    EXPECT_REFUSAL,
			    operation_fb_attach(dbuf, fb, hostile->width,
						hostile->height,
						FOURCC_XRGB8888));
	}
}

static void cookie_unknown(struct hostile *hostile)
{
	struct scene scene;

	if (scene_begin(hostile, &scene))
		return;
	hostile_try(hostile, "FB_ATTACH to a framebuffer's cookie",
		    EXPECT_REFUSAL,
		    operation_fb_attach(scene.fb, hostile_cookie(hostile),
					SMALL, SMALL, FOURCC_XRGB8888));
	hostile_try(hostile, "SET_CONFIG with a buffer's cookie",
		    EXPECT_REFUSAL,
		    operation_set_config(scene.dbuf, 0, 0, hostile->width,
					 hostile->height, 32));
	hostile_try(hostile, "PG_FLIP with a buffer's cookie", EXPECT_REFUSAL,
		    operation_pg_flip(scene.dbuf));
	hostile_try(hostile, "PG_FLIP with the cookie's other half changed",
		    EXPECT_REFUSAL,
		    operation_pg_flip(scene.fb | UINT64_C(1) << 40));
	hostile_try(hostile, "FB_DETACH with a buffer's cookie", EXPECT_ANSWER,
		    operation_fb_detach(scene.dbuf));
	hostile_try(hostile, "DBUF_DESTROY with a framebuffer's cookie",
		    EXPECT_ANSWER, operation_dbuf_destroy(scene.fb));
	hostile_judge(hostile, "a flip to what is really there", EXPECT_SUCCESS,
		      honest_flip(hostile, scene.fb));
}

static void before_config(struct hostile *hostile)
{
	uint64_t dbuf = hostile_cookie(hostile), fb = hostile_cookie(hostile);

	hostile_try(hostile, "PG_FLIP before anything", EXPECT_REFUSAL,
		    operation_pg_flip(fb));
	hostile_try(hostile, "a reset before anything", EXPECT_ANSWER,
		    operation_reset_config());
	if (honest_dbuf(hostile, dbuf, hostile->screen) ||
	    honest_fb(hostile, dbuf, fb))
		return;
	hostile_try(hostile, "PG_FLIP on a screen that is off", EXPECT_ANSWER,
		    operation_pg_flip(fb));
	hostile_try(hostile, "SET_CONFIG after all", EXPECT_SUCCESS,
		    operation_set_config(fb, 0, 0, hostile->width,
					 hostile->height, 32));
}

static void destroy_while_shown(struct hostile *hostile)
{
	struct scene scene;

	if (scene_begin(hostile, &scene))
		return;
	hostile_try(hostile, "DBUF_DESTROY of what is on the screen",
		    EXPECT_ANSWER, operation_dbuf_destroy(scene.dbuf));
	hostile_try(hostile, "PG_FLIP to it", EXPECT_ANSWER,
		    operation_pg_flip(scene.fb));
	hostile_try(hostile, "SET_CONFIG to it", EXPECT_ANSWER,
		    operation_set_config(scene.fb, 0, 0, hostile->width,
					 hostile->height, 32));
	hostile_try(hostile, "FB_DETACH of it", EXPECT_ANSWER,
		    operation_fb_detach(scene.fb));
}

static void detach_while_shown(struct hostile *hostile)
{
	struct scene scene;

	if (scene_begin(hostile, &scene))
		return;
	hostile_try(hostile, "FB_DETACH of what is on the screen",
		    EXPECT_ANSWER, operation_fb_detach(scene.fb));
	hostile_try(hostile, "PG_FLIP to it", EXPECT_ANSWER,
		    operation_pg_flip(scene.fb));
	hostile_try(hostile, "DBUF_DESTROY of it", EXPECT_ANSWER,
		    operation_dbuf_destroy(scene.dbuf));
}

/* The flip is still under way when all of it goes away. */
static void destroy_while_flipping(struct hostile *hostile)
{
	struct scene scene;
	int i, outcome = 0;

	for (i = 0; i < 10 && outcome <= 0; i++) {
		if (scene_begin(hostile, &scene) ||
		    honest_send(hostile, "PG_FLIP",
				operation_pg_flip(scene.fb)))
			return;
		outcome =
			hostile_send(hostile, 0, operation_fb_detach(scene.fb));
		if (outcome <= 0)
			outcome = hostile_send(
				hostile, 0, operation_dbuf_destroy(scene.dbuf));
		if (outcome <= 0)
			outcome = hostile_send(hostile, 0,
					       operation_reset_config());
	}
	hostile_judge(hostile, "FB_DETACH, DBUF_DESTROY and off, ten times",
		      EXPECT_ANSWER, outcome);
}

/* Until a DBUF_CREATE is refused: there must be an end to it. */
static void buffers_create(struct hostile *hostile, const char *kind,
			   uint32_t width, uint32_t height,
			   const struct front_buffer *buffer)
{
	int i, outcome = 0;

	for (i = 0; i < CREATE_MAX && outcome == 0; i++)
		outcome = hostile_send(
			hostile, 0,
			operation_dbuf_create(hostile_cookie(hostile), width,
					      height, 32, buffer));
	hostile_report(hostile, outcome < 0,
		       "%s buffers: expected refusal at last, got %d after %d",
		       kind, outcome, i);
	/* The next kind meets a back end that holds nothing. */
	if (hostile->front->connected)
		front_disconnect(hostile->front, hostile->timeout_ms);
}

static void buffers_without_end(struct hostile *hostile)
{
	buffers_create(hostile, "small", SMALL, SMALL, hostile->small);
	buffers_create(hostile, "large", hostile->width, hostile->height,
		       hostile->screen);
}

static void framebuffers_without_end(struct hostile *hostile)
{
	uint64_t dbuf = hostile_cookie(hostile);
	int i, outcome = 0;

	if (honest_dbuf(hostile, dbuf, hostile->small))
		return;
	for (i = 0; i < CREATE_MAX && outcome == 0; i++)
		outcome = hostile_send(
			hostile, 0,
			operation_fb_attach(dbuf, hostile_cookie(hostile),
					    SMALL, SMALL, FOURCC_XRGB8888));
	hostile_report(
		hostile, outcome < 0,
		"framebuffers: expected refusal at last, got %d after %d",
		outcome, i);
}

static void formats(struct hostile *hostile)
{
	static const uint32_t fourccs[] = {
		0x3432522d, /* no such thing */
		0x30335258, /* XR30: 10 bits a channel */
		0x48345258, /* XR4H: 64 bits a pixel, more than the buffer has */
		0x3231564e, /* NV12: two planes */
		0x38205543 | 0x80808080,
	};
	uint64_t dbuf = hostile_cookie(hostile);
	unsigned int i;
	char step[64];

	if (honest_dbuf(hostile, dbuf, hostile->small))
		return;
	for (i = 0; i < sizeof(fourccs) / sizeof(fourccs[0]); i++) {
		snprintf(step, sizeof(step), "pixel format %08x", fourccs[i]);
		hostile_try(hostile, step,
			    i == 1 ? EXPECT_ANSWER : EXPECT_REFUSAL,
			    operation_fb_attach(dbuf, hostile_cookie(hostile),
						SMALL, SMALL, fourccs[i]));
	}
}

/* Reserved octets are to be 0, but the stock driver does not clear its slots. */
static void reserved_octets(struct hostile *hostile)
{
	struct xendispl_req req;

	req = operation_dbuf_create(hostile_cookie(hostile), SMALL, SMALL, 32,
				    hostile->small);
	memset(req.reserved, 0xff, sizeof(req.reserved));
	memset((char *)&req + 44, 0xff, sizeof(req) - 44);
	hostile_try(hostile, "DBUF_CREATE with all of them set", EXPECT_ANSWER,
		    req);
	req = operation_reset_config();
	memset((char *)&req + 40, 0xff, sizeof(req) - 40);
	hostile_try(hostile, "a reset with all of them set", EXPECT_ANSWER,
		    req);
}

static void operation_unknown(struct hostile *hostile)
{
	struct xendispl_req req;
	unsigned int code, n_bad = 0;
	int outcome, worst = 0;

	for (code = 0; code < 256; code++) {
		if (code >= XENDISPL_OP_DBUF_CREATE &&
		    code <= XENDISPL_OP_GET_EDID)
			continue;
		req = operation_dbuf_destroy(1);
		req.operation = code;
		outcome = hostile_send(hostile, 0, req);
		if (outcome < 0 || outcome == GOT_END)
			continue;
		worst = outcome;
		if (n_bad++ == 0)
			hostile_report(
				hostile, false,
				"code %u: expected refusal or end, got %d",
				code, outcome);
	}
	hostile_report(
		hostile, n_bad == 0,
		"codes 0 to 15 and 23 to 255: expected refusal or end, got otherwise for %u%s",
		n_bad, worst == GOT_SILENCE ? " (silence)" : "");
}

/* Only connector 0 creates; what is shown belongs on the connector's own ring. */
static void wrong_connector(struct hostile *hostile)
{
	struct scene scene;
	int outcome;

	if (front_n_connectors(hostile->front) < 2) {
		hostile_skip(hostile, "there is only one connector");
		return;
	}
	outcome = hostile_send(hostile, 1,
			       operation_dbuf_create(hostile_cookie(hostile),
						     SMALL, SMALL, 32,
						     hostile->small));
	hostile_judge(hostile, "DBUF_CREATE on connector 1",
		      EXPECT_REFUSAL_OR_END, outcome);
	if (scene_begin(hostile, &scene))
		return;
	outcome = hostile_send(hostile, 1, operation_fb_detach(scene.fb));
	hostile_judge(hostile, "FB_DETACH on connector 1",
		      EXPECT_REFUSAL_OR_END, outcome);
	outcome = hostile_send(hostile, 1,
			       operation_pg_flip(hostile_cookie(hostile)));
	hostile_judge(hostile, "PG_FLIP on connector 1, no such framebuffer",
		      EXPECT_REFUSAL, outcome);
	if (hostile_connect(hostile) == 0)
		hostile_judge(hostile, "connector 0 flips on", EXPECT_ANSWER,
			      hostile_send(hostile, 0,
					   operation_pg_flip(scene.fb)));
}

const struct hostile_case lifetime_cases[] = {
	{ "cookie-twice", "one cookie for two buffers, two framebuffers",
	  cookie_twice },
	{ "cookie-reused", "destroying twice; a cookie may come back after",
	  cookie_reused },
	{ "cookie-unknown", "cookies of something else", cookie_unknown },
	{ "before-config", "flips while the screen is off", before_config },
	{ "destroy-while-shown", "the buffer on the screen is destroyed",
	  destroy_while_shown },
	{ "detach-while-shown", "the framebuffer on the screen is detached",
	  detach_while_shown },
	{ "destroy-while-flipping", "... before the flip's event has come",
	  destroy_while_flipping },
	{ "buffers-without-end", "DBUF_CREATE until it is refused",
	  buffers_without_end },
	{ "framebuffers-without-end", "FB_ATTACH until it is refused",
	  framebuffers_without_end },
	{ "formats", "pixel formats that do not fit", formats },
	{ "reserved-octets", "reserved octets that are not 0",
	  reserved_octets },
	{ "operation-unknown", "every operation that does not exist",
	  operation_unknown },
	{ "wrong-connector", "operations on another connector's ring",
	  wrong_connector },
	{ 0 }
};
