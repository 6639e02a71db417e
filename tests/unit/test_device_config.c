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

static const struct schema_ids ids = { .backend_domid = 0, .frontend_domid = 5 };
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
	return device_config_read(xs, &ids, &config, reason);
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
		snprintf(id, sizeof(id), "screen-%u", i);
		snprintf(node, sizeof(node), "%u/resolution", i);
		node_set(node, "640x480", 0);
		snprintf(node, sizeof(node), "%u/unique-id", i);
		node_set(node, id, 0);
	}
	CU_ASSERT_EQUAL(read_config(), 0);
	CU_ASSERT_EQUAL(config.n_connectors, WORKER_MAX_CONNECTORS);
	node_set("16/resolution", "640x480", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, FRONT "/16: one connector"));
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
	char quoted[128];
	unsigned int i;

	begin();
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		node_set("0/resolution", bad[i], 0);
		CU_ASSERT_EQUAL(read_config(), -EINVAL);
		snprintf(quoted, sizeof(quoted), FRONT "/0/resolution: \"%s\" ", bad[i]);
		CU_ASSERT(!strncmp(reason, quoted, strlen(quoted)));
		CU_ASSERT_PTR_NOT_NULL(strstr(reason, "1x1 to 65535x65535; write "));
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
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "has no 'x' between two numbers; want "));
	node_set("0/resolution", "1024x768", 0);

	node_set("0/unique-id", huge, 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "is too long; want 1 to 63 characters"));
	node_set("0/unique-id", "", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	node_set("0/unique-id", "VGA\n-1", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "\"VGA\\x0a-1\" has a character that is not"));
	fake_store_set_bytes(FRONT "/0/unique-id", "VGA-1\0x", 7, 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	fake_store_remove(FRONT "/0/unique-id");
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, FRONT "/0/unique-id: missing; "));
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
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, FRONT "/1/unique-id: \"VGA-1\" is connector 0"));
	fake_store_remove(FRONT "/0");
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, FRONT "/0/resolution: missing; "));
	end();
}

static void test_be_alloc(void)
{
	begin();
	CU_ASSERT_EQUAL(read_config(), 0);
	CU_ASSERT_FALSE(config.be_alloc);
	node_set("be-alloc", "1", 0);
	CU_ASSERT_EQUAL(read_config(), 0);
	CU_ASSERT_TRUE(config.be_alloc);
	/* Not because the guest wants it. */
	node_set("be-alloc", "1", GUEST);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	node_set("be-alloc", "2", 0);
	CU_ASSERT_EQUAL(read_config(), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, FRONT "/be-alloc: "));
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
	node_set("0/evt-ring-ref", "4294967294", GUEST);
	node_set("0/evt-event-channel", "16", GUEST);
}

static void test_rings(void)
{
	static const char *const bad[] = {
		"", "0", "-1", "131072", "4294967296", "1 ", "01", "0x1", "one", "99999999999999999999",
	};
	unsigned int i;

	begin();
	rings_set();
	CU_ASSERT_EQUAL(frontend_read_rings(xs, &ids, 1, &rings, reason), 0);
	CU_ASSERT_EQUAL(rings.connectors[0].req_ring_ref, 8);
	CU_ASSERT_EQUAL(rings.connectors[0].req_event_channel, 15);
	CU_ASSERT_EQUAL(rings.connectors[0].evt_ring_ref, UINT32_MAX - 1);
	CU_ASSERT_EQUAL(rings.connectors[0].evt_event_channel, 16);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		node_set("0/evt-event-channel", bad[i], GUEST);
		CU_ASSERT_EQUAL(frontend_read_rings(xs, &ids, 1, &rings, reason),
				-EINVAL);
		CU_ASSERT_PTR_NOT_NULL(strstr(reason, FRONT "/0/evt-event-channel: \""));
		CU_ASSERT_PTR_NOT_NULL(strstr(reason, "port from 1 to 131071; write "));
	}
	rings_set();
	CU_ASSERT_EQUAL(frontend_read_rings(xs, &ids, 2, &rings, reason), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, FRONT "/1/req-ring-ref: missing; "));
	end();
}

static void test_screens_bound_the_pages(void)
{
	struct device_config two = { .n_connectors = 2 };

	two.connectors[0].width = 1024;
	two.connectors[0].height = 768;
	two.connectors[1].width = 65535;
	two.connectors[1].height = 65535;
	CU_ASSERT_EQUAL(device_config_max_pages(&two, 65536), 65536);
	two.n_connectors = 1;
	CU_ASSERT_EQUAL(device_config_max_pages(&two, 65536), 1024 + 8 * 769);
	CU_ASSERT_EQUAL(device_config_max_pages(&two, 100), 100);
}

static void test_version(void)
{
	begin();
	rings_set();
	CU_ASSERT_EQUAL(frontend_read_rings(xs, &ids, 1, &rings, reason), 0);
	CU_ASSERT_EQUAL(rings.version, 2);	/* as the stock front end */
	node_set("version", "1", GUEST);
	CU_ASSERT_EQUAL(frontend_read_rings(xs, &ids, 1, &rings, reason), 0);
	CU_ASSERT_EQUAL(rings.version, 1);
	node_set("version", "3", GUEST);
	CU_ASSERT_EQUAL(frontend_read_rings(xs, &ids, 1, &rings, reason), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, FRONT "/version: "));
	end();
}

static void test_front_state(void)
{
	static const struct { const char *text; int state; } cases[] = {
		{ "1", 1 }, { "4", 4 }, { "7", 7 }, { "8", 0 }, { "", 0 },
		{ "-1", 0 }, { "4294967300", 0 }, { "4 ", 0 }, { "abc", 0 },
	};
	unsigned int i;

	begin();
	CU_ASSERT_EQUAL(frontend_read_state(xs, &ids), XenbusStateUnknown);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		node_set("state", cases[i].text, GUEST);
		CU_ASSERT_EQUAL(frontend_read_state(xs, &ids), cases[i].state);
	}
	fake_store_fail(1, EIO);
	CU_ASSERT_EQUAL(frontend_read_state(xs, &ids), -EIO);
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
	  TEST(test_be_alloc),
	  TEST(test_store_failure_is_no_refusal),
	  TEST(test_rings),
	  TEST(test_screens_bound_the_pages),
	  TEST(test_version),
	  TEST(test_front_state),
	  TEST(test_replace_never_brings_a_node_back))
