// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/domain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/number.h"
#include "tools/common/xenstore.h"

#define DOMAINS "/local/domain"

static int entry_read(struct xs_handle *xs, uint32_t domid, const char *entry,
		      char *value, size_t size)
{
	char path[STORE_PATH_BYTES];

	snprintf(path, sizeof(path), DOMAINS "/%u/%s", domid, entry);
	return store_read(xs, path, value, size);
}

int domain_read_own_id(struct xs_handle *xs, uint32_t *domid)
{
	/* Relative to our own directory, whichever that is. */
	return store_read_u32(xs, "domid", domid);
}

int domain_read_name(struct xs_handle *xs, uint32_t domid, char *name, size_t size)
{
	return entry_read(xs, domid, "name", name, size);
}

int domain_read_vm(struct xs_handle *xs, uint32_t domid, char *vm, size_t size)
{
	return entry_read(xs, domid, "vm", vm, size);
}

static int name_search(struct xs_handle *xs, const char *name, uint32_t *domid)
{
	unsigned int i, n = 0;
	char **domains, found[128];
	int ret = -ENOENT;

	domains = xs_directory(xs, XBT_NULL, DOMAINS, &n);
	if (!domains)
		return store_error();
	for (i = 0; i < n && ret; i++)
		if (!number_parse_u32(domains[i], domid) &&
		    !domain_read_name(xs, *domid, found, sizeof(found)) &&
		    !strcmp(name, found))
			ret = 0;
	free(domains);
	return ret;
}

int domain_find(struct xs_handle *xs, const char *name, uint32_t *domid)
{
	char found[128];

	if (number_parse_u32(name, domid))
		return name_search(xs, name, domid);
	return domain_read_name(xs, *domid, found, sizeof(found));
}
