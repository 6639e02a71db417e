// SPDX-License-Identifier: GPL-2.0-only
/* The event page, misused; flips that nobody waits for. */
#include <stdio.h>

#include "tools/vdisp-front/hostile/hostile.h"

#define SETTLE_MS 100 /* several frames */

static struct events *events_of(struct hostile *hostile)
{
	return &hostile->front->connectors[0].events;
}

/* Lets time pass in which the back end completes flips. */
static void settle(struct hostile *hostile)
{
	front_wait_end(hostile->front, SETTLE_MS);
}

/* Takes what events there are; the ids are checked on the way. Negative: broken. */
static int events_drain(struct hostile *hostile)
{
	struct xendispl_evt event;
	int count = 0, taken;

	while ((taken = events_pop(events_of(hostile), &event)) > 0)
		count++;
	return taken < 0 ? taken : count;
}

/* A flip for which no event is awaited. False when the case cannot go on. */
static bool flip_blindly(struct hostile *hostile, uint64_t fb,
			 unsigned int number)
{
	int outcome = hostile_send(hostile, 0, operation_pg_flip(fb));
	char step[48];

	if (outcome <= 0)
		return true;
	snprintf(step, sizeof(step), "PG_FLIP number %u", number);
	hostile_judge(hostile, step, EXPECT_ANSWER, outcome);
	return false;
}

/* Each accepted flip owes one event, also when it was asked for too early. */
static void flip_while_pending(struct hostile *hostile)
{
	struct scene scene;
	int accepted = 0, outcome, events;
	unsigned int i;

	if (scene_begin(hostile, &scene))
		return;
	for (i = 0; i < 20; i++) {
		outcome = hostile_send(hostile, 0, operation_pg_flip(scene.fb));
		if (outcome > 0) {
			hostile_judge(hostile, "PG_FLIP at once after PG_FLIP",
				      EXPECT_ANSWER, outcome);
			return;
		}
		accepted += outcome == 0;
	}
	for (i = 0; i < 10; i++)
		settle(hostile);
	events = events_drain(hostile);
	hostile_report(
		hostile, events == accepted,
		"20 flips at once, %d accepted: expected as many events got %d",
		accepted, events);
}

static void events_never_read(struct hostile *hostile)
{
	struct scene scene;
	unsigned int i;
	int events;

	if (scene_begin(hostile, &scene))
		return;
	for (i = 0; i < 2 * XENDISPL_IN_RING_LEN; i++) {
		if (!flip_blindly(hostile, scene.fb, i))
			return;
		settle(hostile);
	}
	/* What is there must be the oldest events, in order: ids have no gaps. */
	events = events_drain(hostile);
	hostile_report(
		hostile, events >= 0 && events <= (int)XENDISPL_IN_RING_LEN,
		"126 flips, no event read: expected up to 63 events in order got %d",
		events);
	if (!flip_blindly(hostile, scene.fb, i))
		return;
	settle(hostile);
	events = events_drain(hostile);
	hostile_report(
		hostile, events >= 0,
		"one more flip: expected the next id, if any, got %d events",
		events);
}

static void event_indices_garbled(struct hostile *hostile)
{
	static const uint32_t values[] = { 1,	 63,	     64,
					   1000, 0x80000000, UINT32_MAX };
	struct scene scene;
	unsigned int i;
	char step[64];

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		if (scene_begin(hostile, &scene) ||
		    honest_flip(hostile, scene.fb))
			return;
		events_of(hostile)->page->in_cons += values[i];
		snprintf(step, sizeof(step),
			 "PG_FLIP after in_cons moved by %u", values[i]);
		hostile_judge(hostile, step, EXPECT_ANYTHING,
			      hostile_send(hostile, 0,
					   operation_pg_flip(scene.fb)));
		if (hostile->front->connected) {
			settle(hostile);
			front_disconnect(hostile->front, hostile->timeout_ms);
		}

		if (scene_begin(hostile, &scene) ||
		    honest_flip(hostile, scene.fb))
			return;
		events_of(hostile)->page->in_prod += values[i];
		snprintf(step, sizeof(step),
			 "PG_FLIP after in_prod moved by %u", values[i]);
		hostile_judge(hostile, step, EXPECT_ANYTHING,
			      hostile_send(hostile, 0,
					   operation_pg_flip(scene.fb)));
		if (hostile->front->connected) {
			settle(hostile);
			front_disconnect(hostile->front, hostile->timeout_ms);
		}
	}
}

const struct hostile_case event_cases[] = {
	{ "flip-while-pending", "flips faster than the display",
	  flip_while_pending },
	{ "events-never-read", "an event page that runs full",
	  events_never_read },
	{ "event-indices-garbled", "in_cons and in_prod overwritten",
	  event_indices_garbled },
	{ 0 }
};
