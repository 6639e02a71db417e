/* SPDX-License-Identifier: GPL-2.0-only */
/* vdispld's command line. */
#ifndef TOOLS_VDISPLD_OPTIONS_H
#define TOOLS_VDISPLD_OPTIONS_H

#include <limits.h>

#include "tools/vdispld/broker.h"

struct options {
	struct broker_options broker;
	const char *socket_path;
	const char *config_path;		/* NULL: the usual one, if there is any */
	const char *check_path;			/* only look at this one; NULL: serve */
	uint32_t max_pages;			/* of one guest's memory to hold at once */
	const char *cards[OUTPUTS_MAX_CARDS];
	unsigned int n_cards;			/* 0: all that there are */
	uint32_t vt;				/* terminal to share the cards by; 0: none */
	char worker_path[PATH_MAX];		/* when none was given */
};

/*
 * 0: go on. 1: --help or --version has been answered. -EINVAL: the command line
 * is wrong, which has been said.
 */
int options_parse(struct options *options, int argc, char **argv);

#endif
