// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/node.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/xenstore.h"

static int value_take(const struct schema_node *node, const struct schema_ids *ids,
		      const char *untrusted_text, unsigned int length,
		      struct node_value *value)
{
	if (schema_value_check(node, ids, untrusted_text, length, &value->is,
			       value->wrong, sizeof(value->wrong)))
		return -EINVAL;
	if (length >= sizeof(value->text))
		return -EMSGSIZE;
	memcpy(value->text, untrusted_text, length);
	value->text[length] = '\0';
	return 0;
}

int node_read(struct xs_handle *xs, const struct schema_node *node,
	      const struct schema_ids *ids, struct node_value *value)
{
	char path[SCHEMA_PATH_BYTES];
	char *untrusted_text;
	unsigned int length = 0;
	int ret;

	value->text[0] = value->wrong[0] = '\0';
	ret = schema_path_build(node, ids, path, sizeof(path));
	if (ret < 0)
		return ret;
	untrusted_text = xs_read(xs, XBT_NULL, path, &length);
	if (!untrusted_text)
		return store_error();
	ret = value_take(node, ids, untrusted_text, length, value);
	free(untrusted_text);
	return ret;
}

uint32_t node_owner(const struct schema_node *node, const struct schema_ids *ids)
{
	switch (node->owner) {
	case SCHEMA_FRONTEND:
		return ids->frontend_domid;
	case SCHEMA_BACKEND:
		return ids->backend_domid;
	case SCHEMA_TOOLSTACK:
	case SCHEMA_N_SIDES:
		break;
	}
	return 0;
}

int node_read_trusted(struct xs_handle *xs, const struct schema_node *node,
		      const struct schema_ids *ids, struct node_value *value)
{
	char path[SCHEMA_PATH_BYTES];
	int ret, owner_ret;
	uint32_t owner;

	ret = node_read(xs, node, ids, value);
	if (ret && ret != -EINVAL)
		return ret;
	/* After the value: ours may become the guest's meanwhile, not the reverse. */
	schema_path_build(node, ids, path, sizeof(path));
	owner_ret = store_read_owner(xs, path, &owner);
	if (owner_ret)
		return owner_ret;
	if (owner == node_owner(node, ids))
		return ret;
	schema_message_owner(node, ids, owner, value->wrong, sizeof(value->wrong));
	return -EINVAL;
}

int node_write(struct xs_handle *xs, xs_transaction_t transaction,
	       const struct schema_node *node, const struct schema_ids *ids,
	       const char *text)
{
	char path[SCHEMA_PATH_BYTES];
	int ret;

	ret = schema_path_build(node, ids, path, sizeof(path));
	if (ret < 0)
		return ret;
	return xs_write(xs, transaction, path, text, strlen(text)) ? 0 :
								     store_error();
}

int node_write_number(struct xs_handle *xs, xs_transaction_t transaction,
		      const struct schema_node *node,
		      const struct schema_ids *ids, uint32_t number)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", number);
	return node_write(xs, transaction, node, ids, text);
}

int node_replace_number(struct xs_handle *xs, const struct schema_node *node,
			const struct schema_ids *ids, uint32_t number)
{
	char path[SCHEMA_PATH_BYTES], text[16];
	int ret;

	ret = schema_path_build(node, ids, path, sizeof(path));
	if (ret < 0)
		return ret;
	snprintf(text, sizeof(text), "%u", number);
	return store_replace(xs, path, text);
}

int node_write_beside(struct xs_handle *xs, const struct schema_node *guard,
		      const struct schema_node *node, const struct schema_ids *ids,
		      const char *text)
{
	char beside[SCHEMA_PATH_BYTES], path[SCHEMA_PATH_BYTES];
	int ret;

	ret = schema_path_build(guard, ids, beside, sizeof(beside));
	if (ret >= 0)
		ret = schema_path_build(node, ids, path, sizeof(path));
	return ret < 0 ? ret : store_write_beside(xs, beside, path, text);
}

void node_remove(struct xs_handle *xs, const struct schema_node *node,
		 const struct schema_ids *ids)
{
	char path[SCHEMA_PATH_BYTES];

	if (schema_path_build(node, ids, path, sizeof(path)) >= 0)
		xs_rm(xs, XBT_NULL, path);
}
