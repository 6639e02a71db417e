/* SPDX-License-Identifier: GPL-2.0-only */
/* Something small that a guest asked for, written into pages of its own. */
#ifndef VDISPL_WORKER_DELIVERY_H
#define VDISPL_WORKER_DELIVERY_H

#include <stddef.h>

#include "tools/vdispl-worker/loans.h"

/*
 * Writes @size octets to the beginning of the pages that the page directory at
 * reference @directory names; the rest of the last page it reaches is left
 * alone. 0: @answer follows when the pages are the guest's own again. -errno, and *why.
 */
int delivery_send(struct loans *loans, uint32_t directory, const void *data,
		  size_t size, const struct answer *answer, struct violation *why);

#endif
