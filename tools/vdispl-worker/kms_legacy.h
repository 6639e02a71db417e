/* SPDX-License-Identifier: GPL-2.0-only */
/* kms.h for drivers without atomic modesetting. */
#ifndef VDISPL_WORKER_KMS_LEGACY_H
#define VDISPL_WORKER_KMS_LEGACY_H

#include "tools/vdispl-worker/kms.h"

int kms_legacy_show(const struct kms_path *path, const struct kms_view *view);
int kms_legacy_flip(const struct kms_path *path, uint32_t fb_id, uint64_t event_data);
int kms_legacy_off(const struct kms_path *path);

#endif
