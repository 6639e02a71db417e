// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/devices.h"

#include <errno.h>

int devices_fetch(struct client *client, struct json_object **devices)
{
	struct json_object *request = json_object_new_object(), *reply, *list, *device;
	size_t i;
	int ret;

	json_object_object_add(request, "command", json_object_new_string("list"));
	ret = client_ask(client, request, &reply, NULL);
	if (ret)
		return ret;
	*devices = json_object_new_array();
	if (!json_object_object_get_ex(reply, "devices", &list) ||
	    !json_object_is_type(list, json_type_array))
		goto put_reply;
	for (i = 0; i < json_object_array_length(list); i++) {
		ret = client_show(client, json_object_array_get_idx(list, i), &device);
		/* It went between the two questions. */
		if (ret == -ENOENT) {
			ret = 0;
			continue;
		}
		if (ret)
			break;
		json_object_array_add(*devices, device);
	}
put_reply:
	json_object_put(reply);
	if (ret)
		json_object_put(*devices);
	return ret;
}

int devices_fetch_all(const char *socket_path, struct json_object **devices)
{
	struct client client;
	int ret;

	ret = client_open(&client, socket_path);
	if (!ret) {
		ret = devices_fetch(&client, devices);
		client_close(&client);
	}
	if (ret)
		*devices = json_object_new_array();
	return ret;
}
