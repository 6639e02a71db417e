/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An output on a display of this host. It shows the guest's own pages where the
 * card can, and copies where it cannot; a configuration that has fallen back to
 * copying stays there until the guest configures again.
 */
#ifndef VDISPL_WORKER_OUTPUT_KMS_H
#define VDISPL_WORKER_OUTPUT_KMS_H

#include <uv.h>

#include "tools/vdispl-worker/card.h"
#include "tools/vdispl-worker/output.h"

/*
 * @card and @connector must outlive the output. -errno: the connector, its modes
 * or its properties are not to be had, *why (WORKER_REASON_BYTES) tells.
 */
int output_kms_create(uv_loop_t *loop, unsigned int place,
		      const struct worker_connector *connector,
		      struct card *card, char *why, struct output **out);

#endif
