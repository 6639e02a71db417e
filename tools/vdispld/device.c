// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/device.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/domain.h"
#include "tools/common/node.h"
#include "tools/common/xenstore.h"
#include "tools/vdispld/device_outputs.h"
#include "tools/vdispld/device_worker.h"

#define MAX_STEPS 8		/* the state machine settles in fewer */
#define LOG_BURST 32
#define PROTOCOL_VERSIONS "1,2"

static void watch_token(const struct device *device, char *token)
{
	snprintf(token, BROKER_TOKEN_BYTES, BROKER_FRONT_TOKEN, device->key.domid,
		 device->key.devid);
}

/* Of the front end's state, which is watched. */
static void state_path(const struct device *device, char path[SCHEMA_PATH_BYTES])
{
	schema_path_build(&vdispl_nodes[VDISPL_FRONTEND_STATE], &device->ids, path,
			  SCHEMA_PATH_BYTES);
}

static void timer_fired(uv_timer_t *timer)
{
	struct device *device = timer->data;
	struct broker *broker = device->broker;

	device_evaluate(device);
	broker_settle(broker);
}

int device_create(struct broker *broker, const struct device_key *key,
		  struct device **created)
{
	char path[SCHEMA_PATH_BYTES], token[BROKER_TOKEN_BYTES];
	struct device *device;
	int ret;

	device = calloc(1, sizeof(*device));
	if (!device)
		return -ENOMEM;
	device->broker = broker;
	device->key = *key;
	device->ids = (struct schema_ids){
		.backend_domid = broker->own_domid,
		.frontend_domid = key->domid,
		.devid = key->devid,
	};
	device->log.burst = LOG_BURST;
	snprintf(device->name, sizeof(device->name), "dom%u/%u", key->domid,
		 key->devid);
	device->owner.name = device->name;
	state_path(device, path);
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
	if (!device->error_written)
		return;
	node_remove(device->broker->xs, &vdispl_nodes[VDISPL_BACKEND_ERROR_ERROR],
		    &device->ids);
	device->error_written = false;
}

void device_destroy(struct device *device)
{
	char path[SCHEMA_PATH_BYTES], token[BROKER_TOKEN_BYTES];
	struct broker *broker = device->broker;

	state_path(device, path);
	watch_token(device, token);
	xs_unwatch(broker->xs, path, token);
	error_remove(device);
	outputs_release(&broker->outputs, &device->owner);
	broker->outputs_due = true;
	HASH_DEL(broker->devices, device);
	uv_close((uv_handle_t *)&device->timer, timer_closed);
}

static int identity_read(struct device *device, char *identity)
{
	int ret;

	/* The guest can read this node, but not write it; a driver domain cannot. */
	ret = domain_read_vm(device->broker->xs, device->key.domid, identity,
			     DEVICE_IDENTITY_BYTES);
	return ret == -ENOENT || ret == -EMSGSIZE || ret == -EILSEQ ||
	       ret == -EACCES ? 0 : ret;
}

/*
 * The store does not tell a driver domain which domains there are: there the
 * toolstack's word in our own directory has to do.
 */
static bool domain_is_there(const struct device *device)
{
	errno = 0;
	return xs_is_domain_introduced(device->broker->xs, device->key.domid) ||
	       errno == EACCES;
}

void device_check_domain(struct device *device)
{
	char identity[DEVICE_IDENTITY_BYTES];

	device->dirty = true;
	if (device->config_state == DEVICE_CONFIG_UNREAD || device->dead)
		return;
	if (domain_is_there(device) &&
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
	if (!frontend_read_rings(device->broker->xs, &device->ids,
				 device->config.n_connectors, &rings, reason) &&
	    memcmp(&rings, &device->rings, sizeof(rings)))
		device->stale = false;
}

/*
 * A number of our own directory: @missing when the node is not there, 0 when
 * it makes no sense. -errno: the store failed.
 */
static int back_read(struct device *device, enum vdispl_node node, int missing,
		     int *number)
{
	struct node_value value;
	int ret;

	ret = node_read(device->broker->xs, &vdispl_nodes[node], &device->ids, &value);
	if (ret && ret != -ENOENT && ret != -EINVAL)
		return ret;
	*number = ret == -ENOENT ? missing : ret ? 0 : (int)value.is.number;
	return 0;
}

static int device_observe(struct device *device, struct device_view *view)
{
	struct xs_handle *xs = device->broker->xs;
	int ret, online;

	*view = (struct device_view){ .shutting_down = device->broker->shutting_down };
	ret = back_read(device, VDISPL_BACKEND_STATE, XENBUS_STATE_MISSING,
			&view->back);
	if (ret)
		return ret;
	ret = back_read(device, VDISPL_BACKEND_ONLINE, 0, &online);
	if (ret)
		return ret;
	view->online = online;
	ret = frontend_read_state(xs, &device->ids);
	if (ret < 0)
		return ret;
	view->front = ret;
	stale_update(device, view->front);
	view->stale = device->stale;
	view->begins = view->front == XenbusStateInitialising &&
		       device->front_answered != XenbusStateInitialising;
	if (!view->begins)
		device->front_answered = view->front;
	view->dead = device->dead;
	view->worker = device->worker_state;
	view->config = device->config_state;
	return 0;
}

void device_retry_later(struct device *device, uint64_t delay_ms)
{
	if (!device->broker->shutting_down)
		uv_timer_start(&device->timer, timer_fired, delay_ms, 0);
}

static int state_write(struct device *device, enum xenbus_state state)
{
	return node_replace_number(device->broker->xs,
				   &vdispl_nodes[VDISPL_BACKEND_STATE],
				   &device->ids, state);
}

static int init_wait_write(struct device *device, const struct device_view *view)
{
	int ret = state_write(device, XenbusStateInitWait);

	if (ret)
		return ret;
	device->stale = view->front == XenbusStateConnected;
	device->front_answered = view->front;
	return 0;
}

static int config_refuse(struct device *device)
{
	char text[DEVICE_CONFIG_REASON_BYTES + 8];

	device_log(device, LOG_LEVEL_ERROR, "refused: %s", device->refusal);
	device->config_state = DEVICE_CONFIG_REFUSED;
	snprintf(text, sizeof(text), "%d %s", EINVAL, device->refusal);
	/* Only a courtesy: the log has it, and the state says that we refuse. */
	if (!node_write(device->broker->xs, XBT_NULL,
			&vdispl_nodes[VDISPL_BACKEND_ERROR_ERROR], &device->ids,
			text))
		device->error_written = true;
	return state_write(device, XenbusStateClosed);
}

/* Caps of vdispld.conf on what the toolstack has configured. */
static int config_check(struct device *device)
{
	uint32_t max = device_limit(device, CONFIG_MAX_CONNECTORS);

	if (device->config.n_connectors <= max)
		return 0;
	snprintf(device->refusal, sizeof(device->refusal),
		 "it has %u connectors; vdispld.conf allows the guest %u",
		 device->config.n_connectors, max);
	return -EINVAL;
}

static int device_configure(struct device *device, const struct device_view *view)
{
	char reason[DEVICE_CONFIG_REASON_BYTES];
	struct broker *broker = device->broker;
	int ret;

	device->config_state = DEVICE_CONFIG_UNREAD;
	device->dead = false;
	outputs_release(&broker->outputs, &device->owner);
	error_remove(device);
	ret = identity_read(device, device->identity);
	if (ret)
		return ret;
	device_identify(device);
	ret = device_config_read(broker->xs, &device->ids, &device->config,
				 device->refusal) ?: config_check(device);
	if (ret == -EINVAL)
		return config_refuse(device);
	if (ret)
		return ret;
	/* Rings of a connection from before our time are not to be trusted. */
	if (view->front == XenbusStateConnected)
		frontend_read_rings(broker->xs, &device->ids,
				    device->config.n_connectors, &device->rings,
				    reason);
	ret = node_write_beside(broker->xs, &vdispl_nodes[VDISPL_BACKEND_STATE],
				&vdispl_nodes[VDISPL_BACKEND_VERSIONS], &device->ids,
				PROTOCOL_VERSIONS);
	if (!ret)
		ret = init_wait_write(device, view);
	if (ret)
		return ret;
	device->config_state = DEVICE_CONFIG_GOOD;
	device_outputs_take(device, false);
	device_log(device, LOG_LEVEL_INFO, "configured: %u connector%s",
		   device->config.n_connectors,
		   device->config.n_connectors > 1 ? "s" : "");
	return 0;
}

int device_recall(struct device *device, const char *identity)
{
	int ret;

	snprintf(device->identity, sizeof(device->identity), "%s", identity);
	device_identify(device);
	ret = device_config_read(device->broker->xs, &device->ids, &device->config,
				 device->refusal) ?: config_check(device);
	if (ret)
		return ret;
	device_outputs_begin(device);
	device->config_state = DEVICE_CONFIG_GOOD;
	return 0;
}

void device_forget(struct device *device)
{
	connection_end(&device->connection);
	device->config_state = DEVICE_CONFIG_UNREAD;
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
		return device_worker_start(device) ?: 1;
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

/* Returns what device_act() does. */
static int device_step(struct device *device)
{
	bool serves = device->worker_state == DEVICE_WORKER_STARTING ||
		      device->worker_state == DEVICE_WORKER_SERVING;
	struct device_view view;
	int ret;

	ret = device_observe(device, &view);
	if (!ret)
		return device_act(device, &view, device_decide(&view));
	/* The broker's end waits for the worker's, and for no store. */
	if (serves && view.shutting_down)
		return device_act(device, &view, DEVICE_DO_STOP_WORKER);
	return ret;
}

void device_evaluate(struct device *device)
{
	unsigned int step;
	int ret = 0;

	device->dirty = false;
	for (step = 0; step < MAX_STEPS && ret == 0; step++) {
		ret = device_step(device);
		/* It vanished between the look and the deed: look again. */
		if (ret == -ENOENT)
			ret = 0;
	}
	if (ret <= 0 && !broker_store_lost(device->broker, ret))
		device_retry_later(device, DEVICE_RETRY_MS);
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
