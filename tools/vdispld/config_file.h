/* SPDX-License-Identifier: GPL-2.0-only */
/* vdispld.conf, as vdispld.conf(5) describes it, into struct config. */
#ifndef TOOLS_VDISPLD_CONFIG_FILE_H
#define TOOLS_VDISPLD_CONFIG_FILE_H

#include <stdio.h>

#include "tools/vdispld/config.h"

#define CONFIG_FILE_PATH "/etc/vdispld.conf"
#define CONFIG_FILE_REASON_BYTES 512

/*
 * Reads @in, which messages call @name. 0: @config, which came from config_init(),
 * is filled. -EINVAL: the first mistake is in @reason, "NAME:LINE: what is wrong;
 * what to write instead". -ENOMEM, -EIO. @config is to be finished in any case.
 */
int config_file_parse(FILE *in, const char *name, struct config *config,
		      char reason[CONFIG_FILE_REASON_BYTES]);

/* The same for a file; -errno: it cannot be opened, with a reason as well. */
int config_file_read(const char *path, struct config *config,
		     char reason[CONFIG_FILE_REASON_BYTES]);

#endif
