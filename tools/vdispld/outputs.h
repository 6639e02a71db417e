/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who shows what where. A host connector belongs to one device at a time, from
 * the moment that the device is configured until it is gone: a guest that
 * reloads its driver does not lose its screen to another. Only vdispld.conf and
 * the administrator take it away. A card is open, and held against other
 * programs, exactly while one of its connectors is claimed.
 */
#ifndef TOOLS_VDISPLD_OUTPUTS_H
#define TOOLS_VDISPLD_OUTPUTS_H

#include "tools/vdispld/card.h"
#include "tools/vdispld/config.h"
#include "tools/vdispld/lease.h"

#define OUTPUTS_MAX_CARDS 8
#define OUTPUTS_MAX_CLAIMS 64
#define OUTPUTS_HEADLESS "headless"

/* A device, as one that can have outputs; told from others by its address. */
struct output_owner {
	const char *name;		/* "dom5/0", for the others' reasons */
	struct config_identity guest;
};

struct output {
	const struct output_owner *owner;	/* NULL: a free slot */
	unsigned int place;		/* of the owner's, see worker_protocol.h */
	char name[WORKER_OUTPUT_BYTES];	/* of the host connector */
	unsigned int card;		/* index into outputs::cards */
	uint32_t connector_id;
	uint32_t crtc_id;
	uint32_t plane_id;
};

/* What the administrator has said of a host connector at run time. */
struct output_order {
	char name[WORKER_OUTPUT_BYTES];	/* "": a free slot */
	bool blank;
	const struct output_owner *owner;	/* it is assigned to; NULL: to nobody */
	unsigned int place;		/* a connector's own, or its mirror's */
};

struct outputs {
	const struct config *config;
	const char *const *paths;	/* to look at; NULL: every /dev/dri/card* */
	unsigned int n_paths;
	struct card cards[OUTPUTS_MAX_CARDS];
	struct output claims[OUTPUTS_MAX_CLAIMS];
	struct output_order orders[OUTPUTS_MAX_CLAIMS];
	const struct output_owner *reserved;	/* all are for this one; NULL: they are not */
	bool away;			/* the host shows something else: see outputs_leave() */
};

/* @config and @paths are kept, not copied. */
void outputs_init(struct outputs *outputs, const struct config *config,
		  const char *const *paths, unsigned int n_paths);

/*
 * Claims what shows @place of @owner: the host connector that has been assigned to it
 * or else the one called @id; for a mirror, the one that vdispld.conf has mirror the
 * connector's own, which has been claimed before. Finds that it is claimed already,
 * or gives up another one that it had. NULL: the guest's connector is headless, or
 * has no mirror, and @reason says why, "" when it is on purpose.
 */
const struct output *outputs_claim(struct outputs *outputs,
				   const struct output_owner *owner,
				   unsigned int place, const char *id,
				   char reason[WORKER_REASON_BYTES]);

/* The names of the host's connectors, card by card: how many. */
unsigned int outputs_list(struct outputs *outputs,
			  char names[OUTPUTS_MAX_CLAIMS][WORKER_OUTPUT_BYTES]);

/* Is there a host connector of that name, whoever has it? */
bool outputs_exists(struct outputs *outputs, const char *name);

/* The claim on a host connector; NULL: nobody has it. */
const struct output *outputs_find(const struct outputs *outputs, const char *name);

/* Gives up all that @owner has claimed and been assigned. */
void outputs_release(struct outputs *outputs, const struct output_owner *owner);

/* Closes the cards that nobody has an output of; no lease of them may be left. */
void outputs_tidy(struct outputs *outputs);

/* Leases a claimed output. 0 or -errno. */
int outputs_lease(struct outputs *outputs, const struct output *output,
		  struct lease *lease);

/*
 * From the next claims on, the host connector @name is for @place of @owner and for
 * no other; with NULL for whose id it is, as at first. -ENOSPC.
 */
int outputs_assign(struct outputs *outputs, const char *name,
		   const struct output_owner *owner, unsigned int place);

/* Has it been assigned to a connector as its mirror? */
bool outputs_is_assigned_mirror(const struct outputs *outputs, const char *name);

/* A blank output keeps its owner and is not to be leased. -ENOSPC. */
int outputs_set_blank(struct outputs *outputs, const char *name, bool blank);
bool outputs_is_blank(const struct outputs *outputs, const char *name);

/*
 * The cards are another program's until outputs_enter(): leases stay, but show
 * nothing. What is claimed meanwhile is leased all the same.
 */
void outputs_leave(struct outputs *outputs);
void outputs_enter(struct outputs *outputs);

#endif
