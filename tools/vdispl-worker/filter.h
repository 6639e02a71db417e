/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls of a worker that serves; the list is the documentation. */
#ifndef VDISPL_WORKER_FILTER_H
#define VDISPL_WORKER_FILTER_H

/* From here on any other call ends the process. -errno with a line in the log. */
int filter_install(void);

#endif
