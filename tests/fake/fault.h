/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fault injection for all fakes together: "the n-th call fails". A sweep over n
 * walks every error path of the code under test:
 *
 *	for (n = 1; ; n++) {
 *		fault_arm(n);
 *		rc = code_under_test();
 *		if (!fault_disarm())
 *			break;		(n was more calls than there are)
 *		(rc must be an error now, and nothing may be left behind)
 *	}
 */
#ifndef TESTS_FAKE_FAULT_H
#define TESTS_FAKE_FAULT_H

#include <stdbool.h>

void fault_arm(unsigned int nth);

/* Whether the fault has struck. None strikes from here on. */
bool fault_disarm(void);

/* For the fakes: whether this call is the one; sets errno to @error if so. */
bool fault_strikes(int error);

/* Open descriptors of this process; compare before and after. */
unsigned int fault_open_fds(void);

#endif
