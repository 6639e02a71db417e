// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/target.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/control.h"

int target_parse(const char *text, struct target *target)
{
	const char *colon = strrchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);

	*target = (struct target){ 0 };
	if (length == 0 || length >= sizeof(target->domain))
		return -EINVAL;
	memcpy(target->domain, text, length);
	if (!colon)
		return 0;
	length = strlen(colon + 1);
	if (length == 0 || length >= sizeof(target->connector))
		return -EINVAL;
	memcpy(target->connector, colon + 1, length);
	return 0;
}

int target_parse_said(const char *text, struct target *target)
{
	int ret = target_parse(text, target);

	if (ret)
		fprintf(stderr, "vdisplctl: %s: want a domain's name or id, and perhaps :CONNECTOR\n",
			text);
	return ret;
}

static int is_number(const char *text, uint64_t number)
{
	char decimal[24];

	snprintf(decimal, sizeof(decimal), "%" PRIu64, number);
	return !strcmp(text, decimal);
}

int target_is_device(const struct target *target, struct json_object *entry)
{
	return !strcmp(target->domain, control_get_string(entry, "name", "")) ||
	       is_number(target->domain, client_number(entry, "domid"));
}

int target_connector(const struct target *target, struct json_object *device,
		     uint32_t *connector)
{
	struct json_object *connectors, *entry;
	uint64_t index;
	size_t i;

	if (!json_object_object_get_ex(device, "connectors", &connectors) ||
	    !json_object_is_type(connectors, json_type_array))
		return -ENOENT;
	for (i = 0; i < json_object_array_length(connectors); i++) {
		entry = json_object_array_get_idx(connectors, i);
		index = client_number(entry, "index");
		if (*target->connector && !is_number(target->connector, index) &&
		    strcmp(target->connector, control_get_string(entry, "id", "")))
			continue;
		*connector = index;
		return 0;
	}
	return -ENOENT;
}

/* A domain may have several devices: the first that has the connector. */
static int devices_search(struct client *client, const struct target *target,
			  struct json_object *list, struct json_object **device,
			  uint32_t *connector, int *domain_seen)
{
	size_t i;
	int ret;

	for (i = 0; i < json_object_array_length(list); i++) {
		struct json_object *entry = json_object_array_get_idx(list, i);

		if (!target_is_device(target, entry))
			continue;
		ret = client_show(client, entry, device);
		if (ret == -ENOENT)
			continue;
		if (ret)
			return ret;
		*domain_seen = 1;
		if (!target_connector(target, *device, connector))
			return 0;
		json_object_put(*device);
	}
	return -ENOENT;
}

int target_find(struct client *client, const struct target *target,
		struct json_object **device, uint32_t *connector)
{
	struct json_object *request = json_object_new_object(), *reply, *list;
	int domain_seen = 0, ret;

	json_object_object_add(request, "command", json_object_new_string("list"));
	ret = client_ask(client, request, &reply, NULL);
	if (ret)
		return ret;
	ret = -ENOENT;
	if (json_object_object_get_ex(reply, "devices", &list) &&
	    json_object_is_type(list, json_type_array))
		ret = devices_search(client, target, list, device, connector,
				     &domain_seen);
	json_object_put(reply);
	if (ret == -ENOENT && domain_seen && *target->connector)
		fprintf(stderr, "vdisplctl: %s has no connector %s: see `vdisplctl list`\n",
			target->domain, target->connector);
	else if (ret == -ENOENT && domain_seen)
		fprintf(stderr, "vdisplctl: %s has no connector now: see `vdisplctl list`\n",
			target->domain);
	else if (ret == -ENOENT)
		fprintf(stderr, "vdisplctl: no domain %s with a screen: see `vdisplctl list`\n",
			target->domain);
	return ret;
}
