/* SPDX-License-Identifier: GPL-2.0-only */
/* Tells the service manager, and whoever looks into the store, that the broker serves. */
#ifndef TOOLS_VDISPLD_READINESS_H
#define TOOLS_VDISPLD_READINESS_H

#include <stdint.h>
#include <xenstore.h>

/* The node VDISPL_SERVICE_STATUS of this domain; 0 or the store's error, negated. */
int readiness_publish(struct xs_handle *xs, uint32_t own_domid);
void readiness_withdraw(struct xs_handle *xs, uint32_t own_domid);

/*
 * Sends READY=1 to the socket that $NOTIFY_SOCKET names, as sd_notify(3) has it: a
 * path, or behind an @ a name of the abstract space. 0 when that is done or when
 * there is no such variable: nobody has asked. -EINVAL: it names no socket;
 * otherwise what socket() and sendto() say, negated.
 */
int readiness_tell(void);

#endif
