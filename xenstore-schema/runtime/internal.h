/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the runtime share with each other and with the generator. */
#ifndef XENSTORE_SCHEMA_RUNTIME_INTERNAL_H
#define XENSTORE_SCHEMA_RUNTIME_INTERNAL_H

#include "xenstore-schema/runtime/schema.h"

/* Text that grows in a buffer of the caller; what does not fit is left out. */
struct text {
	char *start;
	size_t size;
	size_t used;
	bool cut;
};

void text_init(struct text *text, char *buffer, size_t size);
void text_add(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* In quotes, on one line, at most @most octets of it; anything but plain ASCII as \xHH. */
void text_add_quoted(struct text *text, const char *untrusted, size_t length,
		     size_t most);

/* A number of @ids by its name; @id is not SCHEMA_NO_ID. */
uint32_t *schema_id_of(struct schema_ids *ids, enum schema_id id);

/*
 * Takes the digits at *@text, which ends at @end, and moves *@text behind them.
 * Returns NULL, or what is wrong as in schema_value_parse() with *@err set.
 */
const char *number_take(const char **text, const char *end,
			const struct schema_range *range, uint64_t *number,
			int *err);

/* Whether a charset such as "a-z0-9._-" has @c. */
bool charset_has(const char *charset, unsigned char c);

/* The {placeholder} that starts at @pattern, its length in *@length; else SCHEMA_NO_ID. */
enum schema_id placeholder_at(const char *pattern, size_t *length);

/* SCHEMA_ID_BIT()s of the placeholders in the directory's path. */
unsigned int path_ids(const struct schema_directory *directory);

/* schema_path_match() for one directory: what is left of @path behind it, or NULL. */
const char *path_match_directory(const struct schema_directory *directory,
				 const char *path, const char *end,
				 struct schema_match *match, int *err);

/* Writes a likely meant form of a bad value into @better: "1920X1080" is "1920x1080". */
bool value_mend(const struct schema_node *node, const char *untrusted,
		size_t length, char *better, size_t size);

#endif
