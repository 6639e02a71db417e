/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A number on each of the host's displays for some seconds, so that somebody who
 * stands in front of them can tell them apart. Meanwhile the outputs are ours and
 * their guests headless.
 */
#ifndef TOOLS_VDISPLD_IDENTIFY_H
#define TOOLS_VDISPLD_IDENTIFY_H

#include <uv.h>

#include "tools/vdispld/outputs.h"
#include "tools/vdispld/plate.h"

#define IDENTIFY_SECONDS 5

struct broker;

struct identify {
	struct broker *broker;
	uv_timer_t timer;		/* while .n */
	struct output_owner owner;
	unsigned int n;			/* of them are shown */
	struct identify_plate {
		char name[WORKER_OUTPUT_BYTES];
		unsigned int number;
		struct plate plate;
	} plates[OUTPUTS_MAX_CLAIMS];
};

/* Once, before the next two. */
void identify_init(struct identify *identify, struct broker *broker);

/*
 * Shows them, or shows them longer; identify->plates says where which is. -ENODEV:
 * there is no display, or no card that we can have.
 */
int identify_begin(struct identify *identify);

/* Gives the outputs back to their guests. */
void identify_end(struct identify *identify);

/* Closes what identify_init() made. */
void identify_finish(struct identify *identify);

#endif
