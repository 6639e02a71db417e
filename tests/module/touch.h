/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading memory that may not be there. */
#ifndef TESTS_MODULE_TOUCH_H
#define TESTS_MODULE_TOUCH_H

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>

static sigjmp_buf fault_jump;

static inline void on_fault(int signal)
{
	siglongjmp(fault_jump, signal);
}

/* The signal that reading @word raises, or 0. */
static inline int word_fault(volatile uint32_t *word)
{
	struct sigaction action = { .sa_handler = on_fault };
	int signal;

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	signal = sigsetjmp(fault_jump, 1);
	if (!signal)
		(void)*word;
	return signal;
}

#endif
