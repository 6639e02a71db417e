// SPDX-License-Identifier: GPL-2.0-only
/*
 * copying-worker: vdispl-worker on a card that imports nothing, so that it has to
 * copy. Linked with card_import wrapped.
 */
#include <errno.h>

#include "tools/vdispl-worker/card.h"

int __wrap_card_import(struct card *card, int dmabuf, uint32_t *gem);

int __wrap_card_import(struct card *card, int dmabuf, uint32_t *gem)
{
	return -EOPNOTSUPP;
}
