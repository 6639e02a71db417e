/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A schema file as the structures that the runtime uses, so that what the
 * generator knows about a value it knows through the code that will read it.
 */
#ifndef XENSTORE_SCHEMA_GENERATOR_MODEL_H
#define XENSTORE_SCHEMA_GENERATOR_MODEL_H

#include "xenstore-schema/generator/document.h"
#include "xenstore-schema/runtime/schema.h"

struct model {
	struct document document;	/* owns every text below */
	struct schema schema;
	struct schema_directory *directories;
	const yaml_node_t **directory_items;	/* where each of them stands */
	struct schema_node *nodes;
	const yaml_node_t **node_items;
};

/*
 * Reads and checks @path; every mistake goes to @report. Returns 0, -errno when
 * the file cannot be read, -EINVAL after a report. Needs model_finish() then too.
 */
int model_init(struct model *model, const char *path, struct report *report);
void model_finish(struct model *model);

/* The line of @key in @item, or of @item when it has no such key. */
unsigned int model_line(struct model *model, const yaml_node_t *item,
			const char *key);

/* The middle of model_init(): 0 or -ENOMEM. */
int model_load(struct model *model);

/* What the tables mean together: ranges, paths, references, examples. */
void check_directories(struct model *model, struct report *report);
void check_nodes(struct model *model, struct report *report);

/* The numbers that a type has room for; min and max narrow it. */
struct schema_range type_range(enum schema_type type);

#endif
