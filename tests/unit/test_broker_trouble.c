// SPDX-License-Identifier: GPL-2.0-only
/* What goes wrong around a broker, or is meant to. */
#include "tests/unit/broker_case.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void test_refused_configuration(void)
{
	static const char node[] = "/local/domain/0/error/backend/vdispl/5/0/error";

	begin();
	toolstack_create(5, "VGA-1");
	fake_store_set(front(5, "be-alloc"), "2", 0);
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

static void test_a_store_that_fails_does_not_keep_the_broker(void)
{
	begin();
	guest_create(5, "VGA-1");
	settle();
	fake_store_fail(1, EIO);
	end();
}

static void test_without_a_store_guests_are_served_on(void)
{
	begin();
	guest_create(5, "VGA-1");
	settle();
	/* Behind the two that fetch the event. */
	fake_store_fail(3, EBADF);
	front_set(5, "5");
	settle();
	CU_ASSERT(broker.store_lost);
	CU_ASSERT_EQUAL(fake_workers_alive(), 1);
	/* It will not come back: nobody tries. */
	CU_ASSERT_EQUAL(uv_backend_timeout(&loop), -1);
	end();
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

TEST_MAIN("broker_trouble",
	  TEST(test_refused_configuration),
	  TEST(test_bad_rings_start_nothing),
	  TEST(test_toggling_front_end_is_throttled),
	  TEST(test_flood_of_events_is_one_look),
	  TEST(test_nothing_happens_at_rest),
	  TEST(test_odd_directories_are_passed_over),
	  TEST(test_number_of_devices_is_bounded),
	  TEST(test_worker_that_cannot_start_is_tried_again),
	  TEST(test_every_failing_store_call_is_survived),
	  TEST(test_a_store_that_fails_does_not_keep_the_broker),
	  TEST(test_without_a_store_guests_are_served_on),
	  TEST(test_start_fails_cleanly))
