/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The broker: one loop, the store, the outputs, all devices. Watch events only
 * set flags; what they were about is read again, so a flood of them costs one
 * look, and a lost one is made good by the next.
 */
#ifndef TOOLS_VDISPLD_BROKER_H
#define TOOLS_VDISPLD_BROKER_H

#include <stdbool.h>
#include <uv.h>
#include <xenstore.h>

#include "tools/common/log.h"
#include "tools/vdispld/identify.h"
#include "tools/vdispld/outputs.h"

#define BROKER_MAX_DEVICES 256
#define BROKER_TOKEN_BYTES 40
/* Token of the watch on a front end's state: domid, devid. */
#define BROKER_FRONT_TOKEN "front %u %u"

struct device;
struct device_key;

struct broker_options {
	const char *worker_path;
	uint32_t worker_uid_base;	/* a worker's uid: this + domid */
	unsigned int log_level;		/* enum log_level, for the workers */
};

struct broker {
	uv_loop_t *loop;
	struct broker_options options;
	struct config config;		/* read before broker_start(), like ... */
	struct outputs outputs;		/* ... these are set up */
	struct xs_handle *xs;
	uint32_t own_domid;
	struct identify identify;
	uv_poll_t store_poll;
	struct device *devices;		/* hash by domid and devid */
	uv_timer_t retry;		/* of a scan that the store failed */
	bool scan_due;			/* a device may have come or gone */
	bool scan_failed;
	bool store_lost;		/* see broker_store_lost() */
	bool domains_due;		/* a domain may have gone */
	bool outputs_due;		/* one may have become free */
	bool shutting_down;
	void (*ended)(void *data);	/* the shut-down is complete */
	void *data;
	/* A line about a device has been logged; NULL: nobody listens. */
	void (*event)(void *data, const struct device *device, enum log_level level,
		      const char *text);
	void *event_data;
};

/*
 * Connects to the store and watches it; finds the devices that are there when
 * the loop runs. 0 or -errno, which has been logged.
 */
int broker_start(struct broker *broker, uv_loop_t *loop,
		 const struct broker_options *options);

/*
 * Ends all workers, leaves each device in InitWait for the next broker, and
 * calls @ended(@data) from the loop when that is done.
 */
void broker_shut_down(struct broker *broker, void (*ended)(void *data), void *data);

/* A display of the host was plugged in or out: the workers are to look again. */
void broker_displays_changed(struct broker *broker);

/*
 * Has every connector shown where it is to be: after an output has been assigned,
 * blanked or freed. What need not change does not.
 */
void broker_review_outputs(struct broker *broker);

/* The same if a device has given outputs up since. */
void broker_settle(struct broker *broker);

/* Obeys @config from now on, whose contents it takes over. */
void broker_reconfigure(struct broker *broker, const struct config *config);

/*
 * After a call of the store failed with @error (-errno): whether it has failed for good.
 * Then that has been logged, and what waits for the store need not try again.
 */
bool broker_store_lost(struct broker *broker, int error);

/* NULL when there is no such device. */
struct device *broker_find_device(struct broker *broker, uint32_t domid,
				  uint32_t devid);

/* A worker has been reaped: perhaps the last one that a shut-down waits for. */
void broker_worker_gone(struct broker *broker);

#endif
