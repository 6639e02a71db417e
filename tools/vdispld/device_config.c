// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/device_config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <xen/io/displif.h>

#include "tools/common/xenstore.h"

struct reader {
	struct xs_handle *xs;
	const struct device_address *address;
	char *reason;
};

static int __attribute__((format(printf, 2, 3)))
refuse(struct reader *reader, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(reader->reason, DEVICE_CONFIG_REASON_BYTES, format, args);
	va_end(args);
	return -EINVAL;
}

/*
 * A node, if the toolstack wrote it. The owner is looked at after the value: a
 * guest can replace our node by its own at any moment, but never its own by ours.
 */
static int trusted_read(struct reader *reader, const char *node, char *value,
			size_t size)
{
	char path[STORE_PATH_BYTES];
	uint32_t owner;
	int ret;

	snprintf(path, sizeof(path), "/local/domain/%u/device/vdispl/%u/%s",
		 reader->address->domid, reader->address->devid, node);
	ret = store_read(reader->xs, path, value, size);
	if (ret == -EMSGSIZE)
		return refuse(reader, "%s: longer than %zu characters", node,
			      size - 1);
	if (ret == -EILSEQ)
		return refuse(reader, "%s: only printable ASCII is allowed", node);
	if (ret)
		return ret;
	ret = store_read_owner(reader->xs, path, &owner);
	if (ret)
		return ret;
	if (owner != reader->address->own_domid)
		return refuse(reader,
			      "%s: belongs to domain %u, want domain %u: the guest has replaced its configuration",
			      node, owner, reader->address->own_domid);
	return 0;
}

static int resolution_parse(const char *text, uint32_t *width, uint32_t *height)
{
	const char *separator = strstr(text, XENDISPL_RESOLUTION_SEPARATOR);
	char number[16];
	size_t length;

	if (!separator)
		return -EINVAL;
	length = separator - text;
	if (length >= sizeof(number))
		return -EINVAL;
	memcpy(number, text, length);
	number[length] = '\0';
	if (store_parse_u32(number, width) ||
	    store_parse_u32(separator + strlen(XENDISPL_RESOLUTION_SEPARATOR), height))
		return -EINVAL;
	if (*width < 1 || *width > DEVICE_CONFIG_MAX_PIXELS ||
	    *height < 1 || *height > DEVICE_CONFIG_MAX_PIXELS)
		return -EINVAL;
	return 0;
}

/* -ENOENT: there is no such connector. */
static int connector_read(struct reader *reader, unsigned int index,
			  struct device_config *config)
{
	char node[48], value[32], *unique_id = config->connectors[index].unique_id;
	unsigned int i;
	int ret;

	snprintf(node, sizeof(node), "%u/" XENDISPL_FIELD_RESOLUTION, index);
	ret = trusted_read(reader, node, value, sizeof(value));
	if (ret)
		return ret;
	if (resolution_parse(value, &config->connectors[index].width,
			     &config->connectors[index].height))
		return refuse(reader, "%s \"%s\": want WIDTHxHEIGHT, each 1 to %u",
			      node, value, DEVICE_CONFIG_MAX_PIXELS);

	snprintf(node, sizeof(node), "%u/" XENDISPL_FIELD_UNIQUE_ID, index);
	ret = trusted_read(reader, node, unique_id, WORKER_UNIQUE_ID_BYTES);
	if (ret == -ENOENT || (!ret && !*unique_id))
		return refuse(reader,
			      "%s: missing, want a host connector's name or \"headless\"",
			      node);
	if (ret)
		return ret;
	for (i = 0; i < index; i++)
		if (!strcmp(config->connectors[i].unique_id, unique_id))
			return refuse(reader,
				      "%s \"%s\": connector %u has it too, want a different one",
				      node, unique_id, i);
	return 0;
}

static int be_alloc_check(struct reader *reader)
{
	char value[8];
	int ret;

	ret = trusted_read(reader, XENDISPL_FIELD_BE_ALLOC, value, sizeof(value));
	if (ret == -ENOENT || (!ret && !strcmp(value, "0")))
		return 0;
	if (ret)
		return ret;
	if (!strcmp(value, "1"))
		return refuse(reader,
			      "be-alloc \"1\": buffers of the back end are not served yet, want \"0\"");
	return refuse(reader, "be-alloc \"%s\": want \"0\"", value);
}

static int surplus_check(struct reader *reader)
{
	char node[48], value[32];
	int ret;

	snprintf(node, sizeof(node), "%u/" XENDISPL_FIELD_RESOLUTION,
		 WORKER_MAX_CONNECTORS);
	ret = trusted_read(reader, node, value, sizeof(value));
	if (ret == -ENOENT)
		return 0;
	if (ret)
		return ret;
	return refuse(reader, "%s: one connector too many, at most %u are allowed",
		      node, WORKER_MAX_CONNECTORS);
}

int device_config_read(struct xs_handle *xs, const struct device_address *address,
		       struct device_config *config,
		       char reason[DEVICE_CONFIG_REASON_BYTES])
{
	struct reader reader = { .xs = xs, .address = address, .reason = reason };
	unsigned int i;
	int ret;

	*config = (struct device_config){ 0 };
	reason[0] = '\0';
	ret = be_alloc_check(&reader);
	if (ret)
		return ret;
	for (i = 0; i < WORKER_MAX_CONNECTORS; i++) {
		ret = connector_read(&reader, i, config);
		if (ret == -ENOENT)
			break;
		if (ret)
			return ret;
	}
	config->n_connectors = i;
	if (i == 0)
		return refuse(&reader, "0/" XENDISPL_FIELD_RESOLUTION ": missing, want at least one connector");
	return i < WORKER_MAX_CONNECTORS ? 0 : surplus_check(&reader);
}
