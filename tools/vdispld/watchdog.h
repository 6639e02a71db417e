/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notices that a worker is stuck or spins. One that works as it should is never waited
 * for, and costs no wake-up while it idles: it is asked for a sign of life each time
 * that it has used up some processor time, and given up when anything that it owes
 * does not come in time.
 */
#ifndef TOOLS_VDISPLD_WATCHDOG_H
#define TOOLS_VDISPLD_WATCHDOG_H

#include <stdbool.h>
#include <time.h>

#include <uv.h>

struct watchdog_limits {
	unsigned int patience_ms;	/* for what is owed */
	unsigned int used_ms;		/* of processor time, between two questions */
};

struct watchdog {
	struct watchdog_limits limits;
	void (*ask)(void *owner);	/* for a sign of life */
	void (*give_up)(void *owner);
	void *owner;

	uv_timer_t patience;
	bool last_half;			/* of patience_ms is running */
	uv_signal_t used;
	timer_t alarm;
	bool has_alarm;
};

/* Two handles on @loop, of which @data is told; they are still. */
void watchdog_init(struct watchdog *watchdog, uv_loop_t *loop, void *data);

/*
 * Watches @pid, which owes its first sign of life. Where a kernel has no alarm for
 * another process, only what is owed is waited for.
 */
void watchdog_start(struct watchdog *watchdog, int pid);

/* Whether the worker owes something: begins, goes on with or ends the wait. */
void watchdog_expect(struct watchdog *watchdog, bool owes);

/* A sign of life came: what is still owed has time again. */
void watchdog_restart(struct watchdog *watchdog, bool owes);

/* Neither .ask nor .give_up from here on. */
void watchdog_stop(struct watchdog *watchdog);

/* Closes both handles, @closed follows for each. */
void watchdog_close(struct watchdog *watchdog, uv_close_cb closed);

#endif
