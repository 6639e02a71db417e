/* SPDX-License-Identifier: GPL-2.0-only */
/* A YAML file as libyaml's tree, where every node still knows its line. */
#ifndef XENSTORE_SCHEMA_GENERATOR_DOCUMENT_H
#define XENSTORE_SCHEMA_GENERATOR_DOCUMENT_H

#include <yaml.h>

#include "xenstore-schema/generator/report.h"

struct document {
	yaml_document_t yaml;
	yaml_node_t *root;
};

/*
 * Returns 0; -errno when @path cannot be read; -EINVAL after an error has been
 * reported: not YAML, or nothing in it.
 */
int document_init(struct document *document, const char *path,
		  struct report *report);
void document_finish(struct document *document);

/* Lines count from 1. */
unsigned int document_line(const yaml_node_t *node);

/* A scalar's text, which lives as long as the document; NULL for what is none. */
char *document_text(const yaml_node_t *node);

/* The value of @key in the mapping @map; NULL when it has none. */
yaml_node_t *document_get(struct document *document, const yaml_node_t *map,
			  const char *key);

/* Items of a sequence; NULL past its end. */
yaml_node_t *document_item(struct document *document, const yaml_node_t *list,
			   unsigned int index);
unsigned int document_length(const yaml_node_t *list);

#endif
