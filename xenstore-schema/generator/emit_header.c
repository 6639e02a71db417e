// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "xenstore-schema/generator/emit.h"

static void emit_directories(const struct schema *schema, FILE *out)
{
	unsigned int i;

	fputs("enum ", out);
	emit_lower(schema->name, out);
	fputs("_directory {\n", out);
	for (i = 0; i < schema->n_directories; i++) {
		fputc('\t', out);
		emit_directory_constant(&schema->directories[i], out);
		fprintf(out, ",\t/* %s */\n", schema->directories[i].path);
	}
	fputc('\t', out);
	emit_upper(schema->name, out);
	fputs("_N_DIRECTORIES,\n};\n\n", out);
}

static void emit_nodes(const struct schema *schema, FILE *out)
{
	unsigned int i;

	fputs("enum ", out);
	emit_lower(schema->name, out);
	fputs("_node {\n", out);
	for (i = 0; i < schema->n_nodes; i++) {
		fputc('\t', out);
		emit_node_constant(&schema->nodes[i], out);
		fprintf(out, ",\t/* %s */\n",
			schema_type_name(schema->nodes[i].type));
	}
	fputc('\t', out);
	emit_upper(schema->name, out);
	fputs("_N_NODES,\n};\n\n", out);
}

static void emit_limits(const struct schema *schema, FILE *out)
{
	enum schema_id id;
	unsigned int i;

	for (id = 0; id < SCHEMA_N_IDS; id++) {
		if (!schema->id_docs[id])
			continue;
		fputs("#define ", out);
		emit_upper(schema->name, out);
		fputc('_', out);
		emit_upper(schema_id_name(id), out);
		fprintf(out, "_MAX %" PRIu64 "u\n", schema->ids[id].max);
	}
	for (i = 0; i < schema->n_nodes; i++) {
		if (schema->nodes[i].type != SCHEMA_STRING)
			continue;
		fputs("#define ", out);
		emit_node_constant(&schema->nodes[i], out);
		fprintf(out, "_MAX_LENGTH %" PRIu32 "u\n",
			schema->nodes[i].max_length);
	}
	fputc('\n', out);
}

static void emit_extern(const char *type, const char *suffix,
			const struct schema *schema, FILE *out)
{
	fprintf(out, "extern const struct %s ", type);
	emit_lower(schema->name, out);
	fprintf(out, "%s;\n", suffix);
}

void emit_header(const struct schema *schema, FILE *out)
{
	fprintf(out,
		"/* SPDX-License-Identifier: GPL-2.0-only */\n"
		"/* Generated from %s.yaml by `make schema`; do not edit. */\n",
		schema->name);
	fputs("#ifndef XENSTORE_SCHEMA_GENERATED_", out);
	emit_upper(schema->name, out);
	fputs("_SCHEMA_H\n#define XENSTORE_SCHEMA_GENERATED_", out);
	emit_upper(schema->name, out);
	fputs("_SCHEMA_H\n\n"
	      "#include \"xenstore-schema/runtime/schema.h\"\n\n",
	      out);
	emit_directories(schema, out);
	emit_nodes(schema, out);
	emit_limits(schema, out);
	emit_extern("schema", "_schema", schema, out);
	emit_extern("schema_directory", "_directories[]", schema, out);
	emit_extern("schema_node", "_nodes[]", schema, out);
	fputs("\n#endif\n", out);
}
