// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fake/drm_card.h"
#include "tools/vdispld/connection.h"

static char paths[2][32];
static const char *card_paths[2] = { paths[0], paths[1] };
static struct outputs outputs;
static struct connection connection;
static char reason[WORKER_REASON_BYTES];
static int fds[WORKER_MAX_CARDS];
static struct config config;
static const struct output_owner guest_a = { .name = "dom1/0", .guest.name = "a" };
static const struct output_owner guest_b = { .name = "dom2/0", .guest.name = "b" };

static void begin(unsigned int n_cards)
{
	unsigned int i;

	fake_drm_reset();
	for (i = 0; i < n_cards; i++) {
		strcpy(paths[i], "/tmp/test_outputs.XXXXXX");
		close(mkstemp(paths[i]));
	}
	config_init(&config, 1000);
	outputs_init(&outputs, &config, card_paths, n_cards);
	memset(&connection, 0, sizeof(connection));
}

/* Nothing may be left: no card open, no lease, no file. */
static void end(unsigned int n_cards)
{
	unsigned int i;

	outputs_release(&outputs, &guest_a);
	outputs_release(&outputs, &guest_b);
	CU_ASSERT_EQUAL(fake_drm_leases(), 0);
	for (i = 0; i < OUTPUTS_MAX_CARDS; i++)
		CU_ASSERT_EQUAL(outputs.cards[i].fd, -1);
	for (i = 0; i < n_cards; i++)
		unlink(paths[i]);
}

static const struct output *claim_at(const char *id, const struct output_owner *owner,
				     unsigned int index)
{
	return outputs_claim(&outputs, owner, index, id, reason);
}

static const struct output *claim(const char *id, const struct output_owner *owner)
{
	return claim_at(id, owner, 0);
}

static struct device_config config_of(unsigned int n, const char *const *ids)
{
	struct device_config config = { .n_connectors = n };
	unsigned int i;

	for (i = 0; i < n; i++) {
		config.connectors[i].width = 640;
		config.connectors[i].height = 480;
		strcpy(config.connectors[i].unique_id, ids[i]);
	}
	return config;
}

static void connect_guest(unsigned int n, const char *const *ids)
{
	struct device_config config = config_of(n, ids);
	unsigned int i;

	connection_begin(&connection, &config);
	for (i = 0; i < n; i++)
		connection_set_output(&connection, &outputs, &guest_a, i, true);
	connection_lease_fds(&connection, fds);
}

static void test_claims_by_kernel_name(void)
{
	const struct output *output;

	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 2,
					      .n_crtcs = 2 });
	output = claim("VGA-2", &guest_a);
	CU_ASSERT_PTR_NOT_NULL_FATAL(output);
	CU_ASSERT_EQUAL(output->connector_id, 101);
	CU_ASSERT_EQUAL(output->crtc_id, 200);
	CU_ASSERT_EQUAL(output->plane_id, 300);
	CU_ASSERT_PTR_EQUAL(claim("VGA-2", &guest_a), output);
	end(1);
}

static void test_other_ids_are_headless(void)
{
	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 1,
					      .n_crtcs = 1 });
	CU_ASSERT_PTR_NULL(claim("headless", &guest_a));
	CU_ASSERT_STRING_EQUAL(reason, "");
	CU_ASSERT_PTR_NULL(claim("HDMI-A-1", &guest_a));
	CU_ASSERT_STRING_EQUAL(reason, "no host connector is called HDMI-A-1");
	CU_ASSERT_PTR_NULL(claim("VGA-1 with a name that is far too long for a connector",
				 &guest_a));
	/* A card that nobody uses is left to others. */
	CU_ASSERT_EQUAL(outputs.cards[0].fd, -1);
	end(1);
}

static void test_one_connector_one_guest(void)
{
	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 1,
					      .n_crtcs = 1 });
	CU_ASSERT_PTR_NOT_NULL(claim("VGA-1", &guest_a));
	CU_ASSERT_PTR_NULL(claim("VGA-1", &guest_b));
	CU_ASSERT_STRING_EQUAL(reason, "VGA-1 is in use by dom1/0");
	outputs_release(&outputs, &guest_a);
	CU_ASSERT_PTR_NOT_NULL(claim("VGA-1", &guest_b));
	end(1);
}

static void test_each_connector_its_own_crtc(void)
{
	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 3,
					      .n_crtcs = 2, .possible_crtcs = { 0, 2, 0 } });
	CU_ASSERT_EQUAL(claim("VGA-2", &guest_b)->crtc_id, 201);
	CU_ASSERT_EQUAL(claim("VGA-1", &guest_a)->crtc_id, 200);
	CU_ASSERT_PTR_NULL(claim_at("VGA-3", &guest_a, 1));
	CU_ASSERT_STRING_EQUAL(reason, "no CRTC of the card is left for VGA-3");
	end(1);
}

static void test_card_of_another_program(void)
{
	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 1,
					      .n_crtcs = 1, .foreign_master = true });
	CU_ASSERT_PTR_NULL(claim("VGA-1", &guest_a));
	CU_ASSERT_STRING_EQUAL(reason, "the card of VGA-1 is held by another program");
	end(1);
}

static void test_card_without_kms_is_passed_over(void)
{
	begin(2);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .not_kms = true });
	fake_drm_add(&(struct fake_drm_card){ .path = paths[1], .n_connectors = 1,
					      .n_crtcs = 1 });
	CU_ASSERT_PTR_NOT_NULL(claim("VGA-1", &guest_a));
	end(2);
}

static void test_one_lease_per_output(void)
{
	static const char *const ids[] = { "VGA-1", "headless", "VGA-3", "VGA-2" };
	const uint32_t *objects;

	begin(2);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 2,
					      .n_crtcs = 2 });
	fake_drm_add(&(struct fake_drm_card){ .path = paths[1], .n_connectors = 3,
					      .n_crtcs = 1 });
	connect_guest(4, ids);
	CU_ASSERT_EQUAL(connection.setup.n_cards, 3);
	CU_ASSERT_EQUAL(fake_drm_leases(), 3);
	CU_ASSERT_EQUAL(fake_drm_leased(&objects), 3);	/* the last one's */
	CU_ASSERT_EQUAL(objects[0], 101);
	CU_ASSERT_EQUAL(objects[1], 201);
	CU_ASSERT_EQUAL(objects[2], 301);
	CU_ASSERT_EQUAL(connection.setup.connectors[0].card, 0);
	CU_ASSERT_EQUAL(connection.setup.connectors[1].card, -1);
	CU_ASSERT_EQUAL(connection.setup.connectors[1].connector_id, 0);
	CU_ASSERT_EQUAL(connection.setup.connectors[2].card, 1);
	CU_ASSERT_EQUAL(connection.setup.connectors[3].card, 2);
	CU_ASSERT_STRING_EQUAL(connection.setup.connectors[1].output, "headless");
	CU_ASSERT_STRING_EQUAL(connection.setup.connectors[3].output, "VGA-2");
	connection_sent(&connection);
	connection_end(&connection);
	end(2);
}

/* Another terminal is seen: the card is anybody's, but what comes can be leased. */
static void test_away_the_card_is_left_to_others(void)
{
	const char *const ids[] = { "VGA-1" };

	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 1,
					      .n_crtcs = 1 });
	CU_ASSERT_PTR_NOT_NULL(claim("VGA-1", &guest_a));
	outputs_leave(&outputs);
	CU_ASSERT_EQUAL(fake_drm_masters(), 0);
	outputs_enter(&outputs);
	CU_ASSERT_EQUAL(fake_drm_masters(), 1);
	outputs_release(&outputs, &guest_a);

	outputs_leave(&outputs);
	connect_guest(1, ids);
	CU_ASSERT_EQUAL(fake_drm_leases(), 1);
	CU_ASSERT_EQUAL(fake_drm_masters(), 0);
	connection_end(&connection);
	outputs_enter(&outputs);
	CU_ASSERT_EQUAL(fake_drm_masters(), 1);
	end(1);
}

static void test_refused_lease_makes_headless(void)
{
	static const char *const ids[] = { "VGA-1" };

	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 1,
					      .n_crtcs = 1 });
	fake_drm_fail_leases(-EACCES);
	connect_guest(1, ids);
	CU_ASSERT_EQUAL(connection.setup.n_cards, 0);
	CU_ASSERT_EQUAL(connection.setup.connectors[0].card, -1);
	CU_ASSERT_STRING_EQUAL(connection.setup.connectors[0].output, "headless");
	CU_ASSERT_STRING_EQUAL(connection.reasons[0],
			       "no lease of VGA-1: Permission denied");
	end(1);
}

static void test_every_failing_call_leaks_nothing(void)
{
	static const char *const ids[] = { "VGA-1", "VGA-2" };
	unsigned int n;

	for (n = 1;; n++) {
		begin(1);
		fake_drm_add(&(struct fake_drm_card){ .path = paths[0],
						      .n_connectors = 2, .n_crtcs = 2 });
		fake_drm_fail(n);
		connect_guest(2, ids);
		connection_sent(&connection);
		connection_end(&connection);
		end(1);
		if (fake_drm_calls() < n)
			break;
	}
	CU_ASSERT(n > 20);
}

static void test_configuration_is_obeyed(void)
{
	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 2,
					      .n_crtcs = 2 });
	config.by_output[0] = (struct config_output){ .name = "VGA-1", .guests = (char *)"b" };
	config.n_outputs = 1;
	config.headless = (char *)"side";
	CU_ASSERT_PTR_NULL(claim("VGA-1", &guest_a));
	CU_ASSERT_STRING_EQUAL(reason, "vdispld.conf does not let a use VGA-1");
	/* The card is not even opened for that. */
	CU_ASSERT_EQUAL(outputs.cards[0].fd, -1);
	CU_ASSERT_PTR_NULL(claim("side", &guest_a));
	CU_ASSERT_STRING_EQUAL(reason, "");
	CU_ASSERT_PTR_NOT_NULL(claim("VGA-1", &guest_b));
	/* The same that is had, and then forbidden, is given up. */
	config.by_output[0].guests = (char *)"none";
	CU_ASSERT_PTR_NULL(claim("VGA-1", &guest_b));
	CU_ASSERT_STRING_EQUAL(reason, "vdispld.conf lets nobody use VGA-1");
	CU_ASSERT_PTR_NULL(outputs_find(&outputs, "VGA-1"));
	outputs_tidy(&outputs);
	CU_ASSERT_EQUAL(outputs.cards[0].fd, -1);
	end(1);
}

static void test_assigned_output_is_for_one(void)
{
	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 2,
					      .n_crtcs = 2 });
	CU_ASSERT_PTR_NOT_NULL(claim("VGA-1", &guest_a));
	CU_ASSERT_EQUAL(outputs_assign(&outputs, "VGA-1", &guest_b, 1), 0);
	CU_ASSERT_PTR_NULL(claim("VGA-1", &guest_a));
	CU_ASSERT_STRING_EQUAL(reason, "VGA-1 is assigned to dom2/0");
	CU_ASSERT_PTR_NULL(claim_at("VGA-1", &guest_b, 0));
	CU_ASSERT_PTR_NOT_NULL_FATAL(claim_at("side", &guest_b, 1));
	CU_ASSERT_STRING_EQUAL(outputs_find(&outputs, "VGA-1")->name, "VGA-1");
	/* Another one for the same connector takes its place. */
	CU_ASSERT_EQUAL(outputs_assign(&outputs, "VGA-2", &guest_b, 1), 0);
	CU_ASSERT_STRING_EQUAL(claim_at("side", &guest_b, 1)->name, "VGA-2");
	CU_ASSERT_PTR_NOT_NULL(claim("VGA-1", &guest_a));
	/* Without an order it is as configured. */
	CU_ASSERT_EQUAL(outputs_assign(&outputs, "VGA-2", NULL, 0), 0);
	CU_ASSERT_PTR_NULL(claim_at("side", &guest_b, 1));
	CU_ASSERT_STRING_EQUAL(reason, "no host connector is called side");
	end(1);
}

static void test_orders_have_an_end(void)
{
	char name[16];
	unsigned int i;

	begin(0);
	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++) {
		snprintf(name, sizeof(name), "o-%u", i);
		CU_ASSERT_EQUAL(outputs_set_blank(&outputs, name, true), 0);
	}
	CU_ASSERT_EQUAL(outputs_set_blank(&outputs, "one-more", true), -ENOSPC);
	CU_ASSERT_EQUAL(outputs_assign(&outputs, "one-more", &guest_a, 0), -ENOSPC);
	CU_ASSERT_EQUAL(outputs_set_blank(&outputs, "o-7", false), 0);
	CU_ASSERT_EQUAL(outputs_assign(&outputs, "one-more", &guest_a, 0), 0);
	/* Gone with their owner, not with another. */
	outputs_release(&outputs, &guest_b);
	CU_ASSERT_EQUAL(outputs_set_blank(&outputs, "o-7", true), -ENOSPC);
	outputs_release(&outputs, &guest_a);
	CU_ASSERT_EQUAL(outputs_set_blank(&outputs, "o-7", true), 0);
	CU_ASSERT_TRUE(outputs_is_blank(&outputs, "o-7"));
	CU_ASSERT_FALSE(outputs_is_blank(&outputs, "one-more"));
	end(0);
}

static void test_blank_output_is_not_leased(void)
{
	static const char *const ids[] = { "VGA-1" };

	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 1,
					      .n_crtcs = 1 });
	connect_guest(1, ids);
	CU_ASSERT_EQUAL(fake_drm_leases(), 1);
	CU_ASSERT_FALSE(connection_set_output(&connection, &outputs, &guest_a, 0, true));
	outputs_set_blank(&outputs, "VGA-1", true);
	CU_ASSERT_TRUE(connection_set_output(&connection, &outputs, &guest_a, 0, true));
	CU_ASSERT_EQUAL(fake_drm_leases(), 0);
	CU_ASSERT_EQUAL(connection_lease_fd(&connection, 0), -1);
	CU_ASSERT_STRING_EQUAL(connection.reasons[0], "VGA-1 has been blanked");
	CU_ASSERT_FALSE(connection_set_output(&connection, &outputs, &guest_a, 0, true));
	/* Its owner keeps it. */
	CU_ASSERT_PTR_NULL(claim("VGA-1", &guest_b));
	outputs_set_blank(&outputs, "VGA-1", false);
	CU_ASSERT_TRUE(connection_set_output(&connection, &outputs, &guest_a, 0, true));
	CU_ASSERT_TRUE(connection_lease_fd(&connection, 0) >= 0);
	connection_end(&connection);
	end(1);
}

/* Its lease goes before the card does, though nothing of the card is left to it. */
static void test_output_that_cannot_follow_another(void)
{
	static const char *const ids[] = { "VGA-1" };

	begin(1);
	fake_drm_add(&(struct fake_drm_card){ .path = paths[0], .n_connectors = 2,
					      .n_crtcs = 1, .possible_crtcs = { 1, 2 } });
	connect_guest(1, ids);
	CU_ASSERT_EQUAL(fake_drm_leases(), 1);
	outputs_assign(&outputs, "VGA-2", &guest_a, 0);
	CU_ASSERT_TRUE(connection_set_output(&connection, &outputs, &guest_a, 0, true));
	CU_ASSERT_STRING_EQUAL(connection.reasons[0], "no CRTC of the card is left for VGA-2");
	CU_ASSERT_EQUAL(fake_drm_leases(), 0);
	CU_ASSERT_EQUAL(outputs.cards[0].fd, -1);
	connection_end(&connection);
	end(1);
}

TEST_MAIN("outputs",
	  TEST(test_claims_by_kernel_name),
	  TEST(test_other_ids_are_headless),
	  TEST(test_one_connector_one_guest),
	  TEST(test_each_connector_its_own_crtc),
	  TEST(test_card_of_another_program),
	  TEST(test_card_without_kms_is_passed_over),
	  TEST(test_one_lease_per_output),
	  TEST(test_away_the_card_is_left_to_others),
	  TEST(test_refused_lease_makes_headless),
	  TEST(test_configuration_is_obeyed),
	  TEST(test_assigned_output_is_for_one),
	  TEST(test_orders_have_an_end),
	  TEST(test_blank_output_is_not_leased),
	  TEST(test_output_that_cannot_follow_another),
	  TEST(test_every_failing_call_leaks_nothing))
