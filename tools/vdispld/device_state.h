/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The xenbus state machine of one device, as a pure function: what is seen now
 * decides what to do next. Nothing is remembered from event to event, so lost,
 * doubled and reordered watch events do no harm.
 *
 * The stock front end's habits that this serves:
 * - InitWait while it is connected makes it tear down and connect anew, so a
 *   worker's death and our own restart are answered by writing InitWait;
 * - unloading its driver writes Closing and polls one second for InitWait;
 * - with be-alloc it stays Reconfiguring while programs hold its device, and
 *   then goes Initialising and awaits news of our state: InitWait is written
 *   again though it stands there already;
 * - it frees its rings when it leaves Connected, so InitWait is written only
 *   when the worker has been reaped.
 */
#ifndef TOOLS_VDISPLD_DEVICE_STATE_H
#define TOOLS_VDISPLD_DEVICE_STATE_H

#include <stdbool.h>
#include <xen/io/xenbus.h>

/* Our own end when its directory is gone; no xenbus state has this number. */
#define XENBUS_STATE_MISSING (-1)

enum device_worker {
	DEVICE_WORKER_NONE,
	DEVICE_WORKER_STARTING,		/* has not said WORKER_READY yet */
	DEVICE_WORKER_SERVING,
	DEVICE_WORKER_STOPPING,		/* killed, not reaped yet */
};

enum device_config_state {
	DEVICE_CONFIG_UNREAD,
	DEVICE_CONFIG_GOOD,
	DEVICE_CONFIG_REFUSED,
};

struct device_view {
	int front;		/* enum xenbus_state; Unknown when missing or garbage */
	int back;		/* likewise, or XENBUS_STATE_MISSING */
	bool online;		/* the toolstack wants the device */
	bool dead;		/* the domain that it was configured for is no more */
	bool stale;		/* Connected is left over from a connection that ended */
	bool begins;		/* it has come to Initialising, and awaits our InitWait */
	bool shutting_down;	/* the broker ends: start nothing */
	enum device_worker worker;
	enum device_config_state config;
};

enum device_action {
	DEVICE_DO_NOTHING,
	DEVICE_DO_CONFIGURE,		/* read the configuration; InitWait or Closed */
	DEVICE_DO_START_WORKER,
	DEVICE_DO_STOP_WORKER,
	DEVICE_DO_WRITE_INIT_WAIT,
	DEVICE_DO_WRITE_CONNECTED,
	DEVICE_DO_WRITE_CLOSED,
	DEVICE_DO_FORGET,
};

enum device_action device_decide(const struct device_view *view);

#endif
