// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/control.h"

#include <errno.h>
#include <limits.h>

#include "tools/common/packet.h"

#define MAX_DEPTH 5

struct json_object *control_parse(const char *packet, size_t length)
{
	struct json_tokener *tokener;
	struct json_object *object;

	if (length > INT_MAX)
		return NULL;
	tokener = json_tokener_new_ex(MAX_DEPTH);
	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	object = json_tokener_parse_ex(tokener, packet, length);
	if (object && (json_tokener_get_parse_end(tokener) != length ||
		       !json_object_is_type(object, json_type_object))) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tokener);
	return object;
}

int control_get_u64(struct json_object *object, const char *key, uint64_t max,
		    uint64_t *value)
{
	struct json_object *member;
	uint64_t number;

	if (!json_object_object_get_ex(object, key, &member))
		return -ENOENT;
	if (!json_object_is_type(member, json_type_int))
		return -EINVAL;
	/* json-c turns a negative number into 0 here: look at the sign first. */
	if (json_object_get_int64(member) < 0)
		return -EINVAL;
	number = json_object_get_uint64(member);
	if (number > max)
		return -EINVAL;
	*value = number;
	return 0;
}

const char *control_get_string(struct json_object *object, const char *key,
			       const char *otherwise)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, key, &member) ||
	    !json_object_is_type(member, json_type_string))
		return otherwise;
	return json_object_get_string(member);
}

int control_send(int socket, struct json_object *object, int fd)
{
	struct iovec part;
	size_t length;

	part.iov_base = (void *)json_object_to_json_string_length(
		object, JSON_C_TO_STRING_PLAIN, &length);
	if (!part.iov_base)
		return -ENOMEM;
	part.iov_len = length;
	return packet_send(socket, &part, 1, &fd, fd >= 0);
}

void control_format_name(uint32_t fourcc, char name[5])
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		char c = fourcc >> (8 * i) & 0xff;

		name[i] = c > ' ' && c <= '~' ? c : '?';
	}
	name[4] = '\0';
}
