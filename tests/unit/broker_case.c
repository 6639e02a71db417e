// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/broker_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uv_loop_t loop;
struct broker broker;
bool broker_has_ended;
static char card_path[32];
static const char *card_paths[] = { card_path };

const char *front(unsigned int domid, const char *node)
{
	static char path[192];

	snprintf(path, sizeof(path), "/local/domain/%u/device/vdispl/0/%s", domid, node);
	return path;
}

const char *back(unsigned int domid, const char *node)
{
	static char path[192];

	snprintf(path, sizeof(path), "/local/domain/0/backend/vdispl/%u/0/%s", domid, node);
	return path;
}

void toolstack_create(unsigned int domid, const char *unique_id)
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

void toolstack_remove(unsigned int domid)
{
	char path[64];

	snprintf(path, sizeof(path), "/local/domain/0/backend/vdispl/%u", domid);
	fake_store_remove(path);
	snprintf(path, sizeof(path), "/local/domain/%u", domid);
	fake_store_remove(path);
}

void front_publish(unsigned int domid, const char *ring)
{
	fake_store_set(front(domid, "0/req-ring-ref"), ring, domid);
	fake_store_set(front(domid, "0/req-event-channel"), "15", domid);
	fake_store_set(front(domid, "0/evt-ring-ref"), "9", domid);
	fake_store_set(front(domid, "0/evt-event-channel"), "16", domid);
}

void front_set(unsigned int domid, const char *state)
{
	fake_store_set(front(domid, "state"), state, domid);
}

int back_state(unsigned int domid)
{
	const char *state = fake_store_get(back(domid, "state"));

	return state ? atoi(state) : -1;
}

void settle(void)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		uv_run(&loop, UV_RUN_NOWAIT);
}

bool settle_until(bool (*done)(void))
{
	unsigned int i;

	for (i = 0; i < 2000 && !done(); i++) {
		fake_workers_reap();
		uv_run(&loop, UV_RUN_NOWAIT);
		usleep(1000);
	}
	return done();
}

int broker_begin(void)
{
	static const struct broker_options options = {
		.worker_path = "worker", .worker_uid_base = 70000,
	};

	memset(&broker, 0, sizeof(broker));
	broker_has_ended = false;
	config_init(&broker.config, 1000);
	outputs_init(&broker.outputs, &broker.config, card_paths, 1);
	return broker_start(&broker, &loop, &options);
}

void begin_with(unsigned int n_connectors, unsigned int n_crtcs)
{
	fake_store_reset();
	fake_workers_reset();
	fake_drm_reset();
	strcpy(card_path, "/tmp/test_broker.XXXXXX");
	close(mkstemp(card_path));
	fake_drm_add(&(struct fake_drm_card){ .path = card_path,
					      .n_connectors = n_connectors,
					      .n_crtcs = n_crtcs });
	fake_store_set("/local/domain/0/domid", "0", 0);
	uv_loop_init(&loop);
	CU_ASSERT_EQUAL_FATAL(broker_begin(), 0);
	settle();
}

void begin(void)
{
	begin_with(1, 1);
}

void broker_ended(void *data)
{
	broker_has_ended = true;
}

void broker_end(void)
{
	broker_shut_down(&broker, broker_ended, NULL);
	fake_workers_reap();
	settle();
	CU_ASSERT_TRUE_FATAL(broker_has_ended);
}

void end(void)
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

void guest_connect(unsigned int domid)
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

void guest_create(unsigned int domid, const char *unique_id)
{
	toolstack_create(domid, unique_id);
	settle();
	CU_ASSERT_EQUAL(back_state(domid), 2);
	guest_connect(domid);
}
