// SPDX-License-Identifier: GPL-2.0-only
/* Lies in the store, and states in an order that no driver has. */
#include <errno.h>
#include <stdio.h>

#include "tools/vdisp-front/hostile/hostile.h"

#define SETTLE_MS 1000 /* time for the back end to make up its mind */

/*
 * Publishes what the case has made of the connectors' numbers. The back end
 * cannot serve that, so the only wrong answer is Connected (when @bad), or a
 * crash, which the honest round shows.
 */
static void lie_try(struct hostile *hostile, const char *step, bool bad)
{
	struct front *front = hostile->front;
	int err;

	err = connection_publish(front, XenbusStateInitialised);
	if (!err)
		err = connection_wait_state(front, XenbusStateConnected,
					    hostile->refuse_ms);
	hostile_report(hostile, !bad || err, "%s: expected %s got %s", step,
		       bad ? "no connection" : "anything",
		       err ? "none" : "one");
	front_disconnect(front, hostile->timeout_ms);
}

/* As far as the point where the rings are to be published. */
static bool lie_begin(struct hostile *hostile)
{
	struct front *front = hostile->front;
	int err;

	if (front->connected)
		front_disconnect(front, hostile->timeout_ms);
	err = connection_set_state(front, XenbusStateInitialising);
	if (!err)
		err = connection_wait_state(front, XenbusStateInitWait,
					    CONNECT_MS);
	if (!err)
		err = transport_init(front);
	if (err)
		hostile_report(hostile, false,
			       "starting over: %s (back end in state %d)",
			       strerror(-err), front->backend_state);
	return !err;
}

static void published_garbage(struct hostile *hostile)
{
	static const uint32_t values[] = { 0, UINT32_MAX, 0x7fffffff, 12345 };
	struct front_published *published =
		&hostile->front->connectors[0].published;
	const struct {
		enum vdispl_node node;
		uint32_t *value;
	} nodes[] = {
		{ VDISPL_CONNECTOR_REQ_RING_REF, &published->req_ring_ref },
		{ VDISPL_CONNECTOR_REQ_EVENT_CHANNEL, &published->req_port },
		{ VDISPL_CONNECTOR_EVT_RING_REF, &published->evt_ring_ref },
		{ VDISPL_CONNECTOR_EVT_EVENT_CHANNEL, &published->evt_port },
	};
	unsigned int i, j;
	char step[64];

	for (i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		for (j = 0; j < sizeof(values) / sizeof(values[0]); j++) {
			if (!lie_begin(hostile))
				return;
			*nodes[i].value = values[j];
			snprintf(step, sizeof(step), "%s = %u",
				 vdispl_nodes[nodes[i].node].name, values[j]);
			lie_try(hostile, step, true);
		}
	}
}

static void published_twice(struct hostile *hostile)
{
	struct front_published *published =
		&hostile->front->connectors[0].published;

	if (!lie_begin(hostile))
		return;
	published->evt_ring_ref = published->req_ring_ref;
	lie_try(hostile, "one page as ring and event page", false);
	if (!lie_begin(hostile))
		return;
	published->evt_port = published->req_port;
	lie_try(hostile, "one port for ring and event page", true);
}

/* Text where the number of a ring page should be. */
static void text_try(struct hostile *hostile, const char *text)
{
	const struct schema_node *node =
		&vdispl_nodes[VDISPL_CONNECTOR_REQ_RING_REF];
	struct front *front = hostile->front;
	const struct schema_ids ids = connection_ids(front, 0);
	char step[64];
	int err;

	if (!lie_begin(hostile))
		return;
	err = connection_publish(front, XenbusStateInitialising);
	if (!err)
		err = node_write(front->store, XBT_NULL, node, &ids, text);
	if (!err)
		err = connection_set_state(front, XenbusStateInitialised);
	if (err) {
		hostile_report(hostile, false, "writing the store: %s",
			       strerror(-err));
		return;
	}
	err = connection_wait_state(front, XenbusStateConnected,
				    hostile->refuse_ms);
	snprintf(step, sizeof(step), "%.20s%s", text,
		 strlen(text) > 20 ? "..." : "");
	hostile_report(hostile, err,
		       "%s = \"%s\": expected no connection got %s",
		       node->name, step, err ? "none" : "one");
	front_disconnect(front, hostile->timeout_ms);
}

static void published_text(struct hostile *hostile)
{
	char ref[32], text[1000]; /* the store refuses 2048 by itself */

	if (!lie_begin(hostile))
		return;
	snprintf(ref, sizeof(ref), "%u",
		 hostile->front->connectors[0].published.req_ring_ref);
	front_disconnect(hostile->front, hostile->timeout_ms);

	text_try(hostile, "");
	text_try(hostile, "-1");
	text_try(hostile, "abc");
	text_try(hostile, "4294967296");
	text_try(hostile, "18446744073709551617");
	snprintf(text, sizeof(text), "%s ", ref);
	text_try(hostile, text);
	snprintf(text, sizeof(text), "%sx", ref);
	text_try(hostile, text);
	memset(text, '1', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	text_try(hostile, text);
}

/* Initialised, or even Connected, with nothing published, or with old numbers. */
static void connected_too_early(struct hostile *hostile)
{
	static const enum xenbus_state states[] = {
		XenbusStateInitialised,
		XenbusStateConnected,
		XenbusStateReconfigured,
	};
	struct front *front = hostile->front;
	unsigned int i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (!lie_begin(hostile))
			return;
		transport_finish(front); /* the store still has the numbers */
		connection_set_state(front, states[i]);
		hostile_report(
			hostile,
			connection_wait_state(front, XenbusStateConnected,
					      hostile->refuse_ms),
			"state %d with the numbers of rings that are gone: "
			"expected no connection",
			states[i]);
		front_disconnect(front, hostile->timeout_ms);
	}
}

static void states_toggled(struct hostile *hostile)
{
	unsigned int round, seed = 1;

	for (round = 0; round < 300; round++) {
		seed = seed * 1103515245 + 12345;
		connection_set_state(hostile->front, (seed >> 16) % 10);
	}
	for (round = 0; round < 100; round++) {
		connection_set_state(hostile->front, XenbusStateConnected);
		connection_set_state(hostile->front, XenbusStateClosing);
		connection_set_state(hostile->front, XenbusStateInitialised);
		connection_set_state(hostile->front, XenbusStateClosed);
	}
	hostile_report(hostile, true, "700 states at full speed");
}

/* Connected and closed again as fast as the back end can follow. */
static void connections_toggled(struct hostile *hostile)
{
	struct front *front = hostile->front;
	unsigned int round;
	int err = 0;

	for (round = 0; round < 20 && !err; round++) {
		err = front_disconnect(front, hostile->timeout_ms);
		if (!err)
			err = front_connect(front, CONNECT_MS);
	}
	hostile_report(hostile, !err,
		       "20 connections in a row: expected success got %s in %u",
		       strerror(-err), round);
}

/* Everything that was shared is taken away under a running connection. */
static void rings_taken_away(struct hostile *hostile)
{
	struct scene scene;

	if (scene_begin(hostile, &scene) ||
	    honest_send(hostile, "PG_FLIP", operation_pg_flip(scene.fb)))
		return;
	transport_finish(hostile->front);
	hostile_report(hostile, true,
		       "rings and ports gone while a flip is pending");
	front_wait_end(hostile->front, SETTLE_MS);
	front_disconnect(hostile->front, hostile->timeout_ms);
}

/* Closed without the courtesy of Closing, and with a picture on the screen. */
static void closed_while_shown(struct hostile *hostile)
{
	static const enum xenbus_state states[] = {
		XenbusStateUnknown,	  XenbusStateInitialising,
		XenbusStateInitWait,	  XenbusStateInitialised,
		XenbusStateClosing,	  XenbusStateClosed,
		XenbusStateReconfiguring, XenbusStateReconfigured,
	};
	struct scene scene;
	unsigned int i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (scene_begin(hostile, &scene) ||
		    honest_flip(hostile, scene.fb) ||
		    honest_send(hostile, "PG_FLIP",
				operation_pg_flip(scene.fb)))
			return;
		connection_set_state(hostile->front, states[i]);
		hostile_report(hostile, true,
			       "state %d while flipping: the back end %s",
			       states[i],
			       front_wait_end(hostile->front, SETTLE_MS)
				       ? "goes on"
				       : "ends");
		front_disconnect(hostile->front, hostile->timeout_ms);
	}
}

const struct hostile_case state_cases[] = {
	{ "published-garbage", "ring references and ports that are not",
	  published_garbage },
	{ "published-twice", "one page or port for two purposes",
	  published_twice },
	{ "published-text", "text where numbers belong", published_text },
	{ "connected-too-early", "Initialised without rings",
	  connected_too_early },
	{ "states-toggled", "states in any order, at full speed",
	  states_toggled },
	{ "connections-toggled", "connecting and closing in a row",
	  connections_toggled },
	{ "rings-taken-away", "rings unshared, ports closed, while in use",
	  rings_taken_away },
	{ "closed-while-shown", "every state while a flip is pending",
	  closed_while_shown },
	{ 0 }
};
