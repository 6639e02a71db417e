/* SPDX-License-Identifier: GPL-2.0-only */
/* vdispld's command line. */
#ifndef TOOLS_VDISPLD_OPTIONS_H
#define TOOLS_VDISPLD_OPTIONS_H

#include <limits.h>

#include "tools/vdispld/broker.h"

struct options {
	struct broker_options broker;
	const char *socket_path;
	const char *cards[OUTPUTS_MAX_CARDS];
	unsigned int n_cards;			/* 0: all that there are */
	char worker_path[PATH_MAX];		/* when none was given */
};

/*
 * 0: go on. 1: --help or --version has been answered. -EINVAL: the command line
 * is wrong, which has been said.
 */
int options_parse(struct options *options, int argc, char **argv);

#endif
