/* SPDX-License-Identifier: GPL-2.0-only */
/* What is written from a schema: one function, one file. */
#ifndef XENSTORE_SCHEMA_GENERATOR_EMIT_H
#define XENSTORE_SCHEMA_GENERATOR_EMIT_H

#include <stdio.h>

#include "xenstore-schema/runtime/schema.h"

struct emitter {
	const char *before;	/* the file is called BEFORE schema->name AFTER */
	const char *after;
	void (*emit)(const struct schema *schema, FILE *out);
};

extern const struct emitter emitters[];
extern const unsigned int n_emitters;

void emit_header(const struct schema *schema, FILE *out);
void emit_tables(const struct schema *schema, FILE *out);
void emit_vectors(const struct schema *schema, FILE *out);
void emit_man(const struct schema *schema, FILE *out);
void emit_paths(const struct schema *schema, FILE *out);
void emit_dictionary(const struct schema *schema, FILE *out);

/* "unique-id" as UNIQUE_ID, and as unique_id. */
void emit_upper(const char *name, FILE *out);
void emit_lower(const char *name, FILE *out);

/* VDISPL_CONNECTOR_UNIQUE_ID */
void emit_node_constant(const struct schema_node *node, FILE *out);
void emit_directory_constant(const struct schema_directory *directory,
			     FILE *out);

/* A C string literal of @length octets, or NULL for NULL. */
void emit_string(const char *text, size_t length, FILE *out);
void emit_text(const char *text, FILE *out);

#endif
