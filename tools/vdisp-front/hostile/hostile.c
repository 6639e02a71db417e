// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/hostile/hostile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static const char *const expectation_names[] = {
	[EXPECT_SUCCESS] = "success",
	[EXPECT_REFUSAL] = "refusal",
	[EXPECT_REFUSAL_OR_END] = "refusal or end",
	[EXPECT_ANSWER] = "an answer",
	[EXPECT_ANYTHING] = "anything",
};

int hostile_init(struct hostile *hostile, unsigned int devid,
		 unsigned int timeout_ms, unsigned int refuse_ms)
{
	int err;

	memset(hostile, 0, sizeof(*hostile));
	hostile->timeout_ms = timeout_ms;
	hostile->refuse_ms = refuse_ms;
	err = front_create(&hostile->front, devid);
	if (err)
		return err;
	front_get_size(hostile->front, 0, &hostile->width, &hostile->height);
	err = front_buffer_create(hostile->front,
				  hostile->width * hostile->height * 4,
				  &hostile->screen);
	if (!err)
		err = front_buffer_create(hostile->front, SMALL_OCTETS,
					  &hostile->small);
	if (err)
		hostile_finish(hostile);
	return err;
}

void hostile_finish(struct hostile *hostile)
{
	front_buffer_destroy(hostile->small);
	front_buffer_destroy(hostile->screen);
	front_destroy(hostile->front);
}

uint64_t hostile_cookie(struct hostile *hostile)
{
	return ++hostile->last_cookie;
}

void hostile_report(struct hostile *hostile, bool ok, const char *format, ...)
{
	va_list args;

	hostile->n_checks++;
	hostile->n_failed += !ok;
	printf("%sok %u - case %s: ", ok ? "" : "not ", hostile->n_checks,
	       hostile->case_name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

void hostile_skip(struct hostile *hostile, const char *reason)
{
	hostile->n_checks++;
	printf("ok %u - case %s # SKIP %s\n", hostile->n_checks,
	       hostile->case_name, reason);
}

int hostile_connect(struct hostile *hostile)
{
	struct front *front = hostile->front;
	int err;

	if (front->connected &&
	    connection_wait_state(front, XenbusStateConnected, 0) == 0)
		return 0;
	if (front->connected)
		front_disconnect(front, hostile->timeout_ms);
	err = front_connect(front, CONNECT_MS);
	if (err)
		hostile_report(hostile, false,
			       "connecting: %s (back end in state %d)",
			       strerror(-err), front->backend_state);
	return err;
}

int hostile_send(struct hostile *hostile, unsigned int connector,
		 struct xendispl_req req)
{
	struct xendispl_resp resp;
	int err;

	if (hostile_connect(hostile))
		return GOT_END;
	err = front_request(hostile->front, connector, &req, &resp,
			    hostile->timeout_ms);
	if (err) {
		/* A ring in doubt is of no use for the next step. */
		front_disconnect(hostile->front, hostile->timeout_ms);
		return err == -ENOTCONN	   ? GOT_END
		       : err == -ETIMEDOUT ? GOT_SILENCE
					   : GOT_NONSENSE;
	}
	return resp.status > 0 ? GOT_NONSENSE : resp.status;
}

static bool outcome_allowed(enum expectation expectation, int outcome)
{
	switch (expectation) {
	case EXPECT_SUCCESS:
		return outcome == 0;
	case EXPECT_REFUSAL:
		return outcome < 0;
	case EXPECT_REFUSAL_OR_END:
		return outcome < 0 || outcome == GOT_END;
	case EXPECT_ANSWER:
		return outcome <= 0;
	case EXPECT_ANYTHING:
		return true;
	}
	return false;
}

bool hostile_judge(struct hostile *hostile, const char *step,
		   enum expectation expectation, int outcome)
{
	bool ok = outcome_allowed(expectation, outcome);
	char number[16];
	const char *got = number;

	snprintf(number, sizeof(number), "%d", outcome);
	if (outcome == GOT_END)
		got = "the end of the connection";
	else if (outcome == GOT_SILENCE)
		got = "no answer";
	else if (outcome == GOT_NONSENSE)
		got = "nonsense";
	hostile_report(hostile, ok, "%s: expected %s got %s", step,
		       expectation_names[expectation], got);
	return ok;
}

int hostile_try(struct hostile *hostile, const char *step,
		enum expectation expectation, struct xendispl_req req)
{
	int outcome = hostile_send(hostile, 0, req);

	hostile_judge(hostile, step, expectation, outcome);
	return outcome;
}

/*
 * A case may leave anything behind: the next one and the honest round begin
 * with a connection of their own, which also shows that one can be had.
 */
static void reconnect(struct hostile *hostile)
{
	if (hostile->front->connected &&
	    front_disconnect(hostile->front, hostile->timeout_ms))
		hostile_report(hostile, false,
			       "disconnecting: back end in state %d",
			       hostile->front->backend_state);
	hostile_connect(hostile);
}

static void honest_round(struct hostile *hostile)
{
	unsigned int failed = hostile->n_failed;
	struct scene scene;

	reconnect(hostile);
	if (hostile->n_failed == failed && scene_begin(hostile, &scene) == 0 &&
	    honest_flip(hostile, scene.fb) == 0 &&
	    honest_flip(hostile, scene.fb) == 0 &&
	    honest_send(hostile, "turning off", operation_reset_config()) ==
		    0 &&
	    honest_send(hostile, "detaching", operation_fb_detach(scene.fb)) ==
		    0)
		honest_send(hostile, "destroying",
			    operation_dbuf_destroy(scene.dbuf));
	if (hostile->n_failed == failed)
		hostile_report(hostile, true,
			       "an honest connection is served afterwards");
}

void hostile_run(struct hostile *hostile,
		 const struct hostile_case *hostile_case)
{
	hostile->case_name = hostile_case->name;
	if (hostile_connect(hostile) == 0)
		hostile_case->run(hostile);
	honest_round(hostile);
}
