// SPDX-License-Identifier: GPL-2.0-only
/* The honest steps between the hostile ones. */
#include "tools/vdisp-front/hostile/hostile.h"

int honest_send(struct hostile *hostile, const char *step,
		struct xendispl_req req)
{
	int outcome = hostile_send(hostile, 0, req);

	if (outcome != 0)
		hostile_judge(hostile, step, EXPECT_SUCCESS, outcome);
	return outcome;
}

int honest_dbuf(struct hostile *hostile, uint64_t dbuf,
		const struct front_buffer *buffer)
{
	bool small = buffer == hostile->small;

	return honest_send(
		hostile, "honest DBUF_CREATE",
		operation_dbuf_create(dbuf, small ? SMALL : hostile->width,
				      small ? SMALL : hostile->height, 32,
				      buffer));
}

int honest_fb(struct hostile *hostile, uint64_t dbuf, uint64_t fb)
{
	return honest_send(hostile, "honest FB_ATTACH",
			   operation_fb_attach(dbuf, fb, hostile->width,
					       hostile->height,
					       FOURCC_XRGB8888));
}

int honest_show(struct hostile *hostile, uint64_t fb)
{
	return honest_send(hostile, "honest SET_CONFIG",
			   operation_set_config(fb, 0, 0, hostile->width,
						hostile->height, 32));
}

int honest_flip(struct hostile *hostile, uint64_t fb)
{
	struct xendispl_evt event;
	int outcome, err;

	outcome = honest_send(hostile, "honest PG_FLIP", operation_pg_flip(fb));
	if (outcome != 0)
		return outcome;
	err = front_wait_event(hostile->front, 0, &event, hostile->timeout_ms);
	if (!err && event.type == XENDISPL_EVT_PG_FLIP &&
	    event.op.pg_flip.fb_cookie == fb)
		return 0;
	hostile_report(hostile, false, "honest PG_FLIP: %s",
		       err ? strerror(-err)
			   : "the event is not that of the flip");
	return GOT_NONSENSE;
}

int scene_begin(struct hostile *hostile, struct scene *scene)
{
	int outcome;

	scene->dbuf = hostile_cookie(hostile);
	scene->fb = hostile_cookie(hostile);
	outcome = honest_dbuf(hostile, scene->dbuf, hostile->screen);
	if (outcome == 0)
		outcome = honest_fb(hostile, scene->dbuf, scene->fb);
	if (outcome == 0)
		outcome = honest_show(hostile, scene->fb);
	return outcome;
}
