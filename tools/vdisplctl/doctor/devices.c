// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/doctor/doctor.h"

#include <inttypes.h>
#include <string.h>

#include "tools/common/control.h"

static uint64_t number_of(struct json_object *object, const char *key)
{
	uint64_t number = 0;

	control_get_u64(object, key, INT64_MAX, &number);
	return number;
}

/* vdispld's reasons why a connector is headless; only some are a fault. */
static enum trouble_id reason_trouble(const char *reason)
{
	if (!strncmp(reason, "no lease of ", 12))
		return TROUBLE_LEASE_REFUSED;
	if (strstr(reason, " is in use by "))
		return TROUBLE_OUTPUT_TAKEN;
	return TROUBLE_NONE;
}

/* Returns how many connectors have no trouble. */
static unsigned int connectors_look(struct doctor *doctor, struct json_object *device)
{
	struct json_object *connectors, *connector;
	char detail[DOCTOR_TEXT_BYTES];
	enum trouble_id trouble;
	unsigned int good = 0;
	const char *reason;
	size_t i;

	if (!json_object_object_get_ex(device, "connectors", &connectors) ||
	    !json_object_is_type(connectors, json_type_array))
		return 0;
	for (i = 0; i < json_object_array_length(connectors); i++) {
		connector = json_object_array_get_idx(connectors, i);
		reason = control_get_string(connector, "reason", "");
		trouble = reason_trouble(reason);
		snprintf(detail, sizeof(detail), "dom%" PRIu64 "/%" PRIu64 " connector %zu: %s",
			 number_of(device, "domid"), number_of(device, "devid"), i, reason);
		if (trouble == TROUBLE_NONE)
			good++;
		else
			doctor_trouble(doctor, "guests", trouble, detail);
	}
	return good;
}

void doctor_devices(struct doctor *doctor, struct json_object *devices)
{
	char detail[DOCTOR_TEXT_BYTES];
	unsigned int screens = 0;
	size_t i;

	for (i = 0; i < json_object_array_length(devices); i++) {
		struct json_object *device = json_object_array_get_idx(devices, i);

		screens += connectors_look(doctor, device);
		if (strcmp(control_get_string(device, "state", ""), "refused"))
			continue;
		snprintf(detail, sizeof(detail), "dom%" PRIu64 "/%" PRIu64 " is refused: %s",
			 number_of(device, "domid"), number_of(device, "devid"),
			 control_get_string(device, "reason", ""));
		doctor_trouble(doctor, "guests", TROUBLE_DEVICE_REFUSED, detail);
	}
	doctor_good(doctor, "guests", "%zu with a screen, %u screen%s in order",
		    json_object_array_length(devices), screens, screens == 1 ? "" : "s");
}
