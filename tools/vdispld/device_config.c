// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/device_config.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/node.h"
#include "tools/common/pages.h"
#include "tools/common/xenstore.h"

static_assert(WORKER_MAX_CONNECTORS == VDISPL_INDEX_MAX + 1,
	      "the schema says how many connectors a device has");
static_assert(WORKER_UNIQUE_ID_BYTES == VDISPL_CONNECTOR_UNIQUE_ID_MAX_LENGTH + 1,
	      "the schema says how long a unique-id is");

/*
 * No front end needs more than three or four of a screen. On a PVH dom0 each page
 * mapped takes the place of one of dom0's own.
 */
#define PICTURES 8
#define SPARE_PAGES 1024

struct reader {
	struct xs_handle *xs;
	struct schema_ids ids;
	char *reason;
	struct node_value value;	/* as last read */
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

static int trusted_read(struct reader *reader, enum vdispl_node node)
{
	int ret = node_read_trusted(reader->xs, &vdispl_nodes[node], &reader->ids,
				    &reader->value);

	return ret == -EINVAL ? refuse(reader, "%s", reader->value.wrong) : ret;
}

static int missing_refuse(struct reader *reader, enum vdispl_node node)
{
	schema_message_missing(&vdispl_nodes[node], &reader->ids, 0, reader->reason,
			       DEVICE_CONFIG_REASON_BYTES);
	return -EINVAL;
}

static int unique_id_check(struct reader *reader, unsigned int index,
			   struct device_config *config)
{
	char *unique_id = config->connectors[index].unique_id;
	char path[SCHEMA_PATH_BYTES];
	unsigned int i;

	memcpy(unique_id, reader->value.text, WORKER_UNIQUE_ID_BYTES);
	for (i = 0; i < index; i++) {
		if (strcmp(config->connectors[i].unique_id, unique_id))
			continue;
		schema_path_build(&vdispl_nodes[VDISPL_CONNECTOR_UNIQUE_ID],
				  &reader->ids, path, sizeof(path));
		return refuse(reader,
			      "%s: \"%s\" is connector %u's already; want a different one",
			      path, unique_id, i);
	}
	return 0;
}

/* -ENOENT: there is no such connector. */
static int connector_read(struct reader *reader, unsigned int index,
			  struct device_config *config)
{
	int ret;

	reader->ids.index = index;
	ret = trusted_read(reader, VDISPL_CONNECTOR_RESOLUTION);
	if (ret)
		return ret;
	config->connectors[index].width = reader->value.is.width;
	config->connectors[index].height = reader->value.is.height;
	ret = trusted_read(reader, VDISPL_CONNECTOR_UNIQUE_ID);
	if (ret == -ENOENT)
		return missing_refuse(reader, VDISPL_CONNECTOR_UNIQUE_ID);
	return ret ?: unique_id_check(reader, index, config);
}

static int be_alloc_read(struct reader *reader, struct device_config *config)
{
	int ret = trusted_read(reader, VDISPL_FRONTEND_BE_ALLOC);

	config->be_alloc = !ret && reader->value.is.number;
	return ret == -ENOENT ? 0 : ret;
}

/* The connector after the last one that there may be has no path in the schema. */
static int surplus_check(struct reader *reader)
{
	char directory[SCHEMA_PATH_BYTES], path[SCHEMA_PATH_BYTES + 16];
	uint32_t owner;
	int ret;

	schema_path_listing(&vdispl_directories[VDISPL_DIR_CONNECTOR], &reader->ids,
			    SCHEMA_INDEX, directory, sizeof(directory));
	snprintf(path, sizeof(path), "%s/%u", directory, WORKER_MAX_CONNECTORS);
	ret = store_read_owner(reader->xs, path, &owner);
	if (ret == -ENOENT)
		return 0;
	if (ret)
		return ret;
	return refuse(reader, "%s: one connector too many, at most %u are allowed",
		      path, WORKER_MAX_CONNECTORS);
}

int device_config_read(struct xs_handle *xs, const struct schema_ids *ids,
		       struct device_config *config,
		       char reason[DEVICE_CONFIG_REASON_BYTES])
{
	struct reader reader = { .xs = xs, .ids = *ids, .reason = reason };
	unsigned int i;
	int ret;

	*config = (struct device_config){ 0 };
	reason[0] = '\0';
	ret = be_alloc_read(&reader, config);
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
		return missing_refuse(&reader, VDISPL_CONNECTOR_RESOLUTION);
	return i < WORKER_MAX_CONNECTORS ? 0 : surplus_check(&reader);
}

uint64_t device_config_max_pages(const struct device_config *config, uint64_t limit)
{
	uint64_t pages = SPARE_PAGES;
	unsigned int i;

	for (i = 0; i < config->n_connectors; i++)
		pages += PICTURES * pages_of_picture(config->connectors[i].width,
						     config->connectors[i].height);
	return pages < limit ? pages : limit;
}
