// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "xenstore-schema/generator/emit.h"

static void emit_field(const char *name, const char *text, FILE *out)
{
	if (!text)
		return;
	fprintf(out, "\t\t.%s = ", name);
	emit_text(text, out);
	fputs(",\n", out);
}

static void emit_side(const char *name, enum schema_side side, FILE *out)
{
	fprintf(out, "\t\t.%s = SCHEMA_", name);
	emit_upper(schema_side_name(side), out);
	fputs(",\n", out);
}

static void emit_sides(const char *name, unsigned int sides, FILE *out)
{
	const char *between = "";
	enum schema_side side;

	if (!sides)
		return;
	fprintf(out, "\t\t.%s = ", name);
	for (side = 0; side < SCHEMA_N_SIDES; side++)
		if (sides & SCHEMA_SIDE_BIT(side)) {
			fprintf(out, "%sSCHEMA_SIDE_BIT(SCHEMA_", between);
			emit_upper(schema_side_name(side), out);
			fputc(')', out);
			between = " | ";
		}
	fputs(",\n", out);
}

static void emit_states(unsigned int states, FILE *out)
{
	const char *between = "";
	unsigned int i;

	fputs("\t\t.required_in = ", out);
	if (states == SCHEMA_ALWAYS || states == SCHEMA_NEVER) {
		fprintf(out, "%s,\n",
			states ? "SCHEMA_ALWAYS" : "SCHEMA_NEVER");
		return;
	}
	for (i = 0; i < SCHEMA_N_STATES; i++)
		if (states & SCHEMA_STATE_BIT(i)) {
			fprintf(out, "%sSCHEMA_STATE_BIT(%u)", between, i);
			between = " | ";
		}
	fputs(",\n", out);
}

static void emit_range(const char *name, const struct schema_range *range,
		       FILE *out)
{
	if (range->max)
		fprintf(out,
			"\t\t.%s = { UINT64_C(%" PRIu64 "), UINT64_C(%" PRIu64
			") },\n",
			name, range->min, range->max);
}

static void emit_words(const struct schema_node *node, FILE *out)
{
	unsigned int i;

	if (!node->words)
		return;
	fputs("\t\t.words = (const char *const[]){ ", out);
	for (i = 0; node->words[i]; i++) {
		emit_text(node->words[i], out);
		fputs(", ", out);
	}
	fputs("NULL },\n", out);
}

static void emit_directory_pointer(const char *name,
				   const struct schema_directory *directory,
				   FILE *out)
{
	if (!directory)
		return;
	fprintf(out, "\t\t.%s = &", name);
	emit_lower(directory->schema->name, out);
	fputs("_directories[", out);
	emit_directory_constant(directory, out);
	fputs("],\n", out);
}

static void emit_node(const struct schema_node *node, FILE *out)
{
	fputs("\t[", out);
	emit_node_constant(node, out);
	fputs("] = {\n", out);
	emit_directory_pointer("directory", node->directory, out);
	emit_field("name", node->name, out);
	fputs("\t\t.type = SCHEMA_", out);
	emit_upper(schema_type_name(node->type), out);
	fputs(",\n", out);
	emit_range("range", &node->range, out);
	emit_range("height", &node->height, out);
	if (node->type == SCHEMA_STRING)
		fprintf(out, "\t\t.min_length = %u,\n\t\t.max_length = %u,\n",
			node->min_length, node->max_length);
	emit_field("charset", node->charset, out);
	emit_words(node, out);
	fputs("\t\t.equals = SCHEMA_", out);
	emit_upper(node->equals == SCHEMA_NO_ID ? "no-id"
						: schema_id_name(node->equals),
		   out);
	fputs(",\n", out);
	emit_directory_pointer("target", node->target, out);
	emit_field("unit", node->unit, out);
	emit_field("fallback", node->fallback, out);
	emit_field("example", node->example, out);
	emit_sides("writers", node->writers, out);
	emit_side("owner", node->owner, out);
	emit_sides("readers", node->readers, out);
	emit_states(node->required_in, out);
	fprintf(out, "\t\t.since = %u,\n", node->since);
	if (node->deprecated)
		fputs("\t\t.deprecated = true,\n", out);
	emit_field("constant", node->constant, out);
	emit_field("doc", node->doc, out);
	fputs("\t},\n", out);
}

static void emit_directory(const struct schema_directory *directory, FILE *out)
{
	fputs("\t[", out);
	emit_directory_constant(directory, out);
	fputs("] = {\n\t\t.schema = &", out);
	emit_lower(directory->schema->name, out);
	fputs("_schema,\n", out);
	emit_field("name", directory->name, out);
	emit_field("path", directory->path, out);
	emit_side("side", directory->side, out);
	emit_field("doc", directory->doc, out);
	fputs("\t},\n", out);
}

static void emit_ids(const struct schema *schema, FILE *out)
{
	enum schema_id id;

	for (id = 0; id < SCHEMA_N_IDS; id++) {
		if (!schema->id_docs[id])
			continue;
		fputs("\t.id_docs[SCHEMA_", out);
		emit_upper(schema_id_name(id), out);
		fputs("] = ", out);
		emit_text(schema->id_docs[id], out);
		fputs(",\n\t.ids[SCHEMA_", out);
		emit_upper(schema_id_name(id), out);
		fprintf(out, "] = { %" PRIu64 ", %" PRIu64 " },\n",
			schema->ids[id].min, schema->ids[id].max);
	}
	fprintf(out, "\t.example = { %u, %u, %u, %u },\n",
		schema->example.backend_domid, schema->example.frontend_domid,
		schema->example.devid, schema->example.index);
}

static void emit_top(const char *name, const char *text, FILE *out)
{
	fprintf(out, "\t.%s = ", name);
	emit_text(text, out);
	fputs(",\n", out);
}

static void emit_schema(const struct schema *schema, FILE *out)
{
	fputs("const struct schema ", out);
	emit_lower(schema->name, out);
	fputs("_schema = {\n", out);
	emit_top("name", schema->name, out);
	emit_top("title", schema->title, out);
	emit_top("doc", schema->doc, out);
	emit_top("header", schema->header, out);
	emit_top("header_prefix", schema->header_prefix, out);
	fprintf(out, "\t.protocol_version = %u,\n", schema->protocol_version);
	emit_ids(schema, out);
	fputs("\t.directories = ", out);
	emit_lower(schema->name, out);
	fprintf(out, "_directories,\n\t.n_directories = %u,\n\t.nodes = ",
		schema->n_directories);
	emit_lower(schema->name, out);
	fprintf(out, "_nodes,\n\t.n_nodes = %u,\n};\n", schema->n_nodes);
}

void emit_tables(const struct schema *schema, FILE *out)
{
	unsigned int i;

	fprintf(out,
		"// SPDX-License-Identifier: GPL-2.0-only\n"
		"/* Generated from %s.yaml by `make schema`; do not edit. */\n"
		"#include \"xenstore-schema/generated/",
		schema->name);
	emit_lower(schema->name, out);
	fputs("_schema.h\"\n\nconst struct schema_directory ", out);
	emit_lower(schema->name, out);
	fputs("_directories[] = {\n", out);
	for (i = 0; i < schema->n_directories; i++)
		emit_directory(&schema->directories[i], out);
	fputs("};\n\nconst struct schema_node ", out);
	emit_lower(schema->name, out);
	fputs("_nodes[] = {\n", out);
	for (i = 0; i < schema->n_nodes; i++)
		emit_node(&schema->nodes[i], out);
	fputs("};\n\n", out);
	emit_schema(schema, out);
}
