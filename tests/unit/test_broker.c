// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole broker over an in-memory store, faked cards and faked workers; the
 * test plays toolstack and guest.
 */
#include "tests/unit/test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fake/drm_card.h"
#include "tests/fake/worker.h"
#include "tests/fake/xenstore.h"
#include "tools/common/xenstore.h"
#include "tools/vdispld/device.h"

static uv_loop_t loop;
static struct broker broker;
static bool broker_has_ended;
static char card_path[32];
static const char *card_paths[] = { card_path };

static const char *front(unsigned int domid, const char *node)
{
	static char path[192];

	snprintf(path, sizeof(path), "/local/domain/%u/device/vdispl/0/%s", domid, node);
	return path;
}

static const char *back(unsigned int domid, const char *node)
{
	static char path[192];

	snprintf(path, sizeof(path), "/local/domain/0/backend/vdispl/%u/0/%s", domid, node);
	return path;
}

/* What libxl writes, while the domain is paused. */
static void toolstack_create(unsigned int domid, const char *unique_id)
{
	char path[64], uuid[64];

	snprintf(path, sizeof(path), "/local/domain/%u/vm", domid);
	snprintf(uuid, sizeof(uuid), "/vm/uuid-of-%u", domid);
	fake_store_set(path, uuid, 0);
	fake_store_introduce(domid, true);
	fake_store_set(front(domid, "state"), "1", domid);
	fake_store_set(front(domid, "be-alloc"), "0", 0);
	fake_store_set(front(domid, "0/resolution"), "1024x768", 0);
	fake_store_set(front(domid, "0/unique-id"), unique_id, 0);
	fake_store_set(back(domid, "online"), "1", 0);
	fake_store_set(back(domid, "state"), "1", 0);
}

static void toolstack_remove(unsigned int domid)
{
	char path[64];

	snprintf(path, sizeof(path), "/local/domain/0/backend/vdispl/%u", domid);
	fake_store_remove(path);
	snprintf(path, sizeof(path), "/local/domain/%u", domid);
	fake_store_remove(path);
}

static void front_publish(unsigned int domid, const char *ring)
{
	fake_store_set(front(domid, "0/req-ring-ref"), ring, domid);
	fake_store_set(front(domid, "0/req-event-channel"), "15", domid);
	fake_store_set(front(domid, "0/evt-ring-ref"), "9", domid);
	fake_store_set(front(domid, "0/evt-event-channel"), "16", domid);
}

static void front_set(unsigned int domid, const char *state)
{
	fake_store_set(front(domid, "state"), state, domid);
}

static int back_state(unsigned int domid)
{
	const char *state = fake_store_get(back(domid, "state"));

	return state ? atoi(state) : -1;
}

/* Everything that is due now; timers that lie ahead are not waited for. */
static void settle(void)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		uv_run(&loop, UV_RUN_NOWAIT);
}

/* Lets timers fire as well, up to a limit that means trouble. */
static bool settle_until(bool (*done)(void))
{
	unsigned int i;

	for (i = 0; i < 2000 && !done(); i++) {
		fake_workers_reap();
		uv_run(&loop, UV_RUN_NOWAIT);
		usleep(1000);
	}
	return done();
}

static int broker_begin(void)
{
	static const struct broker_options options = {
		.worker_path = "worker", .worker_uid_base = 70000, .max_pages = 1000,
	};

	memset(&broker, 0, sizeof(broker));
	broker_has_ended = false;
	outputs_init(&broker.outputs, card_paths, 1);
	return broker_start(&broker, &loop, &options);
}

static void begin(void)
{
	fake_store_reset();
	fake_workers_reset();
	fake_drm_reset();
	strcpy(card_path, "/tmp/test_broker.XXXXXX");
	close(mkstemp(card_path));
	fake_drm_add(&(struct fake_drm_card){ .path = card_path, .n_connectors = 1,
					      .n_crtcs = 1 });
	fake_store_set("/local/domain/0/domid", "0", 0);
	uv_loop_init(&loop);
	CU_ASSERT_EQUAL_FATAL(broker_begin(), 0);
	settle();
}

static void ended(void *data)
{
	broker_has_ended = true;
}

static void broker_end(void)
{
	broker_shut_down(&broker, ended, NULL);
	fake_workers_reap();
	settle();
	CU_ASSERT_TRUE_FATAL(broker_has_ended);
}

static void end(void)
{
	broker_end();
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
	CU_ASSERT_EQUAL(fake_store_open(), 0);
	CU_ASSERT_EQUAL(fake_drm_leases(), 0);
	CU_ASSERT_EQUAL(fake_workers_alive(), 0);
	unlink(card_path);
	fake_store_reset();
	fake_workers_reset();
}

/* A guest up to Connected on both ends; its worker is the last one. */
static void guest_connect(unsigned int domid)
{
	front_publish(domid, "8");
	front_set(domid, "3");
	settle();
	fake_worker_ready(fake_workers() - 1);
	settle();
	CU_ASSERT_EQUAL(back_state(domid), 4);
	front_set(domid, "4");
	settle();
}

static void guest_create(unsigned int domid, const char *unique_id)
{
	toolstack_create(domid, unique_id);
	settle();
	CU_ASSERT_EQUAL(back_state(domid), 2);
	guest_connect(domid);
}

static void test_life_of_a_guest(void)
{
	const struct worker_setup *setup;

	begin();
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(fake_workers(), 1);
	setup = &fake_worker(0)->setup;
	CU_ASSERT_EQUAL(setup->domid, 5);
	CU_ASSERT_EQUAL(setup->uid, 70005);
	CU_ASSERT_EQUAL(setup->max_pages, 1000);
	CU_ASSERT_EQUAL(setup->n_cards, 1);
	CU_ASSERT_EQUAL(setup->n_connectors, 1);
	CU_ASSERT_EQUAL(setup->connectors[0].req_ring_ref, 8);
	CU_ASSERT_EQUAL(setup->connectors[0].evt_event_channel, 16);
	CU_ASSERT_EQUAL(setup->connectors[0].width, 1024);
	CU_ASSERT_STRING_EQUAL(setup->connectors[0].output, "VGA-1");
	CU_ASSERT_EQUAL(setup->connectors[0].crtc_id, 200);

	fake_store_set(back(5, "online"), "0", 0);
	fake_store_set(back(5, "state"), "5", 0);
	settle();
	CU_ASSERT_TRUE(fake_worker(0)->killed);
	CU_ASSERT_EQUAL(back_state(5), 5);
	fake_workers_reap();
	settle();
	CU_ASSERT_EQUAL(back_state(5), 6);
	toolstack_remove(5);
	settle();
	CU_ASSERT_PTR_NULL(broker.devices);
	CU_ASSERT_EQUAL(fake_store_watches(), 2);
	CU_ASSERT_EQUAL(back_state(5), -1);
	end();
}

static void test_front_nodes_are_never_written(void)
{
	begin();
	guest_create(5, "VGA-1");
	CU_ASSERT_STRING_EQUAL(fake_store_get(front(5, "state")), "4");
	CU_ASSERT_PTR_NULL(fake_store_get(back(5, "versions")));
	end();
}

static void test_driver_unloads_and_reloads(void)
{
	unsigned int i;

	begin();
	guest_create(5, "VGA-1");
	for (i = 1; i <= 10; i++) {
		front_set(5, "5");
		settle();
		CU_ASSERT_TRUE(fake_worker(i - 1)->killed);
		/* Not before the worker has let go of the guest's pages. */
		CU_ASSERT_EQUAL(back_state(5), 4);
		fake_workers_reap();
		settle();
		CU_ASSERT_EQUAL(back_state(5), 2);
		front_set(5, "6");
		front_set(5, "1");
		settle();
		guest_connect(5);
		CU_ASSERT_EQUAL(fake_workers(), i + 1);
		CU_ASSERT_STRING_EQUAL(fake_worker(i)->setup.connectors[0].output, "VGA-1");
	}
	end();
}

static void test_worker_dies_and_the_front_end_reconnects(void)
{
	begin();
	guest_create(5, "VGA-1");
	fake_worker_end(0, "killed by signal 9");
	settle();
	CU_ASSERT_EQUAL(back_state(5), 2);
	/* Its old rings are of no use: nothing starts until it has noticed. */
	CU_ASSERT_EQUAL(fake_workers(), 1);
	fake_store_fire("@releaseDomain");
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 1);
	front_set(5, "7");
	front_set(5, "1");
	settle();
	guest_connect(5);
	CU_ASSERT_EQUAL(fake_workers(), 2);
	end();
}

static void test_front_end_that_skips_initialised(void)
{
	begin();
	toolstack_create(5, "VGA-1");
	settle();
	front_publish(5, "8");
	front_set(5, "4");
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 1);
	fake_worker_ready(0);
	settle();
	CU_ASSERT_EQUAL(back_state(5), 4);
	fake_worker_end(0, "exit status 1");
	settle();
	/* Straight from Connected to Connected: only the rings tell. */
	front_publish(5, "80");
	front_set(5, "4");
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 2);
	end();
}

static void test_dead_guest_loses_its_worker(void)
{
	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "headless");
	fake_store_introduce(5, false);
	fake_store_fire("@releaseDomain");
	settle();
	CU_ASSERT_TRUE(fake_worker(0)->killed);
	CU_ASSERT_FALSE(fake_worker(1)->killed);
	fake_workers_reap();
	settle();
	CU_ASSERT_EQUAL(back_state(5), 6);
	CU_ASSERT_EQUAL(back_state(6), 4);
	end();
}

static void test_reused_domid_is_another_guest(void)
{
	begin();
	guest_create(5, "VGA-1");
	fake_store_set("/local/domain/5/vm", "/vm/another", 0);
	fake_store_fire("@releaseDomain");
	settle();
	CU_ASSERT_TRUE(fake_worker(0)->killed);
	fake_workers_reap();
	settle();
	/* Even though its front end says that it is ready. */
	CU_ASSERT_EQUAL(fake_workers(), 1);
	end();
}

static void test_directory_vanishes_and_returns(void)
{
	begin();
	guest_create(5, "VGA-1");
	toolstack_remove(5);
	toolstack_create(5, "VGA-1");
	settle();
	CU_ASSERT_TRUE(fake_worker(0)->killed);
	CU_ASSERT_EQUAL(back_state(5), 1);
	fake_workers_reap();
	settle();
	CU_ASSERT_EQUAL(back_state(5), 2);
	guest_connect(5);
	end();
}

static void test_broker_restart_makes_guests_reconnect(void)
{
	begin();
	guest_create(5, "VGA-1");
	broker_end();
	CU_ASSERT_EQUAL(back_state(5), 2);
	/* As after a crash: nobody had the time to write InitWait. */
	fake_store_set(back(5, "state"), "4", 0);
	CU_ASSERT_EQUAL_FATAL(broker_begin(), 0);
	settle();
	CU_ASSERT_EQUAL(back_state(5), 2);
	CU_ASSERT_EQUAL(fake_workers(), 1);
	front_set(5, "7");
	front_set(5, "1");
	settle();
	guest_connect(5);
	CU_ASSERT_EQUAL(fake_workers(), 2);
	end();
}

static void test_shut_down_starts_nothing(void)
{
	begin();
	guest_create(5, "VGA-1");
	broker_shut_down(&broker, ended, NULL);
	CU_ASSERT_TRUE(fake_worker(0)->killed);
	front_set(5, "3");
	settle();
	CU_ASSERT_FALSE(broker_has_ended);
	fake_workers_reap();
	settle();
	CU_ASSERT_TRUE(broker_has_ended);
	CU_ASSERT_EQUAL(fake_workers(), 1);
	CU_ASSERT_EQUAL(back_state(5), 2);
	end();
}

static void test_two_guests_one_connector(void)
{
	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "VGA-1");
	CU_ASSERT_STRING_EQUAL(fake_worker(1)->setup.connectors[0].output, "headless");
	CU_ASSERT_EQUAL(fake_worker(1)->setup.n_cards, 0);
	/* The first keeps it over a reconnection ... */
	front_set(5, "5");
	settle();
	fake_workers_reap();
	front_set(6, "5");
	settle();
	fake_workers_reap();
	settle();
	guest_connect(6);
	CU_ASSERT_STRING_EQUAL(fake_worker(2)->setup.connectors[0].output, "headless");
	/* ... and the second finds it when the first is gone. */
	toolstack_remove(5);
	settle();
	front_set(6, "5");
	settle();
	fake_workers_reap();
	settle();
	guest_connect(6);
	CU_ASSERT_STRING_EQUAL(fake_worker(3)->setup.connectors[0].output, "VGA-1");
	end();
}

static void test_refused_configuration(void)
{
	static const char node[] = "/local/domain/0/error/backend/vdispl/5/0/error";

	begin();
	toolstack_create(5, "VGA-1");
	fake_store_set(front(5, "be-alloc"), "1", 0);
	settle();
	CU_ASSERT_EQUAL(back_state(5), 6);
	CU_ASSERT_PTR_NOT_NULL(fake_store_get(node));
	front_publish(5, "8");
	front_set(5, "3");
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 0);
	CU_ASSERT_STRING_EQUAL(device_state_name(broker_find_device(&broker, 5, 0)),
			       "refused");
	toolstack_remove(5);
	settle();
	CU_ASSERT_PTR_NULL(fake_store_get(node));
	end();
}

static void test_bad_rings_start_nothing(void)
{
	begin();
	toolstack_create(5, "VGA-1");
	settle();
	front_publish(5, "0");
	front_set(5, "3");
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 0);
	CU_ASSERT_EQUAL(back_state(5), 2);
	front_publish(5, "8");
	front_set(5, "3");
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 1);
	end();
}

static void test_toggling_front_end_is_throttled(void)
{
	uint64_t begun_ms, took_ms;
	unsigned int i;

	begin();
	toolstack_create(5, "VGA-1");
	front_publish(5, "8");
	settle();
	begun_ms = uv_hrtime() / 1000000;
	for (i = 0; i < 500; i++) {
		front_set(5, i % 2 ? "1" : "3");
		settle();
		fake_workers_reap();
		settle();
	}
	CU_ASSERT(fake_workers() >= 2);
	took_ms = uv_hrtime() / 1000000 - begun_ms;
	CU_ASSERT(fake_workers() <= BACKOFF_BURST + 2 + took_ms / BACKOFF_START_MS);
	CU_ASSERT_EQUAL(fake_workers_alive(), 0);
	end();
}

static void test_flood_of_events_is_one_look(void)
{
	unsigned int i, calls;

	begin();
	toolstack_create(5, "VGA-1");
	settle();
	for (i = 0; i < 5000; i++)
		front_set(5, "1");
	fake_store_fail(0, 0);
	settle();
	calls = fake_store_calls();
	/* One call an event to fetch it, and a look per 256 of them. */
	CU_ASSERT(calls < 5000 + 5000 / 256 * 20);
	end();
}

static void test_nothing_happens_at_rest(void)
{
	begin();
	guest_create(5, "VGA-1");
	settle();
	fake_store_fail(0, 0);
	settle();
	CU_ASSERT_EQUAL(fake_store_calls(), 0);
	CU_ASSERT_EQUAL(uv_backend_timeout(&loop), -1);
	end();
}

static void test_odd_directories_are_passed_over(void)
{
	begin();
	fake_store_set("/local/domain/0/backend/vdispl/x/0/state", "1", 0);
	fake_store_set("/local/domain/0/backend/vdispl/5/x/state", "1", 0);
	fake_store_set("/local/domain/0/backend/vdispl/99999999999/0/state", "1", 0);
	settle();
	CU_ASSERT_PTR_NULL(broker.devices);
	end();
}

static void test_number_of_devices_is_bounded(void)
{
	char path[96];
	unsigned int i;

	begin();
	for (i = 0; i < BROKER_MAX_DEVICES + 10; i++) {
		snprintf(path, sizeof(path), "/local/domain/0/backend/vdispl/5/%u/state", i);
		fake_store_set(path, "6", 0);
	}
	settle();
	CU_ASSERT_EQUAL(HASH_COUNT(broker.devices), BROKER_MAX_DEVICES);
	end();
}

static void test_worker_that_cannot_start_is_tried_again(void)
{
	begin();
	toolstack_create(5, "VGA-1");
	settle();
	fake_worker_fail(-ENOENT);
	front_publish(5, "8");
	front_set(5, "3");
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 0);
	CU_ASSERT_EQUAL(fake_drm_leases(), 0);
	CU_ASSERT_NOT_EQUAL(uv_backend_timeout(&loop), -1);
	fake_worker_fail(0);
	usleep(400000);
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 1);
	end();
}

static bool is_waiting(void)
{
	return back_state(5) == 2;
}

static bool is_connected(void)
{
	if (fake_workers() && !fake_worker(fake_workers() - 1)->ended &&
	    !fake_worker(fake_workers() - 1)->setup.log_level) {
		fake_worker(fake_workers() - 1)->setup.log_level = 1;
		fake_worker_ready(fake_workers() - 1);
	}
	return back_state(5) == 4;
}

static bool is_gone(void)
{
	return !broker.devices;
}

/* Every call of a guest's life failed once: the guest gets there all the same. */
static void test_every_failing_store_call_is_survived(void)
{
	unsigned int n, calls = 0;

	for (n = 1; calls == 0 || n <= calls; n++) {
		begin();
		fake_store_fail(n, EIO);
		toolstack_create(5, "VGA-1");
		CU_ASSERT_TRUE(settle_until(is_waiting));
		front_publish(5, "8");
		front_set(5, "3");
		CU_ASSERT_TRUE(settle_until(is_connected));
		front_set(5, "5");
		CU_ASSERT_TRUE(settle_until(is_waiting));
		toolstack_remove(5);
		CU_ASSERT_TRUE(settle_until(is_gone));
		if (calls == 0)
			calls = fake_store_calls() + 10;
		fake_store_fail(0, 0);
		end();
	}
	CU_ASSERT(n > 50);
}

static void test_start_fails_cleanly(void)
{
	unsigned int n, failed = 0;

	fake_store_reset();
	fake_store_set("/local/domain/0/domid", "0", 0);
	for (n = 1; n <= 4; n++) {
		uv_loop_init(&loop);
		fake_store_fail(n, EACCES);
		failed += broker_begin() < 0;
		CU_ASSERT_EQUAL(fake_store_open(), 0);
		CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
	}
	CU_ASSERT_EQUAL(failed, 4);
	fake_store_reset();
}

TEST_MAIN("broker",
	  TEST(test_life_of_a_guest),
	  TEST(test_front_nodes_are_never_written),
	  TEST(test_driver_unloads_and_reloads),
	  TEST(test_worker_dies_and_the_front_end_reconnects),
	  TEST(test_front_end_that_skips_initialised),
	  TEST(test_dead_guest_loses_its_worker),
	  TEST(test_reused_domid_is_another_guest),
	  TEST(test_directory_vanishes_and_returns),
	  TEST(test_broker_restart_makes_guests_reconnect),
	  TEST(test_shut_down_starts_nothing),
	  TEST(test_two_guests_one_connector),
	  TEST(test_refused_configuration),
	  TEST(test_bad_rings_start_nothing),
	  TEST(test_toggling_front_end_is_throttled),
	  TEST(test_flood_of_events_is_one_look),
	  TEST(test_nothing_happens_at_rest),
	  TEST(test_odd_directories_are_passed_over),
	  TEST(test_number_of_devices_is_bounded),
	  TEST(test_worker_that_cannot_start_is_tried_again),
	  TEST(test_every_failing_store_call_is_survived),
	  TEST(test_start_fails_cleanly))
