// SPDX-License-Identifier: GPL-2.0-only
/* The notation of Xen's own list of xenstore paths: PATH = VALUES [TAGS]. */
#include <string.h>

#include "xenstore-schema/generator/emit.h"
#include "xenstore-schema/runtime/internal.h"

#define HOME "/local/domain/"

/* {backend-domid} and {frontend-domid} are ~ at the start and $DOMID elsewhere. */
static void emit_path(const char *path, FILE *out)
{
	size_t home = strlen(HOME), length;

	if (!strncmp(path, HOME, home) &&
	    placeholder_at(path + home, &length) != SCHEMA_NO_ID) {
		fputc('~', out);
		path += home + length;
	}
	while (*path) {
		static const char *const names[SCHEMA_N_IDS] = {
			"$DOMID", "$DOMID", "$DEVID", "$INDEX"
		};
		enum schema_id id = placeholder_at(path, &length);

		if (id == SCHEMA_NO_ID) {
			fputc(*path++, out);
			continue;
		}
		fputs(names[id], out);
		path += length;
	}
}

static void emit_alternative(const char *text, unsigned int number, FILE *out)
{
	fprintf(out, "%s\"%s\"", number ? "|" : "", text);
}

static void emit_values(const struct schema_node *node, FILE *out)
{
	unsigned int i;

	switch (node->type) {
	case SCHEMA_INTEGER:
	case SCHEMA_DOMID:
	case SCHEMA_XENBUS_STATE:
		fputs("INTEGER", out);
		break;
	case SCHEMA_BOOLEAN:
		fputs("(\"0\"|\"1\")", out);
		break;
	case SCHEMA_GNTREF:
		fputs("GNTREF", out);
		break;
	case SCHEMA_EVTCHN:
		fputs("EVTCHN", out);
		break;
	case SCHEMA_RESOLUTION:
		fputs("INTEGER \"x\" INTEGER", out);
		break;
	case SCHEMA_STRING:
	case SCHEMA_INTEGERS:
		fputs("STRING", out);
		break;
	case SCHEMA_ENUM:
		fputc('(', out);
		for (i = 0; node->words[i]; i++)
			emit_alternative(node->words[i], i, out);
		fputc(')', out);
		break;
	case SCHEMA_PATH:
		fputs("PATH", out);
		break;
	case SCHEMA_N_TYPES:
		break;
	}
}

static void emit_tag(const char *tag, bool given, const char **between,
		     FILE *out)
{
	if (!given)
		return;
	fprintf(out, "%s%s", *between, tag);
	*between = ",";
}

static void emit_tags(const struct schema_node *node, FILE *out)
{
	enum schema_side side = node->directory->side;
	const char *between = "";

	fputs(" [", out);
	emit_tag("w", side != SCHEMA_TOOLSTACK && node->owner == side, &between,
		 out);
	emit_tag("n", side == SCHEMA_TOOLSTACK && !node->readers, &between,
		 out);
	emit_tag("BACKEND", side == SCHEMA_BACKEND, &between, out);
	emit_tag("DEPRECATED", node->deprecated, &between, out);
	fputc(']', out);
}

void emit_paths(const struct schema *schema, FILE *out)
{
	unsigned int i;

	fprintf(out,
		"Generated from %s.yaml by `make schema`; do not edit.\n\n"
		"## %s: %s\n",
		schema->name, schema->name, schema->title);
	for (i = 0; i < schema->n_nodes; i++) {
		const struct schema_node *node = &schema->nodes[i];

		fputs("\n#### ", out);
		emit_path(node->directory->path, out);
		fprintf(out, "/%s = ", node->name);
		emit_values(node, out);
		emit_tags(node, out);
		fprintf(out, "\n\n%s\n", node->doc);
	}
}
