// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xen/io/xenbus.h>

#include "tests/fake/xenstore.h"
#include "tools/common/xenstore.h"
#include "tools/vdispld/frontend.h"

#define FRONT "/local/domain/5/device/vdispl/0"
#define GUEST 5

static const struct device_address address = { .own_domid = 0, .domid = 5, .devid = 0 };
static struct xs_handle *xs;
static struct device_config config;
static struct frontend_rings rings;
static char reason[DEVICE_CONFIG_REASON_BYTES];

static void node_set(const char *node, const char *value, unsigned int owner)
{
	char path[192];

	snprintf(path, sizeof(path), FRONT "/%s", node);
	fake_store_set(path, value, owner);
}

static void begin(void)
{
	fake_store_reset();
	xs = xs_open(0);
	fake_store_set(FRONT, "", GUEST);
	node_set("be-alloc", "0", 0);
	node_set("0/resolution", "1024x768", 0);
	node_set("0/unique-id", "VGA-1", 0);
}

static void end(void)
{
	xs_close(xs);
	xs = NULL;
}

static int read_config(void)
{
	return device_config_read(xs, &address, &config, reason);
}

static void test_reads_connectors(void)
{
	begin();
	node_set("1/resolution", "65535x1", 0);
	node_set("1/unique-id", "headless", 0);
	CU_ASSERT_EQUAL(read_config(), 0);
	CU_ASSERT_EQUAL(config.n_connectors, 2);
	CU_ASSERT_EQUAL(config.connectors[0].width, 1024);
	CU_ASSERT_EQUAL(config.connectors[0].height, 768);
	CU_ASSERT_STRING_EQUAL(config.connectors[0].unique_id, "VGA-1");
	CU_ASSERT_EQUAL(config.connectors[1].width, 65535);
	CU_ASSERT_STRING_EQUAL(reason, "");
	fake_store_remove(FRONT "/be-alloc");
	CU_ASSERT_EQUAL(read_config(), 0);
	end();
}

static void test_sixteen_connectors_and_no_more(void)
{
	char node[64], id[16];
	unsigned int i;

	begin();
	for (i = 0; i < WORKER_MAX_CONNECTORS; i++) {
		snprintf(id, sizeof(id), "screen %u", i);
		snprintf(node, sizeof(node), "%u/resolution", i);
		node_set(node, "640x480", 0);
		snprintf(node, sizeof(node), "%u/unique-id", i);
		node_set(node, id, 0);
	}
	CU_ASSERT_EQUAL(read_config(), 0);
	CU_ASSERT_EQUAL(config.n_connectors, WORKER_MAX_CONNECTORS);
	node_set("16/resolution", "640x480", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "16/resolution"));
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "at most 16"));
	end();
}

static void test_odd_resolutions_are_refused(void)
{
	static const char *const bad[] = {
		"", "x", "0x0", "1024x0", "0x768", "65536x1", "1x65536", "1024",
		"1024x", "x768", "1024x768x3", " 1024x768", "1024x768 ", "-1x-1",
		"+1x1", "0x10x10", "1024X768", "4294967297x1", "1e3x1",
		"99999999999999999999x1", "1x99999999999999999999",
	};
	char quoted[64];
	unsigned int i;

	begin();
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		node_set("0/resolution", bad[i], 0);
		CU_ASSERT_EQUAL(read_config(), -EINVAL);
		snprintf(quoted, sizeof(quoted), "0/resolution \"%s\": want", bad[i]);
		CU_ASSERT_PTR_NOT_NULL(strstr(reason, quoted));
		CU_ASSERT_PTR_NOT_NULL(strstr(reason, "1 to 65535"));
	}
	end();
}

static void test_hostile_values_are_refused(void)
{
	char huge[4000];

	begin();
	memset(huge, '1', sizeof(huge) - 1);
	huge[sizeof(huge) - 1] = '\0';
	node_set("0/resolution", huge, 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "0/resolution: longer than"));
	node_set("0/resolution", "1024x768", 0);

	node_set("0/unique-id", huge, 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "0/unique-id: longer than 63"));
	node_set("0/unique-id", "", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	node_set("0/unique-id", "VGA\n-1", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "printable"));
	fake_store_set_bytes(FRONT "/0/unique-id", "VGA-1\0x", 7, 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	fake_store_remove(FRONT "/0/unique-id");
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "0/unique-id: missing"));
	end();
}

static void test_only_our_own_nodes_count(void)
{
	static const char *const nodes[][2] = {
		{ "be-alloc", "0" },
		{ "0/resolution", "1024x768" },
		{ "0/unique-id", "VGA-1" },
	};
	unsigned int i;

	for (i = 0; i < 3; i++) {
		begin();
		node_set(nodes[i][0], nodes[i][1], GUEST);
		CU_ASSERT_EQUAL(read_config(), -EINVAL);
		CU_ASSERT_PTR_NOT_NULL(strstr(reason, nodes[i][0]));
		CU_ASSERT_PTR_NOT_NULL(strstr(reason, "belongs to domain 5"));
		end();
	}
}

static void test_guest_cannot_add_a_connector(void)
{
	begin();
	node_set("1/resolution", "640x480", GUEST);
	node_set("1/unique-id", "VGA-2", GUEST);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	end();
}

static void test_back_end_path_of_the_guest_is_not_followed(void)
{
	begin();
	node_set("backend", "/local/domain/0/backend/vbd/1/51712", GUEST);
	node_set("backend-id", "7", GUEST);
	CU_ASSERT_EQUAL(read_config(), 0);
	end();
}

static void test_duplicates_and_nothing_are_refused(void)
{
	begin();
	node_set("1/resolution", "1024x768", 0);
	node_set("1/unique-id", "VGA-1", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "1/unique-id \"VGA-1\""));
	fake_store_remove(FRONT "/0");
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "0/resolution: missing"));
	end();
}

static void test_be_alloc_is_refused(void)
{
	begin();
	node_set("be-alloc", "1", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "be-alloc \"1\""));
	node_set("be-alloc", "2", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	end();
}

static void test_store_failure_is_no_refusal(void)
{
	unsigned int n;
	int ret;

	begin();
	for (n = 1;; n++) {
		fake_store_fail(n, EIO);
		ret = read_config();
		if (fake_store_calls() < n)
			break;
		CU_ASSERT_EQUAL(ret, -EIO);
	}
	CU_ASSERT(n > 6);
	CU_ASSERT_EQUAL(ret, 0);
	end();
}

static void rings_set(void)
{
	node_set("0/req-ring-ref", "8", GUEST);
	node_set("0/req-event-channel", "15", GUEST);
	node_set("0/evt-ring-ref", "4294967295", GUEST);
	node_set("0/evt-event-channel", "16", GUEST);
}

static void test_rings(void)
{
	static const char *const bad[] = {
		"", "0", "-1", "4294967296", "1 ", "0x1", "one", "99999999999999999999",
	};
	unsigned int i;

	begin();
	rings_set();
	CU_ASSERT_EQUAL(frontend_read_rings(xs, &address, 1, &rings, reason), 0);
	CU_ASSERT_EQUAL(rings.connectors[0].req_ring_ref, 8);
	CU_ASSERT_EQUAL(rings.connectors[0].req_event_channel, 15);
	CU_ASSERT_EQUAL(rings.connectors[0].evt_ring_ref, UINT32_MAX);
	CU_ASSERT_EQUAL(rings.connectors[0].evt_event_channel, 16);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		node_set("0/evt-event-channel", bad[i], GUEST);
		CU_ASSERT_EQUAL(frontend_read_rings(xs, &address, 1, &rings, reason),
				-EINVAL);
		CU_ASSERT_PTR_NOT_NULL(strstr(reason, "0/evt-event-channel: no such"));
	}
	rings_set();
	CU_ASSERT_EQUAL(frontend_read_rings(xs, &address, 2, &rings, reason), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "1/req-ring-ref: missing"));
	end();
}

static void test_front_state(void)
{
	static const struct { const char *text; int state; } cases[] = {
		{ "1", 1 }, { "4", 4 }, { "8", 8 }, { "9", 0 }, { "", 0 },
		{ "-1", 0 }, { "4294967300", 0 }, { "4 ", 0 }, { "abc", 0 },
	};
	unsigned int i;

	begin();
	CU_ASSERT_EQUAL(frontend_read_state(xs, &address), XenbusStateUnknown);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		node_set("state", cases[i].text, GUEST);
		CU_ASSERT_EQUAL(frontend_read_state(xs, &address), cases[i].state);
	}
	fake_store_fail(1, EIO);
	CU_ASSERT_EQUAL(frontend_read_state(xs, &address), -EIO);
	end();
}

static void back_remove(void)
{
	fake_store_remove("/back");
}

static void test_replace_never_brings_a_node_back(void)
{
	begin();
	fake_store_set("/back/state", "1", 0);
	CU_ASSERT_EQUAL(store_replace(xs, "/back/state", "2"), 0);
	CU_ASSERT_STRING_EQUAL(fake_store_get("/back/state"), "2");
	fake_store_conflict(3);
	CU_ASSERT_EQUAL(store_replace(xs, "/back/state", "4"), 0);
	CU_ASSERT_STRING_EQUAL(fake_store_get("/back/state"), "4");
	fake_store_conflict(100);
	CU_ASSERT_EQUAL(store_replace(xs, "/back/state", "5"), -EAGAIN);
	fake_store_conflict(0);
	fake_store_interrupt(back_remove);
	CU_ASSERT_EQUAL(store_replace(xs, "/back/state", "6"), -ENOENT);
	CU_ASSERT_PTR_NULL(fake_store_get("/back/state"));
	end();
}

TEST_MAIN("device_config",
	  TEST(test_reads_connectors),
	  TEST(test_sixteen_connectors_and_no_more),
	  TEST(test_odd_resolutions_are_refused),
	  TEST(test_hostile_values_are_refused),
	  TEST(test_only_our_own_nodes_count),
	  TEST(test_guest_cannot_add_a_connector),
	  TEST(test_back_end_path_of_the_guest_is_not_followed),
	  TEST(test_duplicates_and_nothing_are_refused),
	  TEST(test_be_alloc_is_refused),
	  TEST(test_store_failure_is_no_refusal),
	  TEST(test_rings),
	  TEST(test_front_state),
	  TEST(test_replace_never_brings_a_node_back))
