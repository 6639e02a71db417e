// SPDX-License-Identifier: GPL-2.0-only
/* The life of a device, from the toolstack's first node to the last. */
#include "tests/unit/broker_case.h"

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
	CU_ASSERT_EQUAL(setup->version, 2);
	CU_ASSERT_EQUAL(setup->be_alloc, 0);
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

static void test_driver_domain_goes_by_its_own_directory(void)
{
	begin();
	fake_store_deprive();
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(back_state(5), 4);
	fake_store_fire("@releaseDomain");
	settle();
	CU_ASSERT_FALSE(fake_worker(0)->killed);
	/* The toolstack leaves our directory to us. */
	fake_store_remove("/local/domain/5");
	fake_store_set("/local/domain/0/backend/vdispl/5/0/online", "0", 0);
	fake_store_set("/local/domain/0/backend/vdispl/5/0/state", "5", 0);
	settle();
	CU_ASSERT_TRUE(fake_worker(0)->killed);
	fake_workers_reap();
	settle();
	CU_ASSERT_EQUAL(fake_workers_alive(), 0);
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
	broker_shut_down(&broker, broker_ended, NULL);
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

static void test_versions_are_offered_and_one_is_chosen(void)
{
	begin();
	toolstack_create(5, "VGA-1");
	settle();
	CU_ASSERT_STRING_EQUAL(fake_store_get(back(5, "versions")), "1,2");
	fake_store_set(front(5, "version"), "3", 5);
	front_publish(5, "8");
	front_set(5, "3");
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 0);
	fake_store_set(front(5, "version"), "1", 5);
	front_set(5, "3");
	settle();
	CU_ASSERT_EQUAL_FATAL(fake_workers(), 1);
	CU_ASSERT_EQUAL(fake_worker(0)->setup.version, 1);
	end();
}

static void test_workers_hear_of_displays(void)
{
	begin();
	guest_create(5, "VGA-1");
	toolstack_create(6, "headless");
	settle();
	front_publish(6, "8");
	front_set(6, "3");
	settle();
	broker_displays_changed(&broker);
	CU_ASSERT_EQUAL(fake_worker(0)->n_refreshes, 1);
	CU_ASSERT_EQUAL(fake_worker(1)->n_refreshes, 0);	/* not ready yet */
	end();
}

static unsigned int n_writes;

static void count_write(void)
{
	n_writes++;
}

/*
 * With be-alloc the stock driver begins anew when its last program has closed the
 * device, and waits for our state to be written, though it is what it was.
 */
static void test_be_alloc_guest_is_told_again(void)
{
	begin();
	toolstack_create(5, "VGA-1");
	fake_store_set(front(5, "be-alloc"), "1", 0);
	settle();
	guest_connect(5);
	CU_ASSERT_EQUAL(fake_worker(0)->setup.be_alloc, 1);
	fake_worker_end(0, "killed by signal 9");
	settle();
	CU_ASSERT_EQUAL(back_state(5), 2);
	front_set(5, "7");
	settle();
	n_writes = 0;
	fake_store_interrupt(count_write);
	front_set(5, "7");
	settle();
	CU_ASSERT_EQUAL(n_writes, 0);
	front_set(5, "1");
	settle();
	CU_ASSERT_EQUAL(n_writes, 1);
	CU_ASSERT_EQUAL(back_state(5), 2);
	fake_store_interrupt(count_write);
	front_set(5, "1");
	settle();
	CU_ASSERT_EQUAL(n_writes, 1);
	fake_store_interrupt(NULL);
	guest_connect(5);
	CU_ASSERT_EQUAL(fake_workers(), 2);
	end();
}

TEST_MAIN("broker",
	  TEST(test_life_of_a_guest),
	  TEST(test_front_nodes_are_never_written),
	  TEST(test_driver_unloads_and_reloads),
	  TEST(test_worker_dies_and_the_front_end_reconnects),
	  TEST(test_front_end_that_skips_initialised),
	  TEST(test_dead_guest_loses_its_worker),
	  TEST(test_driver_domain_goes_by_its_own_directory),
	  TEST(test_reused_domid_is_another_guest),
	  TEST(test_directory_vanishes_and_returns),
	  TEST(test_broker_restart_makes_guests_reconnect),
	  TEST(test_shut_down_starts_nothing),
	  TEST(test_two_guests_one_connector),
	  TEST(test_versions_are_offered_and_one_is_chosen),
	  TEST(test_workers_hear_of_displays),
	  TEST(test_be_alloc_guest_is_told_again))
