// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/hold.h"

#include <signal.h>
#include <unistd.h>

#include "tools/vdisp-front/clock.h"

static volatile sig_atomic_t interrupted;

static void signal_note(int signal)
{
	(void)signal;
	interrupted = 1;
}

void hold_catch_signals(void)
{
	struct sigaction action = { .sa_handler = signal_note };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

bool hold_interrupted(void)
{
	return interrupted;
}

void hold_begin(struct hold *hold)
{
	hold->end_ms = hold->seconds
			       ? clock_now_ms() + hold->seconds * UINT64_C(1000)
			       : 0;
}

bool hold_over(const struct hold *hold)
{
	if (!hold->wanted || interrupted)
		return true;
	if (hold->until_file && access(hold->until_file, F_OK) == 0)
		return true;
	return hold->end_ms && clock_now_ms() >= hold->end_ms;
}
