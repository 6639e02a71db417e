/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log lines with fields, to systemd's journal and only where standard error goes there
 * anyway: systemd.journal-fields(7). `journalctl VDISPL_DOMAIN=5` finds a guest's.
 */
#ifndef TOOLS_COMMON_JOURNAL_H
#define TOOLS_COMMON_JOURNAL_H

#include "tools/common/log.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/*
 * @stream: $JOURNAL_STREAM, NULL for none, which has to name the file that @fd is. Has
 * log.h write to the journal from here on, as @program. 0, or -errno: it does not.
 */
int journal_start(const char *program, const char *stream, int fd,
		  const char *socket_path);

/* Not any more. */
void journal_stop(void);

#endif
