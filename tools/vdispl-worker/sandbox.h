/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last step before the guest is served: everything that is not needed for
 * serving it is given up, for good. What is left to one who takes the process
 * over from the guest's side: the descriptors that are open (that guest's own
 * rings, grants and screen, and the talk with the broker), memory and time.
 */
#ifndef VDISPL_WORKER_SANDBOX_H
#define VDISPL_WORKER_SANDBOX_H

#include <stdint.h>

/*
 * Empty mount, network and IPC namespaces, user and group @uid without any
 * capability, limits, and a filter that ends the process on a system call that
 * it has no use for. @lent: how many octets of our memory the guest may hold at
 * once; 0: none, and what that takes is forbidden. -errno with a line in the log:
 * it must not serve then.
 */
int sandbox_enter(uint32_t uid, uint64_t lent);

#endif
