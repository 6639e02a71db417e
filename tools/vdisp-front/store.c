// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/vdisp-front/connection.h"

int store_read(struct front *front, const char *directory, const char *name,
	       char *value, size_t size)
{
	char path[FRONT_PATH_MAX];
	unsigned int length;
	void *text;
	int err = 0;

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	text = xs_read(front->store, XBT_NULL, path, &length);
	if (!text)
		return -errno;
	if (length >= size)
		err = -E2BIG;
	else
		memcpy(value, text, length + 1); /* the library terminates it */
	free(text);
	return err;
}

int store_read_number(struct front *front, const char *directory,
		      const char *name, uint32_t *number)
{
	char text[16], *end;
	unsigned long value;
	int err;

	err = store_read(front, directory, name, text, sizeof(text));
	if (err)
		return err;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (end == text || *end || errno || value > UINT32_MAX)
		return -EINVAL;
	*number = value;
	return 0;
}

int store_write(struct front *front, xs_transaction_t transaction,
		const char *directory, const char *name, const char *value)
{
	char path[FRONT_PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	if (!xs_write(front->store, transaction, path, value, strlen(value)))
		return -errno;
	return 0;
}
