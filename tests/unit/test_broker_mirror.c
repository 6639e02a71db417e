// SPDX-License-Identifier: GPL-2.0-only
/* A second output for a connector: by hand, by vdispld.conf, and who loses it when. */
#include "tests/unit/broker_case.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/vdispld/orders.h"

#define MIRROR WORKER_MAX_CONNECTORS	/* the place of connector 0's */

static char reason[WORKER_REASON_BYTES];

static struct device *device(unsigned int domid)
{
	return broker_find_device(&broker, domid, 0);
}

static int mirror(unsigned int domid, const char *output)
{
	return orders_mirror(&broker, output, domid ? device(domid) : NULL, 0, reason);
}

static int assign(unsigned int domid, const char *output)
{
	return orders_assign(&broker, output, domid ? device(domid) : NULL, 0, reason);
}

static void place_expect(unsigned int domid, unsigned int place, const char *output,
			 const char *why)
{
	const struct connection *connection = &device(domid)->connection;

	CU_ASSERT_STRING_EQUAL(connection->setup.connectors[place].output, output);
	CU_ASSERT_STRING_EQUAL(connection->reasons[place], why);
	CU_ASSERT_EQUAL(connection->leases[place].lessee_id != 0,
			strcmp(output, "headless") != 0);
}

/* The last thing that the worker of that number has been told. */
static void expect_told(unsigned int worker, unsigned int n, unsigned int place,
			const char *output)
{
	const struct fake_worker *record = fake_worker(worker);

	CU_ASSERT_EQUAL(record->n_outputs, n);
	CU_ASSERT_FALSE(record->killed);
	if (!n)
		return;
	CU_ASSERT_EQUAL(record->output.index, place);
	CU_ASSERT_STRING_EQUAL(record->output.connector.output, output);
}

static void test_begun_and_ended(void)
{
	begin_with(2, 2);
	guest_create(5, "VGA-1");
	place_expect(5, MIRROR, "headless", "");
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	expect_told(0, 1, MIRROR, "VGA-2");
	CU_ASSERT_EQUAL(fake_worker(0)->output.connector.crtc_id, 201);
	CU_ASSERT_EQUAL(fake_worker(0)->output.connector.width, 1024);
	place_expect(5, 0, "VGA-1", "");
	CU_ASSERT_EQUAL(fake_drm_leases(), 2);
	/* Nothing new is nothing at all. */
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	expect_told(0, 1, MIRROR, "VGA-2");
	CU_ASSERT_EQUAL(mirror(0, "VGA-2"), 0);
	expect_told(0, 2, MIRROR, "headless");
	place_expect(5, MIRROR, "headless", "");
	place_expect(5, 0, "VGA-1", "");
	CU_ASSERT_EQUAL(fake_drm_leases(), 1);
	/* Assigning it to anybody ends it as well. */
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	CU_ASSERT_EQUAL(assign(0, "VGA-2"), 0);
	expect_told(0, 4, MIRROR, "headless");
	end();
}

static void test_another_output_in_its_place(void)
{
	begin_with(3, 3);
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	CU_ASSERT_EQUAL(mirror(5, "VGA-3"), 0);
	expect_told(0, 2, MIRROR, "VGA-3");
	CU_ASSERT_EQUAL(fake_drm_leases(), 2);
	CU_ASSERT_EQUAL(mirror(0, "VGA-2"), -ENXIO);
	end();
}

static void test_taken_from_a_guest_and_given_back(void)
{
	begin_with(2, 2);
	guest_create(5, "VGA-1");
	guest_create(6, "VGA-2");
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	place_expect(5, MIRROR, "VGA-2", "");
	place_expect(6, 0, "headless", "VGA-2 is assigned to dom5/0");
	expect_told(1, 1, 0, "headless");
	CU_ASSERT_EQUAL(assign(6, "VGA-2"), 0);
	place_expect(5, MIRROR, "headless", "");
	place_expect(6, 0, "VGA-2", "");
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	/* To itself as its own: the mirror is gone, so is what it had. */
	CU_ASSERT_EQUAL(assign(5, "VGA-2"), 0);
	place_expect(5, 0, "VGA-2", "");
	place_expect(5, MIRROR, "headless", "");
	CU_ASSERT_EQUAL(fake_drm_leases(), 1);
	end();
}

static void test_headless_connector_may_have_one(void)
{
	begin_with(2, 2);
	guest_create(5, "side");
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	place_expect(5, 0, "headless", "no host connector is called side");
	place_expect(5, MIRROR, "VGA-2", "");
	end();
}

static void test_what_cannot_be_mirrored(void)
{
	begin_with(3, 2);
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(mirror(5, "VGA-9"), -ENXIO);
	CU_ASSERT_STRING_EQUAL(reason, "no host connector is called VGA-9: see `vdisplctl outputs`");
	CU_ASSERT_EQUAL(mirror(5, "VGA-1"), -EBUSY);
	CU_ASSERT_STRING_EQUAL(reason, "VGA-1 shows connector 0 of dom5/0 itself");
	CU_ASSERT_EQUAL(orders_mirror(&broker, "VGA-2", device(5), 1, reason), -ENXIO);
	CU_ASSERT_STRING_EQUAL(reason, "dom5/0 has no connector 1 now");
	CU_ASSERT_EQUAL(mirror(0, "VGA-2"), -ENXIO);
	CU_ASSERT_STRING_EQUAL(reason, "VGA-2 has not been told to mirror anything");
	expect_told(0, 0, 0, "");
	/* The card has no third CRTC: what was mirrored before still is. */
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	guest_create(6, "side");
	CU_ASSERT_EQUAL(mirror(6, "VGA-3"), -EBUSY);
	CU_ASSERT_STRING_EQUAL(reason, "no CRTC of the card is left for VGA-3");
	place_expect(5, MIRROR, "VGA-2", "");
	place_expect(6, MIRROR, "headless", "");
	broker.config.by_output[0] = (struct config_output){ .name = "VGA-2" };
	broker.config.by_output[0].guests = strdup("none");
	broker.config.n_outputs = 1;
	CU_ASSERT_EQUAL(mirror(6, "VGA-2"), -EPERM);
	CU_ASSERT_STRING_EQUAL(reason, "vdispld.conf lets nobody use VGA-2");
	end();
	config_finish(&broker.config);
}

static void test_refused_lease_leaves_the_connector_alone(void)
{
	begin_with(2, 2);
	guest_create(5, "VGA-1");
	fake_drm_fail_leases(-EACCES);
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	place_expect(5, MIRROR, "headless", "no lease of VGA-2: Permission denied");
	place_expect(5, 0, "VGA-1", "");
	fake_drm_fail_leases(0);
	broker_review_outputs(&broker);
	place_expect(5, MIRROR, "VGA-2", "");
	end();
}

static void test_outlives_a_connection_and_ends_with_the_guest(void)
{
	begin_with(2, 2);
	guest_create(5, "VGA-1");
	guest_create(6, "VGA-2");
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	front_set(5, "5");
	settle();
	fake_workers_reap();
	settle();
	guest_connect(5);
	CU_ASSERT_EQUAL(fake_worker(2)->setup.n_cards, 2);
	CU_ASSERT_EQUAL(fake_worker(2)->setup.connectors[0].card, 0);
	CU_ASSERT_EQUAL(fake_worker(2)->setup.connectors[MIRROR].card, 1);
	CU_ASSERT_STRING_EQUAL(fake_worker(2)->setup.connectors[MIRROR].output, "VGA-2");
	toolstack_remove(5);
	settle();
	fake_workers_reap();
	settle();
	place_expect(6, 0, "VGA-2", "");
	end();
}

static void test_blank_and_numbers(void)
{
	begin_with(2, 2);
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(mirror(5, "VGA-2"), 0);
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-2", true, reason), 0);
	place_expect(5, MIRROR, "headless", "VGA-2 has been blanked");
	CU_ASSERT_TRUE(connection_is_mirrored(&device(5)->connection, 0));
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-2", false, reason), 0);
	place_expect(5, MIRROR, "VGA-2", "");
	/* The one goes dark, the other does not. */
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-1", true, reason), 0);
	place_expect(5, 0, "headless", "VGA-1 has been blanked");
	place_expect(5, MIRROR, "VGA-2", "");
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-1", false, reason), 0);
	CU_ASSERT_EQUAL(identify_begin(&broker.identify), 0);
	CU_ASSERT_EQUAL(broker.identify.n, 2);
	place_expect(5, MIRROR, "headless", "VGA-2 shows its number");
	identify_end(&broker.identify);
	place_expect(5, 0, "VGA-1", "");
	place_expect(5, MIRROR, "VGA-2", "");
	end();
}

/* The broker takes over a file that has VGA-2 mirror @of. */
static void reconfigure(const char *of)
{
	static struct config config;

	config_init(&config, 1000);
	if (of) {
		config.by_output[0] = (struct config_output){ .name = "VGA-2" };
		strcpy(config.by_output[0].mirror, of);
		config.n_outputs = 1;
	}
	broker_reconfigure(&broker, &config);
}

static void test_by_configuration(void)
{
	begin_with(2, 2);
	reconfigure("VGA-1");
	guest_create(5, "VGA-1");
	guest_create(6, "VGA-2");
	CU_ASSERT_EQUAL(fake_worker(0)->setup.n_cards, 2);
	place_expect(5, MIRROR, "VGA-2", "");
	place_expect(6, 0, "headless", "vdispld.conf has VGA-2 mirror VGA-1");
	/* It shows whatever the other output shows. */
	CU_ASSERT_EQUAL(assign(6, "VGA-1"), 0);
	place_expect(5, MIRROR, "headless", "");
	place_expect(6, MIRROR, "VGA-2", "");
	CU_ASSERT_EQUAL(mirror(0, "VGA-2"), -ENXIO);
	/* Whoever says otherwise by hand has his way. */
	CU_ASSERT_EQUAL(assign(5, "VGA-2"), 0);
	place_expect(5, 0, "VGA-2", "");
	place_expect(6, MIRROR, "headless", "VGA-2 is assigned to dom5/0");
	CU_ASSERT_EQUAL(assign(0, "VGA-2"), 0);
	place_expect(6, MIRROR, "VGA-2", "");
	CU_ASSERT_EQUAL(assign(0, "VGA-1"), 0);
	place_expect(5, 0, "VGA-1", "");
	place_expect(5, MIRROR, "VGA-2", "");
	reconfigure(NULL);
	place_expect(5, MIRROR, "headless", "");
	place_expect(6, 0, "VGA-2", "");
	reconfigure("VGA-1");
	place_expect(5, MIRROR, "VGA-2", "");
	end();
	config_finish(&broker.config);
}

TEST_MAIN("broker_mirror",
	  TEST(test_begun_and_ended),
	  TEST(test_another_output_in_its_place),
	  TEST(test_taken_from_a_guest_and_given_back),
	  TEST(test_headless_connector_may_have_one),
	  TEST(test_what_cannot_be_mirrored),
	  TEST(test_refused_lease_leaves_the_connector_alone),
	  TEST(test_outlives_a_connection_and_ends_with_the_guest),
	  TEST(test_blank_and_numbers),
	  TEST(test_by_configuration))
