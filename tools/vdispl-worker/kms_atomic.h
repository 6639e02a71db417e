/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kms.h for drivers with atomic modesetting. The only caller of that ioctl: a
 * request is built on the stack in the form that the kernel takes, so that a
 * flip allocates nothing.
 */
#ifndef VDISPL_WORKER_KMS_ATOMIC_H
#define VDISPL_WORKER_KMS_ATOMIC_H

#include "tools/vdispl-worker/kms.h"

int kms_atomic_resolve(struct kms_path *path);
int kms_atomic_try(const struct kms_path *path, const struct kms_view *view);
int kms_atomic_show(const struct kms_path *path, const struct kms_view *view);
int kms_atomic_show_event(const struct kms_path *path, const struct kms_view *view,
			  uint64_t event_data);
int kms_atomic_flip(const struct kms_path *path, uint32_t fb_id, uint64_t event_data);
int kms_atomic_off(const struct kms_path *path);

#endif
