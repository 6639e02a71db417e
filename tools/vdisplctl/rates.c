// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/rates.h"

#include "tools/vdisplctl/client.h"

/* The first object of the array that has the numbers of @like; NULL: none. */
static struct json_object *find(struct json_object *array, struct json_object *like,
				const char *const *keys)
{
	size_t i, k;

	for (i = 0; array && i < json_object_array_length(array); i++) {
		struct json_object *entry = json_object_array_get_idx(array, i);

		for (k = 0; keys[k]; k++)
			if (client_number(entry, keys[k]) != client_number(like, keys[k]))
				break;
		if (!keys[k])
			return entry;
	}
	return NULL;
}

static struct json_object *connectors_of(struct json_object *device)
{
	struct json_object *connectors;

	if (!device || !json_object_object_get_ex(device, "connectors", &connectors) ||
	    !json_object_is_type(connectors, json_type_array))
		return NULL;
	return connectors;
}

static void connector_rate(struct json_object *before, struct json_object *now,
			   double seconds)
{
	uint64_t flips = client_number(now, "flips"), bytes = client_number(now, "bytes_copied");
	uint64_t old_flips = 0, old_bytes = 0;

	if (before && client_number(before, "flips") <= flips) {
		old_flips = client_number(before, "flips");
		old_bytes = client_number(before, "bytes_copied");
	}
	flips -= old_flips;
	bytes = bytes > old_bytes ? bytes - old_bytes : 0;
	json_object_object_add(now, "flips_per_second",
			       json_object_new_double(seconds > 0 ? flips / seconds : 0));
	json_object_object_add(now, "bytes_per_flip",
			       json_object_new_uint64(flips ? bytes / flips : 0));
}

void rates_add(struct json_object *before, struct json_object *now, double seconds)
{
	static const char *const device_keys[] = { "domid", "devid", NULL };
	static const char *const connector_keys[] = { "index", NULL };
	size_t i, j;

	for (i = 0; i < json_object_array_length(now); i++) {
		struct json_object *device = json_object_array_get_idx(now, i);
		struct json_object *connectors = connectors_of(device);
		struct json_object *old = connectors_of(find(before, device, device_keys));

		for (j = 0; connectors && j < json_object_array_length(connectors); j++) {
			struct json_object *connector =
				json_object_array_get_idx(connectors, j);

			connector_rate(find(old, connector, connector_keys), connector,
				       seconds);
		}
	}
}
