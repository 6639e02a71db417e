/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One device of one guest: sees what the store says, has device_state.c decide,
 * and does it. Every look is a fresh one; what is kept is only what the store
 * cannot tell.
 */
#ifndef TOOLS_VDISPLD_DEVICE_H
#define TOOLS_VDISPLD_DEVICE_H

#include <uthash.h>
#include <uv.h>

#include "tools/common/log.h"
#include "tools/vdispld/backoff.h"
#include "tools/vdispld/broker.h"
#include "tools/vdispld/connection.h"
#include "tools/vdispld/device_state.h"
#include "tools/vdispld/worker.h"

#define DEVICE_NAME_BYTES 24		/* "dom65535/4294967295" */
#define DEVICE_IDENTITY_BYTES 64	/* "/vm/UUID" */

struct device_key {
	uint32_t domid;
	uint32_t devid;
};

struct device {
	struct broker *broker;
	struct device_key key;
	UT_hash_handle hh;		/* broker::devices */
	char name[DEVICE_NAME_BYTES];	/* "dom5/0" */
	struct output_owner owner;	/* us, for the outputs */
	struct schema_ids ids;		/* of its paths */
	bool dirty;			/* something may have changed: look again */
	uv_timer_t timer;		/* a retry or a back-off; closing it frees us */
	struct log_budget log;

	/* Of the configuration. */
	enum device_config_state config_state;
	struct device_config config;
	char refusal[DEVICE_CONFIG_REASON_BYTES];
	char identity[DEVICE_IDENTITY_BYTES];	/* of the domain: which one has this id */
	bool dead;			/* that domain is gone */
	bool error_written;		/* our node below error/ exists */

	/* Of the connection. */
	struct connection connection;
	struct frontend_rings rings;	/* that the last worker was given */
	bool stale;			/* see struct device_view */
	int front_answered;		/* its state when we wrote InitWait or saw it since */
	enum device_worker worker_state;
	struct worker *worker;
	struct backoff backoff;
};

/*
 * A line about a device, for the log and for who listens to events; a guest can
 * cause them, so they have a budget.
 */
void device_log(struct device *device, enum log_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define DEVICE_GUEST_BYTES 64

/* The guest's name; where the store does not tell, in a driver domain, "dom5". */
void device_read_guest(const struct device *device, char name[DEVICE_GUEST_BYTES]);

/* A device with its watch on the front end, not looked at yet. 0 or -errno. */
int device_create(struct broker *broker, const struct device_key *key,
		  struct device **device);

/*
 * For a new device whose worker has served the broker before: knows the domain by
 * @identity, and what the toolstack has configured. -errno: as if just met.
 */
int device_recall(struct device *device, const char *identity);

/* Instead: as if just met. */
void device_forget(struct device *device);

/* Gives up everything but the worker, which must be gone. Frees later. */
void device_destroy(struct device *device);

/* Looks, and does what is due until nothing is. May destroy the device. */
void device_evaluate(struct device *device);

/* Compares the domain's identity after some domain has gone. */
void device_check_domain(struct device *device);

/* The word for the control protocol. */
const char *device_state_name(const struct device *device);

#endif
