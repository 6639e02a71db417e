// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/device_worker.h"

#include <errno.h>
#include <string.h>

#include "tools/vdispld/device_outputs.h"

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
	broker_settle(broker);
	broker_worker_gone(broker);
}

static const struct worker_events worker_events = {
	.ready = worker_ready,
	.ended = worker_ended,
};

static void setup_fill(struct device *device)
{
	const struct broker_options *options = &device->broker->options;
	struct worker_setup *setup = &device->connection.setup;

	connection_set_rings(&device->connection, &device->rings);
	setup->domid = device->key.domid;
	setup->devid = device->key.devid;
	setup->uid = options->worker_uid_base + device->key.domid;
	setup->log_level = options->log_level;
	setup->max_buffers = device_limit(device, CONFIG_MAX_BUFFERS);
	setup->max_pages = device_config_max_pages(&device->config,
						   device_limit(device, CONFIG_MAX_PAGES));
}

static int worker_begin(struct device *device)
{
	const struct broker_options *options = &device->broker->options;
	int fds[WORKER_MAX_CARDS], ret;

	/* Once more: an output that was in use may have become free. */
	device_outputs_take(device, true);
	device_outputs_log(device);
	connection_lease_fds(&device->connection, fds);
	setup_fill(device);
	ret = worker_start(device->broker->loop, options->worker_path,
			   &device->connection.setup, fds,
			   &worker_events, device, &device->worker);
	connection_sent(&device->connection);
	if (ret)
		connection_end(&device->connection);
	return ret;
}

int device_worker_start(struct device *device)
{
	char reason[DEVICE_CONFIG_REASON_BYTES];
	uv_loop_t *loop = device->broker->loop;
	uint64_t delay;
	int ret;

	uv_update_time(loop);
	delay = backoff_delay(&device->backoff, uv_now(loop));
	if (delay) {
		device_retry_later(device, delay);
		return 0;
	}
	ret = frontend_read_rings(device->broker->xs, &device->ids,
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
		device_retry_later(device, delay ?: DEVICE_RETRY_MS);
		return 0;
	}
	device->worker_state = DEVICE_WORKER_STARTING;
	return 0;
}

int device_worker_resume(struct device *device, const struct worker_handle *handle)
{
	unsigned int n = device->config.n_connectors;
	char reason[DEVICE_CONFIG_REASON_BYTES];
	struct broker *broker = device->broker;
	int ret;

	/* Only to tell them from those of the next connection. */
	frontend_read_rings(broker->xs, &device->ids, n, &device->rings, reason);
	setup_fill(device);
	ret = worker_resume(broker->loop, handle, n, &worker_events, device,
			    &device->worker);
	if (!ret)
		device->worker_state = DEVICE_WORKER_STARTING;
	return ret;
}
