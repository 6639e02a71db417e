/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the pages come from that we give to a guest (be-alloc). A card's own dumb
 * buffer is best, that card shows it without an import; the module takes it if
 * it is ordinary memory. Else anything that yields a dma-buf of such memory.
 * All of it comes cleared: the kernel gives no user another's old contents.
 */
#ifndef VDISPL_WORKER_MEMORY_H
#define VDISPL_WORKER_MEMORY_H

#include <stdint.h>

#include "tools/vdispl-worker/card.h"

struct memory {
	int heap;		/* /dev/dma_heap/system; -1: the kernel has none */
	struct card vgem;	/* the card without a display; .fd -1: not loaded */
};

/*
 * Opens what this host has. -ENODEV: nothing, then there are only the cards'
 * own buffers.
 */
int memory_open(struct memory *memory);
void memory_close(struct memory *memory);

/* Sources are numbered: first the @n_cards of @cards, then the host's. */
unsigned int memory_n_sources(unsigned int n_cards);

/*
 * A new dma-buf from that source, the caller's. -ENODEV: it is not there; another
 * -errno: it cannot.
 */
int memory_allocate(const struct memory *memory, struct card *cards,
		    unsigned int n_cards, unsigned int source,
		    const struct memory_request *request, int *fd);

#endif
