// SPDX-License-Identifier: GPL-2.0-only
#include "xenstore-schema/generator/emit.h"

#include <ctype.h>
#include <string.h>

const struct emitter emitters[] = {
	{ "", "_schema.h", emit_header },
	{ "", "_schema.c", emit_tables },
	{ "", "_vectors.inc", emit_vectors },
	{ "", ".paths", emit_paths },
	{ "", ".dict", emit_dictionary },
	{ "xenstore-", ".7.scd", emit_man },
};

const unsigned int n_emitters = sizeof(emitters) / sizeof(emitters[0]);

void emit_upper(const char *name, FILE *out)
{
	for (; *name; name++)
		fputc(*name == '-' ? '_' : toupper((unsigned char)*name), out);
}

void emit_lower(const char *name, FILE *out)
{
	for (; *name; name++)
		fputc(*name == '-' ? '_' : *name, out);
}

void emit_node_constant(const struct schema_node *node, FILE *out)
{
	emit_upper(node->directory->schema->name, out);
	fputc('_', out);
	emit_upper(node->directory->name, out);
	fputc('_', out);
	emit_upper(node->name, out);
}

void emit_directory_constant(const struct schema_directory *directory,
			     FILE *out)
{
	emit_upper(directory->schema->name, out);
	fputs("_DIR_", out);
	emit_upper(directory->name, out);
}

void emit_string(const char *text, size_t length, FILE *out)
{
	size_t i;

	fputc('"', out);
	for (i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c >= ' ' && c <= '~')
			fputc(c, out);
		else
			/* Octal ends after three digits, whatever follows. */
			fprintf(out, "\\%03o", c);
	}
	fputc('"', out);
}

void emit_text(const char *text, FILE *out)
{
	if (text)
		emit_string(text, strlen(text), out);
	else
		fputs("NULL", out);
}
