/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The meta-schema: which keys a schema file may have, which it must have, and
 * what each holds. Whatever is not in these tables is an error.
 */
#ifndef XENSTORE_SCHEMA_GENERATOR_META_H
#define XENSTORE_SCHEMA_GENERATOR_META_H

#include <stdint.h>

#include "xenstore-schema/generator/document.h"

/* Reports every place where the document's form is not a schema's. */
void meta_check(struct document *document, struct report *report);

/* All of @text as a decimal number: 0 or -EINVAL. */
int meta_number(const char *text, uint64_t *number);

/* "1x1" as two numbers: 0 or -EINVAL. */
int meta_size(const char *text, uint64_t *width, uint64_t *height);

/*
 * The number of @word among the names that schema_type_name(), schema_side_name(),
 * schema_id_name() and schema_state_name() know, or their count.
 */
unsigned int meta_type(const char *word);
unsigned int meta_side(const char *word);
unsigned int meta_id(const char *word);
unsigned int meta_state(const char *word);

#endif
