/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DRM leases: a worker gets an fd that can drive the connectors of its guest
 * and nothing else of the card.
 */
#ifndef TOOLS_VDISPLD_LEASE_H
#define TOOLS_VDISPLD_LEASE_H

#include <stddef.h>
#include <stdint.h>

struct lease {
	int card_fd;		/* borrowed: the lessor's */
	uint32_t lessee_id;
	int fd;			/* the lessee's; -1 once it is given away */
};

/* Leases KMS objects of a card. 0 or -errno; -EBUSY: one of them is leased. */
int lease_create(struct lease *lease, int card_fd, const uint32_t *objects,
		 size_t n_objects);

/* Closes our copy of the lessee's fd, when the worker has its own. */
void lease_close_fd(struct lease *lease);

/* Takes the objects back, whoever still has the lessee's fd. */
void lease_revoke(struct lease *lease);

#endif
