// SPDX-License-Identifier: GPL-2.0-only
#include "xenstore-schema/generator/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "xenstore-schema/generator/meta.h"

struct schema_range type_range(enum schema_type type)
{
	switch (type) {
	case SCHEMA_BOOLEAN:
		return (struct schema_range){ 0, 1 };
	case SCHEMA_GNTREF:
		/* 0 and the largest number mean "none" to front ends. */
		return (struct schema_range){ 1, UINT32_MAX - 1 };
	case SCHEMA_EVTCHN:
		/* The FIFO event channel ABI numbers 2^17 of them; 0 is never one. */
		return (struct schema_range){ 1, (1u << 17) - 1 };
	case SCHEMA_DOMID:
		/* DOMID_FIRST_RESERVED is 0x7ff0. */
		return (struct schema_range){ 0, 0x7ff0 - 1 };
	case SCHEMA_XENBUS_STATE:
		return (struct schema_range){ 0, SCHEMA_N_STATES - 1 };
	case SCHEMA_RESOLUTION:
		return (struct schema_range){ 1, UINT32_MAX };
	case SCHEMA_INTEGERS:
		return (struct schema_range){ 0, UINT32_MAX };
	case SCHEMA_INTEGER:
		return (struct schema_range){ 0, UINT64_MAX };
	case SCHEMA_STRING:
	case SCHEMA_ENUM:
	case SCHEMA_PATH:
	case SCHEMA_N_TYPES:
		break;
	}
	return (struct schema_range){ 0, 0 };
}

unsigned int model_line(struct model *model, const yaml_node_t *item,
			const char *key)
{
	yaml_node_t *value = document_get(&model->document, item, key);

	return document_line(value ? value : item);
}

int model_init(struct model *model, const char *path, struct report *report)
{
	int err;

	memset(model, 0, sizeof(*model));
	err = document_init(&model->document, path, report);
	if (err)
		return err;
	meta_check(&model->document, report);
	if (report->n_errors)
		return -EINVAL;
	err = model_load(model);
	if (err)
		return err;
	check_directories(model, report);
	if (!report->n_errors)
		check_nodes(model, report);
	return report->n_errors ? -EINVAL : 0;
}

void model_finish(struct model *model)
{
	unsigned int i;

	for (i = 0; model->nodes && i < model->schema.n_nodes; i++)
		free((void *)model->nodes[i].words);
	free(model->nodes);
	free(model->node_items);
	free(model->directories);
	free(model->directory_items);
	document_finish(&model->document);
}
