// SPDX-License-Identifier: GPL-2.0-only
/* A manual page of section 7, in scdoc's language. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "xenstore-schema/generator/emit.h"

/* What scdoc would take for markup is escaped. */
static void emit_escaped(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (strchr("\\_*#+|[]<>`~", *text))
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void emit_sides(unsigned int sides, FILE *out)
{
	const char *between = "";
	enum schema_side side;

	for (side = 0; side < SCHEMA_N_SIDES; side++)
		if (sides & SCHEMA_SIDE_BIT(side)) {
			fprintf(out, "%s%s", between, schema_side_name(side));
			between = ", ";
		}
	if (!*between)
		fputs("nobody else", out);
}

static void emit_required(const struct schema_node *node, FILE *out)
{
	const char *between = "";
	unsigned int i;

	if (node->required_in == SCHEMA_ALWAYS || !node->required_in) {
		fputs(node->required_in ? "always" : "no", out);
		return;
	}
	fprintf(out, "while the %s is in state ",
		schema_side_name(node->directory->side));
	for (i = 0; i < SCHEMA_N_STATES; i++)
		if (node->required_in & SCHEMA_STATE_BIT(i)) {
			fprintf(out, "%s%u (%s)", between, i,
				schema_state_name(i));
			between = ", ";
		}
}

static void emit_item(const char *label, const char *text, FILE *out)
{
	if (!text)
		return;
	fprintf(out, "\t- %s: ", label);
	emit_escaped(text, out);
	fputc('\n', out);
}

static void emit_node(const struct schema_node *node, FILE *out)
{
	char allowed[SCHEMA_MESSAGE_BYTES];

	fprintf(out, "*%s* (%s)\n\t", node->name, schema_type_name(node->type));
	emit_escaped(node->doc, out);
	fputs("\n\n", out);
	emit_item("Value",
		  schema_message_allowed(node, allowed, sizeof(allowed)), out);
	emit_item("Default", node->fallback, out);
	fputs("\t- Required: ", out);
	emit_required(node, out);
	fputs("\n\t- Written by: ", out);
	emit_sides(node->writers, out);
	fprintf(out,
		"\n\t- Owned by: %s; read by: ", schema_side_name(node->owner));
	emit_sides(node->readers, out);
	fprintf(out, "\n\t- Since: version %u\n", node->since);
	if (node->deprecated)
		fputs("\t- Deprecated\n", out);
	emit_item("Name in C", node->constant, out);
	emit_item("Example", node->example, out);
	fputc('\n', out);
}

static void emit_directory(const struct schema_directory *directory, FILE *out)
{
	const struct schema *schema = directory->schema;
	const char *at;
	unsigned int i;

	fputs("# DIRECTORY ", out);
	for (at = directory->name; *at; at++)
		fputc(toupper((unsigned char)*at), out);
	fputs("\n\n*", out);
	emit_escaped(directory->path, out);
	fputs("*\n\n", out);
	emit_escaped(directory->doc, out);
	fputs("\n\n", out);
	for (i = 0; i < schema->n_nodes; i++)
		if (schema->nodes[i].directory == directory)
			emit_node(&schema->nodes[i], out);
}

static void emit_placeholders(const struct schema *schema, FILE *out)
{
	enum schema_id id;

	fputs("# PLACEHOLDERS\n\n", out);
	for (id = 0; id < SCHEMA_N_IDS; id++) {
		if (!schema->id_docs[id])
			continue;
		fprintf(out, "*{%s}*\n\t", schema_id_name(id));
		emit_escaped(schema->id_docs[id], out);
		fprintf(out, " From %" PRIu64 " to %" PRIu64 ".\n\n",
			schema->ids[id].min, schema->ids[id].max);
	}
}

void emit_man(const struct schema *schema, FILE *out)
{
	unsigned int i;

	fprintf(out,
		/* The title has to be scdoc's first line. */
		"xenstore-%s(7)\n\n"
		"; SPDX-License-Identifier: GPL-2.0-only\n"
		"; Generated from %s.yaml by `make schema`; do not edit.\n\n"
		"# NAME\n\nxenstore-%s - xenstore nodes of the %s\n\n"
		"# DESCRIPTION\n\n",
		schema->name, schema->name, schema->name, schema->title);
	emit_escaped(schema->doc, out);
	fputs("\n\n", out);
	fputs("A value is text without a terminator; numbers are decimal, without sign, blank or leading zero. "
	      "The owner of a node is whom its xenstore permissions name first; the owner may write it.\n\n",
	      out);
	emit_placeholders(schema, out);
	for (i = 0; i < schema->n_directories; i++)
		emit_directory(&schema->directories[i], out);
	fputs("# SEE ALSO\n\n_", out);
	fprintf(out, "%s_, *xl.cfg*(5), *xenstore-ls*(1)\n", schema->header);
}
