/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What vdispld.conf says: which outputs guests may use, who may use which, and
 * what a guest may have at most. Without a file: every output, everybody, and
 * the limits below. vdispld.conf(5) is the manual; config_file.c reads it.
 */
#ifndef TOOLS_VDISPLD_CONFIG_H
#define TOOLS_VDISPLD_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/common/worker_protocol.h"

#define CONFIG_MAX_OUTPUTS 64		/* [output] sections */
#define CONFIG_MAX_GUESTS 256		/* [guest] sections */
#define CONFIG_GUEST_BYTES 64		/* a guest's name, with the terminator */

/* What may be said for all guests and for one. */
enum config_setting {
	CONFIG_COPY,			/* 0: never show by copying */
	CONFIG_MAX_BUFFERS,
	CONFIG_MAX_CONNECTORS,
	CONFIG_MAX_PAGES,
	CONFIG_N_SETTINGS
};

struct config_settings {
	bool given[CONFIG_N_SETTINGS];
	uint32_t values[CONFIG_N_SETTINGS];
};

struct config_output {
	char name[WORKER_OUTPUT_BYTES];
	unsigned int line;
	char *guests;			/* a list; NULL: all */
	char mirror[WORKER_OUTPUT_BYTES];	/* it shows what this one shows; "": none */
};

struct config_guest {
	char name[CONFIG_GUEST_BYTES];	/* or its UUID */
	unsigned int line;
	struct config_settings settings;
};

/*
 * Lists are words with single spaces between them, or the word "all" or "none"
 * alone.
 */
struct config {
	unsigned int line;		/* of [vdispld]; 0: there is none */
	char *outputs;			/* that guests may use; NULL: all */
	char *headless;			/* ids that are headless on purpose; NULL: none */
	struct config_settings settings;
	struct config_output by_output[CONFIG_MAX_OUTPUTS];
	unsigned int n_outputs;
	struct config_guest by_guest[CONFIG_MAX_GUESTS];
	unsigned int n_guests;
};

/* A guest, as a configuration names it; "" what is not known of it. */
struct config_identity {
	char name[CONFIG_GUEST_BYTES];
	char uuid[CONFIG_GUEST_BYTES];
};

/* As without a file; @max_pages is what the command line says of them. */
void config_init(struct config *config, uint32_t max_pages);

/* Frees what a configuration holds; it is as after config_init() with no pages. */
void config_finish(struct config *config);

/* Is a screen of this id headless on purpose? Those called "headless" always are. */
bool config_is_headless(const struct config *config, const char *id);

/* May the guest use the output? When not, @reason says what forbids it. */
bool config_permits(const struct config *config, const char *output,
		    const struct config_identity *guest,
		    char reason[WORKER_REASON_BYTES]);

/* Which output mirrors @output, and which one @output mirrors; NULL: none. */
const char *config_mirror_of(const struct config *config, const char *output);
const char *config_mirrored_by(const struct config *config, const char *output);

/* What holds for the guest: its own section, else what is said for all. */
uint32_t config_value(const struct config *config, const struct config_identity *guest,
		      enum config_setting setting);

#endif
