// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/watchdog.h"

#include <signal.h>
#include <stddef.h>

/* One signal for all workers: each is asked, which costs little and is rare. */
#define ALARM_SIGNAL SIGRTMIN

static struct watchdog *watchdog_of_patience(uv_timer_t *timer)
{
	return (struct watchdog *)((char *)timer - offsetof(struct watchdog, patience));
}

static struct watchdog *watchdog_of_used(uv_signal_t *used)
{
	return (struct watchdog *)((char *)used - offsetof(struct watchdog, used));
}

static void patience_over(uv_timer_t *timer);

static void patience_start(struct watchdog *watchdog, bool last_half)
{
	watchdog->last_half = last_half;
	uv_timer_start(&watchdog->patience, patience_over,
		       watchdog->limits.patience_ms / 2, 0);
}

/*
 * In two halves: if it was we who were stuck, as in a store that does not answer, then
 * timers come before what lies unread from a worker that is well.
 */
static void patience_over(uv_timer_t *timer)
{
	struct watchdog *watchdog = watchdog_of_patience(timer);

	if (watchdog->last_half)
		watchdog->give_up(watchdog->owner);
	else
		patience_start(watchdog, true);
}

static void time_used(uv_signal_t *used, int number)
{
	struct watchdog *watchdog = watchdog_of_used(used);

	watchdog->ask(watchdog->owner);
}

void watchdog_init(struct watchdog *watchdog, uv_loop_t *loop, void *data)
{
	uv_timer_init(loop, &watchdog->patience);
	uv_signal_init(loop, &watchdog->used);
	watchdog->patience.data = watchdog->used.data = data;
}

/* The clock is the worker's: it stands still while that does nothing. */
static void alarm_start(struct watchdog *watchdog, int pid)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = ALARM_SIGNAL,
	};
	struct timespec used = {
		.tv_sec = watchdog->limits.used_ms / 1000,
		.tv_nsec = watchdog->limits.used_ms % 1000 * 1000000L,
	};
	const struct itimerspec times = { used, used };
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) ||
	    uv_signal_start(&watchdog->used, time_used, ALARM_SIGNAL))
		return;
	if (timer_create(clock, &event, &watchdog->alarm)) {
		uv_signal_stop(&watchdog->used);
		return;
	}
	watchdog->has_alarm = true;
	timer_settime(watchdog->alarm, 0, &times, NULL);
}

void watchdog_start(struct watchdog *watchdog, int pid)
{
	alarm_start(watchdog, pid);
	watchdog_restart(watchdog, true);
}

void watchdog_restart(struct watchdog *watchdog, bool owes)
{
	uv_timer_stop(&watchdog->patience);
	watchdog_expect(watchdog, owes);
}

void watchdog_expect(struct watchdog *watchdog, bool owes)
{
	if (!owes)
		uv_timer_stop(&watchdog->patience);
	else if (!uv_is_active((uv_handle_t *)&watchdog->patience))
		patience_start(watchdog, false);
}

/* The alarm first: nobody would take its signal any more. */
void watchdog_stop(struct watchdog *watchdog)
{
	if (watchdog->has_alarm)
		timer_delete(watchdog->alarm);
	watchdog->has_alarm = false;
	uv_signal_stop(&watchdog->used);
	uv_timer_stop(&watchdog->patience);
}

void watchdog_close(struct watchdog *watchdog, uv_close_cb closed)
{
	watchdog_stop(watchdog);
	uv_close((uv_handle_t *)&watchdog->patience, closed);
	uv_close((uv_handle_t *)&watchdog->used, closed);
}
