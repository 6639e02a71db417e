// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/kms.h"

#include "tools/vdispl-worker/kms_atomic.h"
#include "tools/vdispl-worker/kms_legacy.h"

int kms_path_resolve(struct kms_path *path)
{
	return path->atomic ? kms_atomic_resolve(path) : 0;
}

int kms_try(const struct kms_path *path, const struct kms_view *view)
{
	return path->atomic ? kms_atomic_try(path, view) : 0;
}

int kms_show(const struct kms_path *path, const struct kms_view *view)
{
	return path->atomic ? kms_atomic_show(path, view) :
			      kms_legacy_show(path, view);
}

int kms_show_event(const struct kms_path *path, const struct kms_view *view,
		   uint64_t event_data)
{
	int rc;

	if (path->atomic)
		return kms_atomic_show_event(path, view, event_data);
	rc = kms_legacy_show(path, view);
	return rc ? rc : KMS_DONE;
}

int kms_flip(const struct kms_path *path, uint32_t fb_id, uint64_t event_data)
{
	return path->atomic ? kms_atomic_flip(path, fb_id, event_data) :
			      kms_legacy_flip(path, fb_id, event_data);
}

int kms_off(const struct kms_path *path)
{
	return path->atomic ? kms_atomic_off(path) : kms_legacy_off(path);
}
