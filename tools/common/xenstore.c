// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/xenstore.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/number.h"

#define REPLACE_ATTEMPTS 8

int store_error(void)
{
	return errno > 0 ? -errno : -EIO;
}

static int value_copy(const char *untrusted_value, unsigned int length,
		      char *value, size_t size)
{
	unsigned int i;

	if (length >= size)
		return -EMSGSIZE;
	for (i = 0; i < length; i++)
		if (untrusted_value[i] < ' ' || untrusted_value[i] > '~')
			return -EILSEQ;
	memcpy(value, untrusted_value, length);
	value[length] = '\0';
	return 0;
}

int store_read(struct xs_handle *xs, const char *path, char *value, size_t size)
{
	char *untrusted_value;
	unsigned int length = 0;
	int ret;

	value[0] = '\0';
	untrusted_value = xs_read(xs, XBT_NULL, path, &length);
	if (!untrusted_value)
		return store_error();
	ret = value_copy(untrusted_value, length, value, size);
	free(untrusted_value);
	return ret;
}

int store_read_u32(struct xs_handle *xs, const char *path, uint32_t *value)
{
	char text[16];
	int ret;

	ret = store_read(xs, path, text, sizeof(text));
	if (ret == -EMSGSIZE || ret == -EILSEQ)
		return -EINVAL;
	if (ret)
		return ret;
	return number_parse_u32(text, value);
}

int store_read_owner(struct xs_handle *xs, const char *path, uint32_t *domid)
{
	struct xs_permissions *permissions;
	unsigned int n = 0;

	permissions = xs_get_permissions(xs, XBT_NULL, path, &n);
	if (!permissions)
		return store_error();
	if (n > 0)
		*domid = permissions[0].id;
	free(permissions);
	return n > 0 ? 0 : -EIO;
}

static int node_exists(struct xs_handle *xs, xs_transaction_t transaction,
		       const char *path)
{
	unsigned int length;
	void *value = xs_read(xs, transaction, path, &length);

	if (!value)
		return store_error();
	free(value);
	return 0;
}

int store_write_beside(struct xs_handle *xs, const char *guard, const char *path,
		       const char *value)
{
	unsigned int attempt;
	int ret;

	for (attempt = 0; attempt < REPLACE_ATTEMPTS; attempt++) {
		xs_transaction_t transaction = xs_transaction_start(xs);

		if (transaction == XBT_NULL)
			return store_error();
		ret = node_exists(xs, transaction, guard);
		if (!ret && !xs_write(xs, transaction, path, value, strlen(value)))
			ret = store_error();
		if (ret) {
			xs_transaction_end(xs, transaction, true);
			return ret;
		}
		if (xs_transaction_end(xs, transaction, false))
			return 0;
		if (errno != EAGAIN)
			return store_error();
	}
	return -EAGAIN;
}

int store_replace(struct xs_handle *xs, const char *path, const char *value)
{
	return store_write_beside(xs, path, path, value);
}
