// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <stdio.h>

#include "tools/vdispld/device_state.h"

#define FRONTS (XenbusStateReconfigured + 1)
#define BACKS (XenbusStateReconfigured + 2)	/* and missing */
#define VIEWS (FRONTS * BACKS * 2 * 2 * 2 * 2 * 4 * 3)

/* The n-th of all views that there can be. */
static struct device_view view_number(unsigned int n)
{
	struct device_view view;

	view.front = n % FRONTS, n /= FRONTS;
	view.back = (int)(n % BACKS) - 1, n /= BACKS;
	view.online = n % 2, n /= 2;
	view.dead = n % 2, n /= 2;
	view.stale = n % 2, n /= 2;
	view.shutting_down = n % 2, n /= 2;
	view.worker = n % 4, n /= 4;
	view.config = n;
	return view;
}

/* What the deed makes of the view; the world outside stands still. */
static void view_apply(struct device_view *view, enum device_action action)
{
	switch (action) {
	case DEVICE_DO_NOTHING:
	case DEVICE_DO_FORGET:
		break;
	case DEVICE_DO_CONFIGURE:
		view->config = DEVICE_CONFIG_GOOD;
		view->dead = false;
		view->back = XenbusStateInitWait;
		view->stale = view->front == XenbusStateConnected;
		break;
	case DEVICE_DO_START_WORKER:
		view->worker = DEVICE_WORKER_SERVING;
		break;
	case DEVICE_DO_STOP_WORKER:
		view->worker = DEVICE_WORKER_NONE;
		break;
	case DEVICE_DO_WRITE_INIT_WAIT:
		view->back = XenbusStateInitWait;
		view->stale = view->front == XenbusStateConnected;
		break;
	case DEVICE_DO_WRITE_CONNECTED:
		view->back = XenbusStateConnected;
		break;
	case DEVICE_DO_WRITE_CLOSED:
		view->back = XenbusStateClosed;
		break;
	}
}

static void test_every_view_settles(void)
{
	unsigned int n, steps;

	for (n = 0; n < VIEWS; n++) {
		struct device_view view = view_number(n);
		enum device_action action = DEVICE_DO_STOP_WORKER;

		for (steps = 0; steps < 8; steps++) {
			action = device_decide(&view);
			if (action == DEVICE_DO_NOTHING || action == DEVICE_DO_FORGET)
				break;
			view_apply(&view, action);
		}
		CU_ASSERT_FATAL(action == DEVICE_DO_NOTHING ||
				action == DEVICE_DO_FORGET);
	}
}

static void test_a_worker_starts_only_for_a_front_end_that_waits(void)
{
	unsigned int n, starts = 0;

	for (n = 0; n < VIEWS; n++) {
		struct device_view view = view_number(n);

		if (device_decide(&view) != DEVICE_DO_START_WORKER)
			continue;
		starts++;
		CU_ASSERT_EQUAL_FATAL(view.back, XenbusStateInitWait);
		CU_ASSERT_FATAL(view.front == XenbusStateInitialised ||
				(view.front == XenbusStateConnected && !view.stale));
		CU_ASSERT_FATAL(view.online && !view.dead && !view.shutting_down);
		CU_ASSERT_EQUAL_FATAL(view.worker, DEVICE_WORKER_NONE);
		CU_ASSERT_EQUAL_FATAL(view.config, DEVICE_CONFIG_GOOD);
	}
	/* Initialised, stale or not; and Connected. */
	CU_ASSERT_EQUAL(starts, 3);
}

static void test_nothing_is_promised_while_a_worker_lives(void)
{
	unsigned int n;

	for (n = 0; n < VIEWS; n++) {
		struct device_view view = view_number(n);
		enum device_action action = device_decide(&view);

		if (view.worker == DEVICE_WORKER_STOPPING)
			CU_ASSERT_EQUAL_FATAL(action, DEVICE_DO_NOTHING);
		if (view.worker == DEVICE_WORKER_NONE) {
			CU_ASSERT_FATAL(action != DEVICE_DO_STOP_WORKER &&
					action != DEVICE_DO_WRITE_CONNECTED);
		} else {
			CU_ASSERT_FATAL(action == DEVICE_DO_NOTHING ||
					action == DEVICE_DO_STOP_WORKER ||
					action == DEVICE_DO_WRITE_CONNECTED);
		}
		if (action == DEVICE_DO_WRITE_CONNECTED)
			CU_ASSERT_EQUAL_FATAL(view.worker, DEVICE_WORKER_SERVING);
	}
}

static void test_a_removed_device_is_never_written_to(void)
{
	unsigned int n;

	for (n = 0; n < VIEWS; n++) {
		struct device_view view = view_number(n);
		enum device_action action = device_decide(&view);

		if (view.back == XENBUS_STATE_MISSING) {
			CU_ASSERT_FATAL(action == DEVICE_DO_FORGET ||
					action == DEVICE_DO_STOP_WORKER ||
					action == DEVICE_DO_NOTHING);
		} else {
			CU_ASSERT_NOT_EQUAL_FATAL(action, DEVICE_DO_FORGET);
		}
	}
}

struct row {
	const char *what;
	int front, back;
	enum device_worker worker;
	enum device_action action;
};

static void rows_check(const struct row *rows, struct device_view view)
{
	for (; rows->what; rows++) {
		view.front = rows->front;
		view.back = rows->back;
		view.worker = rows->worker;
		CU_ASSERT_EQUAL(device_decide(&view), rows->action);
		if (device_decide(&view) != rows->action)
			printf("# %s\n", rows->what);
	}
}

#define NONE DEVICE_WORKER_NONE
#define STARTING DEVICE_WORKER_STARTING
#define SERVING DEVICE_WORKER_SERVING
#define STOPPING DEVICE_WORKER_STOPPING

static void test_life_of_a_connection(void)
{
	static const struct row rows[] = {
		{ "xl create", 1, 1, NONE, DEVICE_DO_CONFIGURE },
		{ "the driver has not loaded", 1, 2, NONE, DEVICE_DO_NOTHING },
		{ "rings are there", 3, 2, NONE, DEVICE_DO_START_WORKER },
		{ "straight to Connected", 4, 2, NONE, DEVICE_DO_START_WORKER },
		{ "not ready yet", 3, 2, STARTING, DEVICE_DO_NOTHING },
		{ "ready", 3, 2, SERVING, DEVICE_DO_WRITE_CONNECTED },
		{ "the front end follows", 3, 4, SERVING, DEVICE_DO_NOTHING },
		{ "connected", 4, 4, SERVING, DEVICE_DO_NOTHING },
		{ "rmmod", 5, 4, SERVING, DEVICE_DO_STOP_WORKER },
		{ "rmmod, not reaped", 5, 4, STOPPING, DEVICE_DO_NOTHING },
		{ "rmmod, reaped", 5, 4, NONE, DEVICE_DO_WRITE_INIT_WAIT },
		{ "rmmod, at rest", 6, 2, NONE, DEVICE_DO_NOTHING },
		{ "closed at once", 6, 4, SERVING, DEVICE_DO_STOP_WORKER },
		{ "it tears down", 7, 4, SERVING, DEVICE_DO_STOP_WORKER },
		{ "it begins anew", 1, 4, SERVING, DEVICE_DO_STOP_WORKER },
		{ "it left while we started", 1, 2, STARTING, DEVICE_DO_STOP_WORKER },
		{ "its directory has gone", 0, 4, SERVING, DEVICE_DO_STOP_WORKER },
		{ "the worker died", 4, 4, NONE, DEVICE_DO_WRITE_INIT_WAIT },
		{ "the worker died early", 3, 4, NONE, DEVICE_DO_WRITE_INIT_WAIT },
		{ "detach", 4, 5, SERVING, DEVICE_DO_STOP_WORKER },
		{ "detach, reaped", 4, 5, NONE, DEVICE_DO_WRITE_CLOSED },
		{ "removed under us", 4, -1, SERVING, DEVICE_DO_STOP_WORKER },
		{ "removed", 4, -1, NONE, DEVICE_DO_FORGET },
		{ "made anew under us", 1, 1, SERVING, DEVICE_DO_STOP_WORKER },
		{ "closed but online", 4, 6, NONE, DEVICE_DO_NOTHING },
		{ "closed but online, wanted again", 1, 6, NONE, DEVICE_DO_WRITE_INIT_WAIT },
		{ "a state that is not ours", 3, 8, NONE, DEVICE_DO_WRITE_INIT_WAIT },
		{ NULL, 0, 0, NONE, DEVICE_DO_NOTHING },
	};

	rows_check(rows, (struct device_view){
		.online = true, .config = DEVICE_CONFIG_GOOD });
}

static void test_stale_front_end_is_waited_for(void)
{
	static const struct row rows[] = {
		{ "has not noticed", 4, 2, NONE, DEVICE_DO_NOTHING },
		{ "tears down", 7, 2, NONE, DEVICE_DO_NOTHING },
		{ "has new rings", 3, 2, NONE, DEVICE_DO_START_WORKER },
		{ NULL, 0, 0, NONE, DEVICE_DO_NOTHING },
	};

	rows_check(rows, (struct device_view){
		.online = true, .stale = true, .config = DEVICE_CONFIG_GOOD });
}

static void test_offline_device_is_closed(void)
{
	static const struct row rows[] = {
		{ "destroy", 4, 5, SERVING, DEVICE_DO_STOP_WORKER },
		{ "destroy, state later", 4, 4, SERVING, DEVICE_DO_STOP_WORKER },
		{ "reaped", 4, 5, NONE, DEVICE_DO_WRITE_CLOSED },
		{ "done", 4, 6, NONE, DEVICE_DO_NOTHING },
		{ "never configured", 1, 1, NONE, DEVICE_DO_WRITE_CLOSED },
		{ NULL, 0, 0, NONE, DEVICE_DO_NOTHING },
	};

	rows_check(rows, (struct device_view){ .config = DEVICE_CONFIG_GOOD });
}

static void test_restarted_broker_configures_what_it_finds(void)
{
	static const struct row rows[] = {
		{ "left connected", 4, 4, NONE, DEVICE_DO_CONFIGURE },
		{ "left waiting", 3, 2, NONE, DEVICE_DO_CONFIGURE },
		{ "left refused", 1, 6, NONE, DEVICE_DO_CONFIGURE },
		{ "left closing", 4, 5, NONE, DEVICE_DO_WRITE_CLOSED },
		{ NULL, 0, 0, NONE, DEVICE_DO_NOTHING },
	};

	rows_check(rows, (struct device_view){ .online = true });
}

TEST_MAIN("device_state",
	  TEST(test_every_view_settles),
	  TEST(test_a_worker_starts_only_for_a_front_end_that_waits),
	  TEST(test_nothing_is_promised_while_a_worker_lives),
	  TEST(test_a_removed_device_is_never_written_to),
	  TEST(test_life_of_a_connection),
	  TEST(test_stale_front_end_is_waited_for),
	  TEST(test_offline_device_is_closed),
	  TEST(test_restarted_broker_configures_what_it_finds))
