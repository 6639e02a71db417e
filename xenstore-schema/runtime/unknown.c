// SPDX-License-Identifier: GPL-2.0-only
/* A path that no schema names, and the name that it was probably meant to have. */
#include <string.h>

#include "xenstore-schema/runtime/internal.h"

#define NAME_BYTES 64

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Levenshtein's: letters to insert, delete or change from one name to the other. */
unsigned int schema_name_distance(const char *a, const char *b)
{
	unsigned int row[NAME_BYTES];
	size_t length = strlen(b), i, j;

	if (length >= NAME_BYTES || strlen(a) >= NAME_BYTES)
		return NAME_BYTES;
	for (j = 0; j <= length; j++)
		row[j] = (unsigned int)j;
	for (i = 1; a[i - 1]; i++) {
		unsigned int diagonal = row[0];

		row[0] = (unsigned int)i;
		for (j = 1; j <= length; j++) {
			unsigned int above = row[j];

			row[j] = least(least(above, row[j - 1]) + 1,
				       diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[length];
}

static const char *nearest(const struct schema_directory *directory,
			   const char *name)
{
	const struct schema *schema = directory->schema;
	unsigned int best = (unsigned int)strlen(name) / 3 + 2, i;
	const char *found = NULL;

	for (i = 0; i < schema->n_nodes; i++) {
		const struct schema_node *node = &schema->nodes[i];
		unsigned int distance;

		if (node->directory != directory)
			continue;
		distance = schema_name_distance(name, node->name);
		if (distance < best) {
			best = distance;
			found = node->name;
		}
	}
	return found;
}

char *schema_message_unknown(const struct schema *schema, const char *path,
			     const struct schema_match *match, char *message,
			     size_t size)
{
	const char *name = strrchr(path, '/'), *near;
	struct text text;

	text_init(&text, message, size);
	text_add_quoted(&text, path, strlen(path), 96);
	if (!match->directory) {
		text_add(&text, " is no path of %s", schema->name);
	} else if (match->bad_id != SCHEMA_NO_ID) {
		const struct schema_range *range = &schema->ids[match->bad_id];

		text_add(&text, " has an out-of-range %s; want %u to %u",
			 schema_id_name(match->bad_id),
			 (unsigned int)range->min, (unsigned int)range->max);
	} else {
		text_add(&text, " is not a node of %s, %s directory",
			 schema->name, match->directory->name);
		near = name ? nearest(match->directory, name + 1) : NULL;
		if (near)
			text_add(&text, "; did you mean \"%s\"?", near);
		else
			text_add(&text,
				 "; remove it, or describe it in the schema");
	}
	return message;
}
