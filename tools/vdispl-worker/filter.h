/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls of a worker that serves; the list is the documentation. */
#ifndef VDISPL_WORKER_FILTER_H
#define VDISPL_WORKER_FILTER_H

#include <stdbool.h>

/*
 * From here on any other call ends the process. @lends: it gives memory of ours to
 * the guest. -errno with a line in the log.
 */
int filter_install(bool lends);

#endif
