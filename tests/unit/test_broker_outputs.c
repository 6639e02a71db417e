// SPDX-License-Identifier: GPL-2.0-only
/* Outputs that are given and taken while guests run: by the file and by hand. */
#include "tests/unit/broker_case.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/vdispld/orders.h"

static char reason[WORKER_REASON_BYTES];

/* The last thing that the worker of that number has been told. */
static void expect_told(unsigned int worker, unsigned int n, const char *output,
			const char *why)
{
	const struct fake_worker *record = fake_worker(worker);

	CU_ASSERT_EQUAL(record->n_outputs, n);
	CU_ASSERT_FALSE(record->killed);
	if (record->n_outputs == 0)
		return;
	CU_ASSERT_EQUAL(record->output.index, 0);
	CU_ASSERT_STRING_EQUAL(record->output.connector.output, output);
	CU_ASSERT_STRING_EQUAL(record->output.reason, why);
}

static struct device *device(unsigned int domid)
{
	return broker_find_device(&broker, domid, 0);
}

static int assign(unsigned int domid, const char *output)
{
	return orders_assign(&broker, output, domid ? device(domid) : NULL, 0, reason);
}

static void name_set(unsigned int domid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/local/domain/%u/name", domid);
	fake_store_set(path, name, 0);
}

static void test_assigned_back_and_forth(void)
{
	unsigned int turn;

	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "side");
	for (turn = 1; turn <= 3; turn++) {
		CU_ASSERT_EQUAL(assign(6, "VGA-1"), 0);
		expect_told(0, 2 * turn - 1, "headless", "VGA-1 is assigned to dom6/0");
		expect_told(1, 2 * turn - 1, "VGA-1", "");
		CU_ASSERT_EQUAL(fake_worker(1)->output.connector.crtc_id, 200);
		CU_ASSERT_EQUAL(fake_drm_leases(), 1);
		CU_ASSERT_EQUAL(assign(5, "VGA-1"), 0);
		expect_told(0, 2 * turn, "VGA-1", "");
		expect_told(1, 2 * turn, "headless", "no host connector is called side");
		CU_ASSERT_EQUAL(fake_drm_leases(), 1);
	}
	/* Nothing new is nothing at all. */
	CU_ASSERT_EQUAL(assign(5, "VGA-1"), 0);
	expect_told(0, 6, "VGA-1", "");
	end();
}

static void test_assignment_outlives_a_connection_and_ends_with_the_guest(void)
{
	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "side");
	CU_ASSERT_EQUAL(assign(6, "VGA-1"), 0);
	front_set(6, "5");
	settle();
	fake_workers_reap();
	settle();
	expect_told(0, 1, "headless", "VGA-1 is assigned to dom6/0");
	guest_connect(6);
	CU_ASSERT_STRING_EQUAL(fake_worker(2)->setup.connectors[0].output, "VGA-1");
	toolstack_remove(6);
	settle();
	fake_workers_reap();
	settle();
	expect_told(0, 2, "VGA-1", "");
	end();
}

static void test_assigned_as_configured_again(void)
{
	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "side");
	CU_ASSERT_EQUAL(assign(6, "VGA-1"), 0);
	CU_ASSERT_EQUAL(assign(0, "VGA-1"), 0);
	expect_told(0, 2, "VGA-1", "");
	expect_told(1, 2, "headless", "no host connector is called side");
	end();
}

static void test_what_cannot_be_assigned(void)
{
	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "side");
	CU_ASSERT_EQUAL(assign(6, "VGA-2"), -ENXIO);
	CU_ASSERT_STRING_EQUAL(reason, "no host connector is called VGA-2: see `vdisplctl outputs`");
	CU_ASSERT_EQUAL(orders_assign(&broker, "VGA-1", device(6), 1, reason), -ENXIO);
	CU_ASSERT_STRING_EQUAL(reason, "dom6/0 has no connector 1 now");
	broker.config.by_output[0] = (struct config_output){ .name = "VGA-1" };
	broker.config.by_output[0].guests = strdup("none");
	broker.config.n_outputs = 1;
	CU_ASSERT_EQUAL(assign(6, "VGA-1"), -EPERM);
	CU_ASSERT_STRING_EQUAL(reason, "vdispld.conf lets nobody use VGA-1");
	expect_told(0, 0, "", "");
	expect_told(1, 0, "", "");
	end();
	config_finish(&broker.config);
}

static void test_card_of_another_program_is_not_assigned(void)
{
	begin();
	fake_drm_set_foreign(true);
	guest_create(6, "side");
	CU_ASSERT_EQUAL(assign(6, "VGA-1"), -EBUSY);
	CU_ASSERT_STRING_EQUAL(reason, "the card of VGA-1 is held by another program");
	fake_drm_set_foreign(false);
	broker_review_outputs(&broker);
	expect_told(0, 0, "", "");
	end();
}

static void test_free_output_is_given_at_once(void)
{
	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "VGA-1");
	toolstack_remove(5);
	settle();
	expect_told(1, 0, "", "");	/* its worker may still show something */
	fake_workers_reap();
	settle();
	expect_told(1, 1, "VGA-1", "");
	end();
}

static void test_blank_and_back(void)
{
	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "VGA-1");
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-1", true, reason), 0);
	expect_told(0, 1, "headless", "VGA-1 has been blanked");
	expect_told(1, 0, "", "");
	CU_ASSERT_EQUAL(fake_drm_leases(), 0);
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-1", false, reason), 0);
	expect_told(0, 2, "VGA-1", "");
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-9", true, reason), -ENXIO);
	end();
}

static bool identified(void)
{
	return !broker.outputs.reserved;
}

static void test_numbers_are_shown_and_outputs_given_back(void)
{
	begin();
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(identify_begin(&broker.identify), 0);
	expect_told(0, 1, "headless", "VGA-1 shows its number");
	CU_ASSERT_EQUAL(broker.identify.n, 1);
	CU_ASSERT_EQUAL(broker.identify.plates[0].number, 1);
	CU_ASSERT_STRING_EQUAL(broker.identify.plates[0].name, "VGA-1");
	CU_ASSERT_EQUAL(fake_drm_shown_crtc(), 200);
	CU_ASSERT_EQUAL(fake_drm_pictures(), 2);
	/* Once more is longer, not more. */
	CU_ASSERT_EQUAL(identify_begin(&broker.identify), 0);
	CU_ASSERT_EQUAL(fake_drm_pictures(), 2);
	/* What is ordered meanwhile holds afterwards. */
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-1", true, reason), 0);
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-1", false, reason), 0);
	CU_ASSERT_TRUE(uv_is_active((uv_handle_t *)&broker.identify.timer));
	uv_timer_start(&broker.identify.timer, broker.identify.timer.timer_cb, 0, 0);
	CU_ASSERT_TRUE(settle_until(identified));
	CU_ASSERT_EQUAL(fake_drm_pictures(), 0);
	expect_told(0, 2, "VGA-1", "");
	end();
}

static void test_numbers_end_with_the_broker(void)
{
	begin();
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(identify_begin(&broker.identify), 0);
	end();
	CU_ASSERT_EQUAL(fake_drm_pictures(), 0);
}

/* Each call that a number takes fails once: nobody has lost anything for it. */
static void test_number_that_cannot_be_shown(void)
{
	unsigned int n, before;
	int ret;

	for (n = 1;; n++) {
		begin();
		guest_create(5, "headless");
		before = fake_drm_calls();
		fake_drm_fail(before + n);
		ret = identify_begin(&broker.identify);
		CU_ASSERT_TRUE(ret == 0 || ret == -ENODEV);
		CU_ASSERT_EQUAL(broker.outputs.reserved != NULL, ret == 0);
		CU_ASSERT_EQUAL(fake_drm_pictures(), ret == 0 ? 2 : 0);
		if (fake_drm_calls() < before + n) {
			CU_ASSERT_EQUAL(ret, 0);
			end();
			break;
		}
		end();
	}
	CU_ASSERT_TRUE(n > 10);
}

/* 1 on 16x10 pixels: squares of one pixel, in the middle. */
static void test_number_is_legible(void)
{
	static const char *const wanted[] = {
		" # ", "## ", " # ", " # ", "###",
	};
	uint32_t pixels[10][20] = { 0 };
	unsigned int x, y, n = 0;

	plate_draw(&pixels[0][0], 16, 10, 20, 1);
	for (y = 0; y < 10; y++)
		for (x = 0; x < 20; x++)
			n += pixels[y][x] != 0;
	CU_ASSERT_EQUAL(n, 8);
	for (y = 0; y < 5; y++)
		for (x = 0; x < 3; x++)
			CU_ASSERT_EQUAL(pixels[y + 2][x + 6] != 0, wanted[y][x] == '#');
}

/* The broker takes over what the text says; a mistake is the test's. */
static void reconfigure(const char *outputs, const char *guests)
{
	static struct config config;

	config_init(&config, 1000);
	config.outputs = outputs ? strdup(outputs) : NULL;
	if (guests) {
		config.by_output[0] = (struct config_output){ .name = "VGA-1" };
		config.by_output[0].guests = strdup(guests);
		config.n_outputs = 1;
	}
	broker_reconfigure(&broker, &config);
}

static void test_reload_takes_only_what_is_forbidden(void)
{
	begin();
	name_set(5, "five");
	name_set(6, "six");
	guest_create(5, "VGA-1");
	guest_create(6, "VGA-1");
	reconfigure("VGA-1", "five");
	expect_told(0, 0, "", "");
	reconfigure(NULL, "six");
	expect_told(0, 1, "headless", "vdispld.conf does not let five use VGA-1");
	expect_told(1, 1, "VGA-1", "");
	reconfigure(NULL, "none");
	expect_told(1, 2, "headless", "vdispld.conf lets nobody use VGA-1");
	CU_ASSERT_EQUAL(fake_drm_leases(), 0);
	/* By UUID; the names are read anew, too. */
	reconfigure(NULL, "UUID-of-5");
	expect_told(0, 2, "VGA-1", "");
	name_set(5, "fifth");
	reconfigure(NULL, "five");
	expect_told(0, 3, "headless", "vdispld.conf does not let fifth use VGA-1");
	reconfigure(NULL, NULL);
	expect_told(0, 4, "VGA-1", "");
	end();
	config_finish(&broker.config);
}

static void test_worker_that_does_not_listen_is_killed(void)
{
	begin();
	guest_create(5, "VGA-1");
	fake_worker_deafen(0);
	CU_ASSERT_EQUAL(orders_blank(&broker, "VGA-1", true, reason), 0);
	CU_ASSERT_TRUE(fake_worker(0)->killed);
	end();
}

static void test_caps_reach_the_worker(void)
{
	begin();
	broker.config.settings.values[CONFIG_MAX_BUFFERS] = 5;
	broker.config.settings.values[CONFIG_MAX_PAGES] = 77;
	broker.config.settings.values[CONFIG_COPY] = 0;
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(fake_worker(0)->setup.max_buffers, 5);
	CU_ASSERT_EQUAL(fake_worker(0)->setup.max_pages, 77);
	CU_ASSERT_EQUAL(fake_worker(0)->setup.connectors[0].never_copy, 1);
	end();
}

static void test_more_connectors_than_allowed_are_refused(void)
{
	begin();
	broker.config.settings.values[CONFIG_MAX_CONNECTORS] = 1;
	toolstack_create(5, "VGA-1");
	fake_store_set(front(5, "1/resolution"), "640x480", 0);
	fake_store_set(front(5, "1/unique-id"), "side", 0);
	settle();
	CU_ASSERT_EQUAL(back_state(5), 6);
	CU_ASSERT_STRING_EQUAL(device(5)->refusal,
			       "it has 2 connectors; vdispld.conf allows the guest 1");
	end();
}

TEST_MAIN("broker_outputs",
	  TEST(test_assigned_back_and_forth),
	  TEST(test_assignment_outlives_a_connection_and_ends_with_the_guest),
	  TEST(test_assigned_as_configured_again),
	  TEST(test_what_cannot_be_assigned),
	  TEST(test_card_of_another_program_is_not_assigned),
	  TEST(test_free_output_is_given_at_once),
	  TEST(test_blank_and_back),
	  TEST(test_numbers_are_shown_and_outputs_given_back),
	  TEST(test_numbers_end_with_the_broker),
	  TEST(test_number_that_cannot_be_shown),
	  TEST(test_number_is_legible),
	  TEST(test_reload_takes_only_what_is_forbidden),
	  TEST(test_worker_that_does_not_listen_is_killed),
	  TEST(test_caps_reach_the_worker),
	  TEST(test_more_connectors_than_allowed_are_refused))
