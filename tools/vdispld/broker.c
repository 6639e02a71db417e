// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/broker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/domain.h"
#include "tools/common/node.h"
#include "tools/common/number.h"
#include "tools/common/xenstore.h"
#include "tools/vdispld/device.h"
#include "tools/vdispld/device_outputs.h"

#define TOKEN_BACK "back"
#define TOKEN_DOMAINS "domains"
#define DOMAINS_PATH "@releaseDomain"
/* A guest that floods its watched node must not keep us from the others. */
#define EVENTS_PER_WAKE_UP 256

/*
 * Where the guests with devices of ours are listed, and with SCHEMA_DEVID the
 * devices of one guest. -ERANGE: no guest has this number.
 */
static int back_directory(const struct broker *broker, uint32_t domid,
			  enum schema_id id, char path[SCHEMA_PATH_BYTES])
{
	const struct schema_ids ids = {
		.backend_domid = broker->own_domid,
		.frontend_domid = domid,
	};

	return schema_path_listing(&vdispl_directories[VDISPL_DIR_BACKEND], &ids, id,
				   path, SCHEMA_PATH_BYTES);
}

/* The device that a path is in; false when it is in none. */
static bool path_device(const char *path, struct device_key *key)
{
	struct schema_match match;

	schema_path_match(&vdispl_schema, path, &match);
	if (match.bad_id != SCHEMA_NO_ID ||
	    match.directory != &vdispl_directories[VDISPL_DIR_BACKEND])
		return false;
	*key = (struct device_key){
		.domid = match.ids.frontend_domid,
		.devid = match.ids.devid,
	};
	return true;
}

struct device *broker_find_device(struct broker *broker, uint32_t domid,
				  uint32_t devid)
{
	const struct device_key key = { .domid = domid, .devid = devid };
	struct device *device;

	HASH_FIND(hh, broker->devices, &key, sizeof(key), device);
	return device;
}

static void device_seen(struct broker *broker, const struct device_key *key)
{
	struct device *device = broker_find_device(broker, key->domid, key->devid);
	int ret;

	if (!device) {
		if (HASH_COUNT(broker->devices) >= BROKER_MAX_DEVICES) {
			log_error("dom%u/%u: not served: %u devices are the limit",
				  key->domid, key->devid, BROKER_MAX_DEVICES);
			return;
		}
		ret = device_create(broker, key, &device);
		if (ret) {
			log_error("dom%u/%u: %s", key->domid, key->devid,
				  strerror(-ret));
			broker->scan_failed = true;
			return;
		}
	}
	device->dirty = true;
}

static int domain_scan(struct broker *broker, const char *domain)
{
	char path[SCHEMA_PATH_BYTES], entry[2 * SCHEMA_PATH_BYTES];
	struct device_key key;
	unsigned int i, n = 0;
	uint32_t domid;
	char **entries;

	if (number_parse_u32(domain, &domid) ||
	    back_directory(broker, domid, SCHEMA_DEVID, path) < 0)
		return 0;
	entries = xs_directory(broker->xs, XBT_NULL, path, &n);
	if (!entries)
		return store_error();
	for (i = 0; i < n; i++) {
		snprintf(entry, sizeof(entry), "%s/%s", path, entries[i]);
		if (path_device(entry, &key))
			device_seen(broker, &key);
	}
	free(entries);
	return 0;
}

/* Meets new devices and has every known one looked at. */
static int broker_scan(struct broker *broker)
{
	struct device *device, *next;
	char path[SCHEMA_PATH_BYTES];
	unsigned int i, n = 0;
	char **entries;
	int ret = 0;

	HASH_ITER(hh, broker->devices, device, next)
		device->dirty = true;
	back_directory(broker, 0, SCHEMA_FRONTEND_DOMID, path);
	entries = xs_directory(broker->xs, XBT_NULL, path, &n);
	if (!entries)
		return store_error();
	for (i = 0; i < n && (!ret || ret == -ENOENT); i++)
		ret = domain_scan(broker, entries[i]);
	free(entries);
	return ret;
}

/* libxenstore's word for a connection that xenstored has closed, by its death. */
bool broker_store_lost(struct broker *broker, int error)
{
	if (error == -EBADF && !broker->store_lost) {
		broker->store_lost = true;
		log_error("xenstored is gone: guests that are connected are served on, no others before the host is restarted");
	}
	return broker->store_lost;
}

static void broker_evaluate(struct broker *broker);

static void retry_fired(uv_timer_t *timer)
{
	struct broker *broker = timer->data;

	broker->scan_due = true;
	broker_evaluate(broker);
}

static void broker_evaluate(struct broker *broker)
{
	struct device *device, *next;
	int ret;

	if (broker->scan_due) {
		broker->scan_due = false;
		broker->scan_failed = false;
		ret = broker_scan(broker);
		if (((ret && ret != -ENOENT) || broker->scan_failed) &&
		    !broker_store_lost(broker, ret))
			uv_timer_start(&broker->retry, retry_fired, 100, 0);
	}
	if (broker->domains_due) {
		broker->domains_due = false;
		HASH_ITER(hh, broker->devices, device, next)
			device_check_domain(device);
	}
	HASH_ITER(hh, broker->devices, device, next)
		if (device->dirty)
			device_evaluate(device);
	broker_settle(broker);
}

void broker_settle(struct broker *broker)
{
	if (broker->outputs_due)
		broker_review_outputs(broker);
}

void broker_review_outputs(struct broker *broker)
{
	struct device *device, *next;
	unsigned int pass;

	broker->outputs_due = false;
	if (broker->shutting_down)
		return;
	/* What one is to get, another has to lose first. */
	for (pass = 0; pass < 2; pass++)
		HASH_ITER(hh, broker->devices, device, next)
			device_outputs_review(device);
}

void broker_reconfigure(struct broker *broker, const struct config *config)
{
	struct device *device, *next;

	config_finish(&broker->config);
	broker->config = *config;
	HASH_ITER(hh, broker->devices, device, next)
		if (device->config_state != DEVICE_CONFIG_UNREAD && !device->dead)
			device_identify(device);
	broker_review_outputs(broker);
}

/* A path below a known device is about that device; any other about many. */
static void back_event(struct broker *broker, const char *path)
{
	struct device *device = NULL;
	struct device_key key;

	if (path_device(path, &key))
		device = broker_find_device(broker, key.domid, key.devid);
	if (device)
		device->dirty = true;
	else
		broker->scan_due = true;
}

static void event_note(struct broker *broker, const char *path, const char *token)
{
	unsigned int domid, devid;
	struct device *device;

	if (!strcmp(token, TOKEN_BACK)) {
		back_event(broker, path);
	} else if (!strcmp(token, TOKEN_DOMAINS)) {
		broker->domains_due = true;
	} else if (sscanf(token, BROKER_FRONT_TOKEN, &domid, &devid) == 2) {
		device = broker_find_device(broker, domid, devid);
		if (device)
			device->dirty = true;
	}
}

static void store_readable(uv_poll_t *poll, int status, int events)
{
	struct broker *broker = poll->data;
	unsigned int i;
	char **event;

	for (i = 0; i < EVENTS_PER_WAKE_UP; i++) {
		event = xs_check_watch(broker->xs);
		if (!event)
			break;
		event_note(broker, event[XS_WATCH_PATH], event[XS_WATCH_TOKEN]);
		free(event);
	}
	broker_evaluate(broker);
}

static int store_watch(struct broker *broker)
{
	char path[SCHEMA_PATH_BYTES];

	back_directory(broker, 0, SCHEMA_FRONTEND_DOMID, path);
	if (!xs_watch(broker->xs, path, TOKEN_BACK))
		return store_error();
	if (!xs_watch(broker->xs, DOMAINS_PATH, TOKEN_DOMAINS))
		return store_error();
	return 0;
}

int broker_start(struct broker *broker, uv_loop_t *loop,
		 const struct broker_options *options)
{
	int ret;

	broker->loop = loop;
	broker->options = *options;
	broker->xs = xs_open(0);
	if (!broker->xs) {
		ret = store_error();
		log_error("xenstore: %s: is this a Xen domain, and xenstored running?",
			  strerror(-ret));
		return ret;
	}
	ret = domain_read_own_id(broker->xs, &broker->own_domid);
	if (ret) {
		log_error("xenstore: domid: %s: has xen-init-dom0 run?", strerror(-ret));
		goto close_store;
	}
	ret = store_watch(broker);
	if (ret) {
		log_error("xenstore: watch: %s", strerror(-ret));
		goto close_store;
	}
	ret = uv_poll_init(loop, &broker->store_poll, xs_fileno(broker->xs));
	if (ret) {
		log_error("xenstore: poll: %s", strerror(-ret));
		goto close_store;
	}
	uv_timer_init(loop, &broker->retry);
	identify_init(&broker->identify, broker);
	broker->store_poll.data = broker->retry.data = broker;
	uv_poll_start(&broker->store_poll, UV_READABLE, store_readable);
	return 0;

close_store:
	xs_close(broker->xs);
	broker->xs = NULL;
	return ret;
}

static void poll_closed(uv_handle_t *handle)
{
	struct broker *broker = handle->data;

	broker->ended(broker->data);
}

static void broker_finish(struct broker *broker)
{
	struct device *device, *next;

	identify_finish(&broker->identify);
	HASH_ITER(hh, broker->devices, device, next)
		device_destroy(device);
	uv_poll_stop(&broker->store_poll);
	xs_close(broker->xs);
	broker->xs = NULL;
	uv_close((uv_handle_t *)&broker->retry, NULL);
	uv_close((uv_handle_t *)&broker->store_poll, poll_closed);
}

void broker_worker_gone(struct broker *broker)
{
	struct device *device, *next;

	if (!broker->shutting_down || !broker->xs)
		return;
	HASH_ITER(hh, broker->devices, device, next)
		if (device->worker)
			return;
	broker_finish(broker);
}

void broker_displays_changed(struct broker *broker)
{
	struct device *device, *next;

	HASH_ITER(hh, broker->devices, device, next)
		if (device->worker_state == DEVICE_WORKER_SERVING)
			worker_refresh(device->worker);
}

void broker_shut_down(struct broker *broker, void (*ended)(void *data), void *data)
{
	struct device *device, *next;

	if (broker->shutting_down)
		return;
	broker->shutting_down = true;
	broker->ended = ended;
	broker->data = data;
	HASH_ITER(hh, broker->devices, device, next)
		device_evaluate(device);
	broker_worker_gone(broker);
}
