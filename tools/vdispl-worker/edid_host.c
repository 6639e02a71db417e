// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/edid_host.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

static bool property_is_edid(int fd, uint32_t id)
{
	drmModePropertyRes *property = drmModeGetProperty(fd, id);
	bool is = property && !strcmp(property->name, "EDID");

	drmModeFreeProperty(property);
	return is;
}

/* The blob's id; 0: none. */
static uint32_t blob_find(int fd, uint32_t connector_id)
{
	drmModeObjectProperties *properties;
	uint32_t i, blob = 0;

	properties = drmModeObjectGetProperties(fd, connector_id,
						DRM_MODE_OBJECT_CONNECTOR);
	if (!properties)
		return 0;
	for (i = 0; i < properties->count_props && !blob; i++)
		if (property_is_edid(fd, properties->props[i]))
			blob = properties->prop_values[i];
	drmModeFreeObjectProperties(properties);
	return blob;
}

int edid_host_read(struct edid *edid, int fd, uint32_t connector_id)
{
	uint32_t id = blob_find(fd, connector_id);
	drmModePropertyBlobRes *blob;
	int rc = 0;

	edid->size = 0;
	blob = id ? drmModeGetPropertyBlob(fd, id) : NULL;
	if (!blob)
		return -ENODATA;
	if (blob->length > sizeof(edid->bytes)) {
		rc = -EMSGSIZE;
	} else {
		memcpy(edid->bytes, blob->data, blob->length);
		edid->size = blob->length;
	}
	drmModeFreePropertyBlob(blob);
	return rc;
}
