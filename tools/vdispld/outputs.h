/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who shows what where. A host connector belongs to one device at a time, from
 * the moment that the device is configured until it is gone: a guest that
 * reloads its driver does not lose its screen to another. A card is open, and
 * held against other programs, exactly while one of its connectors is claimed.
 */
#ifndef TOOLS_VDISPLD_OUTPUTS_H
#define TOOLS_VDISPLD_OUTPUTS_H

#include "tools/vdispld/card.h"
#include "tools/vdispld/lease.h"

#define OUTPUTS_MAX_CARDS 8
#define OUTPUTS_MAX_CLAIMS 64
#define OUTPUTS_HEADLESS "headless"

struct output {
	const void *owner;		/* the device; NULL: a free slot */
	char owner_name[24];		/* "dom5/0", for the others' reasons */
	char name[WORKER_OUTPUT_BYTES];	/* of the host connector */
	unsigned int card;		/* index into outputs::cards */
	uint32_t connector_id;
	uint32_t crtc_id;
	uint32_t plane_id;
};

struct outputs {
	const char *const *paths;	/* to look at; NULL: every /dev/dri/card* */
	unsigned int n_paths;
	struct card cards[OUTPUTS_MAX_CARDS];
	struct output claims[OUTPUTS_MAX_CLAIMS];
};

/* @paths is kept, not copied. */
void outputs_init(struct outputs *outputs, const char *const *paths,
		  unsigned int n_paths);

/*
 * Claims the host connector @name, or finds that @owner has it already. NULL:
 * the guest's connector is headless, and @reason says why, "" when its id just
 * names no host connector on purpose ("headless").
 */
const struct output *outputs_claim(struct outputs *outputs, const char *name,
				   const void *owner, const char *owner_name,
				   char reason[WORKER_REASON_BYTES]);

/* Gives up all that @owner has claimed. */
void outputs_release(struct outputs *outputs, const void *owner);

/* Leases what @owner has claimed on one card. 0 or -errno. */
int outputs_lease(struct outputs *outputs, const void *owner, unsigned int card,
		  struct lease *lease);

#endif
