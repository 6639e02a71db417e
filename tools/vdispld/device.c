// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/device.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/xenstore.h"

#define RETRY_MS 100		/* after the store failed us */
#define MAX_STEPS 8		/* the state machine settles in fewer */
#define LOG_BURST 32

static void back_path(const struct device *device, const char *node, char *path)
{
	snprintf(path, STORE_PATH_BYTES, "/local/domain/%u/backend/vdispl/%u/%u/%s",
		 device->address.own_domid, device->key.domid, device->key.devid,
		 node);
}

/* Where xenbus drivers leave a fatal error for people and tools to find. */
static void error_path(const struct device *device, char *path)
{
	snprintf(path, STORE_PATH_BYTES,
		 "/local/domain/%u/error/backend/vdispl/%u/%u/error",
		 device->address.own_domid, device->key.domid, device->key.devid);
}

static void watch_token(const struct device *device, char *token)
{
	snprintf(token, BROKER_TOKEN_BYTES, BROKER_FRONT_TOKEN, device->key.domid,
		 device->key.devid);
}

static void timer_fired(uv_timer_t *timer)
{
	device_evaluate(timer->data);
}

int device_create(struct broker *broker, const struct device_key *key,
		  struct device **created)
{
	char path[STORE_PATH_BYTES], token[BROKER_TOKEN_BYTES];
	struct device *device;
	int ret;

	device = calloc(1, sizeof(*device));
	if (!device)
		return -ENOMEM;
	device->broker = broker;
	device->key = *key;
	device->address = (struct device_address){
		.own_domid = broker->own_domid,
		.domid = key->domid,
		.devid = key->devid,
	};
	device->log.burst = LOG_BURST;
	snprintf(device->name, sizeof(device->name), "dom%u/%u", key->domid,
		 key->devid);
	frontend_state_path(&device->address, path, sizeof(path));
	watch_token(device, token);
	if (!xs_watch(broker->xs, path, token)) {
		ret = store_error();
		free(device);
		return ret;
	}
	uv_timer_init(broker->loop, &device->timer);
	device->timer.data = device;
	HASH_ADD(hh, broker->devices, key, sizeof(device->key), device);
	*created = device;
	return 0;
}

static void timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void error_remove(struct device *device)
{
	char path[STORE_PATH_BYTES];

	if (!device->error_written)
		return;
	error_path(device, path);
	xs_rm(device->broker->xs, XBT_NULL, path);
	device->error_written = false;
}

void device_destroy(struct device *device)
{
	char path[STORE_PATH_BYTES], token[BROKER_TOKEN_BYTES];
	struct broker *broker = device->broker;

	frontend_state_path(&device->address, path, sizeof(path));
	watch_token(device, token);
	xs_unwatch(broker->xs, path, token);
	error_remove(device);
	outputs_release(&broker->outputs, device);
	HASH_DEL(broker->devices, device);
	uv_close((uv_handle_t *)&device->timer, timer_closed);
}

static int identity_read(struct device *device, char *identity)
{
	char path[STORE_PATH_BYTES];
	int ret;

	/* The guest can read this node, but not write it. */
	snprintf(path, sizeof(path), "/local/domain/%u/vm", device->key.domid);
	ret = store_read(device->broker->xs, path, identity, DEVICE_IDENTITY_BYTES);
	return ret == -ENOENT || ret == -EMSGSIZE || ret == -EILSEQ ? 0 : ret;
}

void device_check_domain(struct device *device)
{
	char identity[DEVICE_IDENTITY_BYTES];

	device->dirty = true;
	if (device->config_state == DEVICE_CONFIG_UNREAD || device->dead)
		return;
	if (xs_is_domain_introduced(device->broker->xs, device->key.domid) &&
	    (identity_read(device, identity) || !strcmp(identity, device->identity)))
		return;
	device_log(device, LOG_LEVEL_INFO, "the domain is gone");
	device->dead = true;
}

/*
 * A front end that is still Connected after we wrote InitWait has yet to notice;
 * its rings are of no use. It has noticed when it leaves that state, or offers
 * other rings.
 */
static void stale_update(struct device *device, int front)
{
	char reason[DEVICE_CONFIG_REASON_BYTES];
	struct frontend_rings rings;

	if (front != XenbusStateConnected)
		device->stale = false;
	if (!device->stale)
		return;
	if (!frontend_read_rings(device->broker->xs, &device->address,
				 device->config.n_connectors, &rings, reason) &&
	    memcmp(&rings, &device->rings, sizeof(rings)))
		device->stale = false;
}

static int device_observe(struct device *device, struct device_view *view)
{
	struct xs_handle *xs = device->broker->xs;
	char path[STORE_PATH_BYTES];
	uint32_t number;
	int ret;

	*view = (struct device_view){ .shutting_down = device->broker->shutting_down };
	back_path(device, "state", path);
	ret = store_read_u32(xs, path, &number);
	if (ret && ret != -ENOENT && ret != -EINVAL)
		return ret;
	view->back = ret == -ENOENT ? XENBUS_STATE_MISSING :
		     ret || number > XenbusStateReconfigured ? XenbusStateUnknown :
		     (int)number;
	back_path(device, "online", path);
	ret = store_read_u32(xs, path, &number);
	if (ret && ret != -ENOENT && ret != -EINVAL)
		return ret;
	view->online = !ret && number != 0;
	ret = frontend_read_state(xs, &device->address);
	if (ret < 0)
		return ret;
	view->front = ret;
	stale_update(device, view->front);
	view->stale = device->stale;
	view->dead = device->dead;
	view->worker = device->worker_state;
	view->config = device->config_state;
	return 0;
}

static void retry_later(struct device *device, uint64_t delay_ms)
{
	if (!device->broker->shutting_down)
		uv_timer_start(&device->timer, timer_fired, delay_ms, 0);
}

static int state_write(struct device *device, enum xenbus_state state)
{
	char path[STORE_PATH_BYTES], text[8];

	back_path(device, "state", path);
	snprintf(text, sizeof(text), "%u", state);
	return store_replace(device->broker->xs, path, text);
}

static int init_wait_write(struct device *device, const struct device_view *view)
{
	int ret = state_write(device, XenbusStateInitWait);

	if (!ret)
		device->stale = view->front == XenbusStateConnected;
	return ret;
}

static int config_refuse(struct device *device)
{
	char path[STORE_PATH_BYTES], text[DEVICE_CONFIG_REASON_BYTES + 8];

	device_log(device, LOG_LEVEL_ERROR, "refused: %s", device->refusal);
	device->config_state = DEVICE_CONFIG_REFUSED;
	snprintf(text, sizeof(text), "%d %s", EINVAL, device->refusal);
	error_path(device, path);
	/* Only a courtesy: the log has it, and the state says that we refuse. */
	if (!store_write(device->broker->xs, path, text))
		device->error_written = true;
	return state_write(device, XenbusStateClosed);
}

static void outputs_take(struct device *device)
{
	memset(&device->connection, 0, sizeof(device->connection));
	connection_claim(&device->connection, &device->broker->outputs,
			 &device->config, device, device->name);
}

static int device_configure(struct device *device, const struct device_view *view)
{
	char reason[DEVICE_CONFIG_REASON_BYTES];
	struct broker *broker = device->broker;
	int ret;

	device->config_state = DEVICE_CONFIG_UNREAD;
	device->dead = false;
	outputs_release(&broker->outputs, device);
	error_remove(device);
	ret = identity_read(device, device->identity);
	if (ret)
		return ret;
	ret = device_config_read(broker->xs, &device->address, &device->config,
				 device->refusal);
	if (ret == -EINVAL)
		return config_refuse(device);
	if (ret)
		return ret;
	/* Rings of a connection from before our time are not to be trusted. */
	if (view->front == XenbusStateConnected)
		frontend_read_rings(broker->xs, &device->address,
				    device->config.n_connectors, &device->rings,
				    reason);
	ret = init_wait_write(device, view);
	if (ret)
		return ret;
	device->config_state = DEVICE_CONFIG_GOOD;
	outputs_take(device);
	device_log(device, LOG_LEVEL_INFO, "configured: %u connector%s",
		   device->config.n_connectors,
		   device->config.n_connectors > 1 ? "s" : "");
	return 0;
}

static void worker_ready(void *data)
{
	struct device *device = data;

	if (device->worker_state != DEVICE_WORKER_STARTING)
		return;
	device->worker_state = DEVICE_WORKER_SERVING;
	device_log(device, LOG_LEVEL_INFO, "connected");
	device_evaluate(device);
}

static void worker_ended(void *data, const char *how)
{
	struct device *device = data;
	struct broker *broker = device->broker;

	if (device->worker_state == DEVICE_WORKER_STOPPING) {
		device_log(device, LOG_LEVEL_INFO, "disconnected");
	} else {
		device_log(device, LOG_LEVEL_WARNING, "worker ended: %s", how);
		backoff_failed(&device->backoff, uv_now(broker->loop));
	}
	device->worker = NULL;
	device->worker_state = DEVICE_WORKER_NONE;
	connection_end(&device->connection);
	device_evaluate(device);
	broker_worker_gone(broker);
}

static const struct worker_events worker_events = {
	.ready = worker_ready,
	.ended = worker_ended,
};

static void outputs_log(struct device *device)
{
	const struct worker_connector *connector;
	unsigned int i;

	for (i = 0; i < device->config.n_connectors; i++) {
		const char *reason = device->connection.reasons[i];

		connector = &device->connection.setup.connectors[i];
		device_log(device, LOG_LEVEL_INFO, "connector %u \"%s\" %ux%u: %s%s%s",
			   i, connector->unique_id, connector->width,
			   connector->height, connector->output,
			   *reason ? ": " : "", reason);
	}
}

static int worker_begin(struct device *device)
{
	const struct broker_options *options = &device->broker->options;
	struct worker_setup *setup = &device->connection.setup;
	int fds[WORKER_MAX_CARDS], ret;

	/* Once more: an output that was in use may have become free. */
	outputs_take(device);
	connection_set_rings(&device->connection, &device->rings);
	connection_lease(&device->connection, &device->broker->outputs, device);
	outputs_log(device);
	connection_lease_fds(&device->connection, fds);
	setup->domid = device->key.domid;
	setup->devid = device->key.devid;
	setup->uid = options->worker_uid_base + device->key.domid;
	setup->log_level = options->log_level;
	setup->max_pages = options->max_pages;
	ret = worker_start(device->broker->loop, options->worker_path, setup, fds,
			   &worker_events, device, &device->worker);
	connection_sent(&device->connection);
	if (ret)
		connection_end(&device->connection);
	return ret;
}

/* 0: done, or nothing to be done until something changes. */
static int device_start_worker(struct device *device)
{
	char reason[DEVICE_CONFIG_REASON_BYTES];
	uv_loop_t *loop = device->broker->loop;
	uint64_t delay;
	int ret;

	uv_update_time(loop);
	delay = backoff_delay(&device->backoff, uv_now(loop));
	if (delay) {
		retry_later(device, delay);
		return 0;
	}
	ret = frontend_read_rings(device->broker->xs, &device->address,
				  device->config.n_connectors, &device->rings,
				  reason);
	if (ret == -EINVAL) {
		device_log(device, LOG_LEVEL_WARNING, "front end: %s", reason);
		return 0;
	}
	if (ret)
		return ret;
	backoff_started(&device->backoff, uv_now(loop));
	ret = worker_begin(device);
	if (ret) {
		device_log(device, LOG_LEVEL_ERROR, "cannot start %s: %s",
			   device->broker->options.worker_path, strerror(-ret));
		backoff_failed(&device->backoff, uv_now(loop));
		delay = backoff_delay(&device->backoff, uv_now(loop));
		retry_later(device, delay ?: RETRY_MS);
		return 0;
	}
	device->worker_state = DEVICE_WORKER_STARTING;
	return 0;
}

/* 0: look again; 1: nothing more for now; -errno: the store or a start failed. */
static int device_act(struct device *device, const struct device_view *view,
		      enum device_action action)
{
	switch (action) {
	case DEVICE_DO_NOTHING:
		return 1;
	case DEVICE_DO_CONFIGURE:
		return device_configure(device, view);
	case DEVICE_DO_START_WORKER:
		return device_start_worker(device) ?: 1;
	case DEVICE_DO_STOP_WORKER:
		device->worker_state = DEVICE_WORKER_STOPPING;
		worker_kill(device->worker);
		return 1;
	case DEVICE_DO_WRITE_INIT_WAIT:
		return init_wait_write(device, view);
	case DEVICE_DO_WRITE_CONNECTED:
		return state_write(device, XenbusStateConnected);
	case DEVICE_DO_WRITE_CLOSED:
		return state_write(device, XenbusStateClosed);
	case DEVICE_DO_FORGET:
		device_destroy(device);
		return 1;
	}
	return 1;
}

void device_evaluate(struct device *device)
{
	struct device_view view;
	unsigned int step;
	int ret = 0;

	device->dirty = false;
	for (step = 0; step < MAX_STEPS && ret == 0; step++) {
		ret = device_observe(device, &view);
		if (!ret)
			ret = device_act(device, &view, device_decide(&view));
		/* It vanished between the look and the deed: look again. */
		if (ret == -ENOENT)
			ret = 0;
	}
	if (ret <= 0)
		retry_later(device, RETRY_MS);
}

const char *device_state_name(const struct device *device)
{
	switch (device->worker_state) {
	case DEVICE_WORKER_STARTING:
		return "starting";
	case DEVICE_WORKER_SERVING:
		return "connected";
	case DEVICE_WORKER_STOPPING:
		return "stopping";
	case DEVICE_WORKER_NONE:
		break;
	}
	if (device->config_state == DEVICE_CONFIG_REFUSED)
		return "refused";
	return device->dead ? "closed" : "waiting";
}
