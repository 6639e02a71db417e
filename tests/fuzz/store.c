// SPDX-License-Identifier: GPL-2.0-only
/*
 * A front end's directory in the store: any values, any owners, any nodes missing.
 * What the broker takes out of it is in range and was written by whom it should.
 */
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <xen/io/xenbus.h>

#include "tests/fake/xenstore.h"
#include "tools/common/xenstore.h"
#include "tools/vdispld/device_config.h"
#include "tools/vdispld/frontend.h"

#define GUEST	  5
#define MAX_VALUE 80

static const struct schema_ids ids = { .frontend_domid = GUEST };

/* The first are for each connector. */
static const char *const names[] = {
	"resolution",	     "unique-id",    "req-ring-ref",
	"req-event-channel", "evt-ring-ref", "evt-event-channel",
	"be-alloc",	     "state",
};
#define N_OF_CONNECTOR 6
#define N_NAMES	       (sizeof(names) / sizeof(names[0]))

static const char *node_path(unsigned int name, unsigned int index)
{
	static char path[SCHEMA_PATH_BYTES];

	if (name < N_OF_CONNECTOR)
		snprintf(path, sizeof(path),
			 "/local/domain/%u/device/vdispl/0/%u/%s", GUEST, index,
			 names[name]);
	else
		snprintf(path, sizeof(path),
			 "/local/domain/%u/device/vdispl/0/%s", GUEST,
			 names[name]);
	return path;
}

/* What the toolstack and a good guest write for so many connectors. */
static void nodes_write_good(unsigned int n_connectors)
{
	static const char *const values[] = { "", "", "8", "3", "9", "4" };
	char text[32];
	unsigned int i, name;

	fake_store_set(node_path(6, 0), "0", 0);
	fake_store_set(node_path(7, 0), "3", GUEST);
	for (i = 0; i < n_connectors; i++) {
		fake_store_set(node_path(0, i), "1024x768", 0);
		snprintf(text, sizeof(text), "screen-%u", i);
		fake_store_set(node_path(1, i), text, 0);
		for (name = 2; name < N_OF_CONNECTOR; name++)
			fake_store_set(node_path(name, i), values[name], GUEST);
	}
}

/* Any node, owner and value; half of the owners are the right one. */
static void node_spoil(struct fuzz *fuzz)
{
	const char *path =
		node_path(fuzz_below(fuzz, N_NAMES),
			  fuzz_below(fuzz, WORKER_MAX_CONNECTORS + 1));
	unsigned int owner = fuzz_below(fuzz, 2) ? GUEST : 0;
	uint32_t length = fuzz_below(fuzz, MAX_VALUE + 1);
	char value[MAX_VALUE];

	if (length == MAX_VALUE) {
		fake_store_remove(path);
		return;
	}
	fuzz_bytes(fuzz, value, length);
	fake_store_set_bytes(path, value, length, owner);
}

/* The numbers of the configuration are those of the nodes, which are the toolstack's. */
static void check_config(struct xs_handle *xs,
			 const struct device_config *config)
{
	char value[32], again[32];
	unsigned int i, j;
	uint32_t owner;

	FUZZ_CHECK(config->n_connectors >= 1 &&
		   config->n_connectors <= WORKER_MAX_CONNECTORS);
	for (i = 0; i < config->n_connectors; i++) {
		FUZZ_CHECK(config->connectors[i].width - 1 < 65536);
		FUZZ_CHECK(config->connectors[i].height - 1 < 65536);
		FUZZ_CHECK(
			!store_read(xs, node_path(0, i), value, sizeof(value)));
		snprintf(again, sizeof(again), "%ux%u",
			 config->connectors[i].width,
			 config->connectors[i].height);
		FUZZ_CHECK(!strcmp(value, again));
		FUZZ_CHECK(fuzz_is_line(config->connectors[i].unique_id,
					WORKER_UNIQUE_ID_BYTES));
		for (j = 0; j < 2; j++) {
			FUZZ_CHECK(
				!store_read_owner(xs, node_path(j, i), &owner));
			FUZZ_CHECK(owner == 0);
		}
		for (j = 0; j < i; j++)
			FUZZ_CHECK(strcmp(config->connectors[i].unique_id,
					  config->connectors[j].unique_id));
	}
}

static void check_rings(const struct frontend_rings *rings, unsigned int n)
{
	while (n--) {
		FUZZ_CHECK(rings->connectors[n].req_ring_ref);
		FUZZ_CHECK(rings->connectors[n].req_event_channel);
		FUZZ_CHECK(rings->connectors[n].evt_ring_ref);
		FUZZ_CHECK(rings->connectors[n].evt_event_channel);
	}
}

static void store_read_all(struct xs_handle *xs)
{
	char reason[DEVICE_CONFIG_REASON_BYTES];
	struct device_config config;
	struct frontend_rings rings;
	int ret = frontend_read_state(xs, &ids);

	FUZZ_CHECK(ret >= XenbusStateUnknown && ret <= XenbusStateReconfigured);
	ret = device_config_read(xs, &ids, &config, reason);
	FUZZ_CHECK(ret == 0 ||
		   (ret == -EINVAL && fuzz_is_line(reason, sizeof(reason))));
	if (ret)
		return;
	check_config(xs, &config);
	ret = frontend_read_rings(xs, &ids, config.n_connectors, &rings,
				  reason);
	FUZZ_CHECK(ret == 0 ||
		   (ret == -EINVAL && fuzz_is_line(reason, sizeof(reason))));
	if (!ret)
		check_rings(&rings, config.n_connectors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	struct xs_handle *xs;

	fake_store_reset();
	xs = xs_open(0);
	nodes_write_good(fuzz_below(&fuzz, WORKER_MAX_CONNECTORS + 2));
	while (fuzz.left)
		node_spoil(&fuzz);
	store_read_all(xs);
	xs_close(xs);
	return 0;
}
