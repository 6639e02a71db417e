/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XENSTORE_SCHEMA_GENERATOR_LOAD_H
#define XENSTORE_SCHEMA_GENERATOR_LOAD_H

#include "xenstore-schema/generator/model.h"

/* Values of a mapping's key; without it NULL, @otherwise, or no sides. */
char *load_text(struct model *model, const yaml_node_t *map, const char *key);
uint64_t load_number(struct model *model, const yaml_node_t *map,
		     const char *key, uint64_t otherwise);
/* What is too large for 32 bits is UINT32_MAX, too large for every check. */
uint32_t load_small(struct model *model, const yaml_node_t *map,
		    const char *key, uint32_t otherwise);
unsigned int load_sides(struct model *model, const yaml_node_t *map,
			const char *key);

/* NULL when there is none, or no @name. */
const struct schema_directory *load_directory_named(struct model *model,
						    const char *name);

/* @item as a node of directory number @directory: 0 or -ENOMEM. */
int load_node(struct model *model, unsigned int directory,
	      const yaml_node_t *item, struct schema_node *node);

#endif
