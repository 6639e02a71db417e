// SPDX-License-Identifier: GPL-2.0-only
/*
 * Good and bad values for each node, made from its descriptor and from what goes
 * wrong in practice, not by asking the parser that they are going to test.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "xenstore-schema/generator/emit.h"
#include "xenstore-schema/runtime/internal.h"

#define MAX_BYTES 4097 /* a value that is one too long */

static void emit_row(const struct schema_node *node, bool good,
		     const char *text, size_t length, FILE *out)
{
	fputs("{ ", out);
	emit_node_constant(node, out);
	fputs(", ", out);
	emit_string(text, length, out);
	fprintf(out, ", %zu, %s },\n", length, good ? "true" : "false");
}

static void emit_format(const struct schema_node *node, bool good, FILE *out,
			const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void emit_format(const struct schema_node *node, bool good, FILE *out,
			const char *format, ...)
{
	char text[256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof(text))
		emit_row(node, good, text, (size_t)n, out);
}

static void emit_bad(const struct schema_node *node, const char *const *texts,
		     FILE *out)
{
	for (; *texts; texts++)
		emit_row(node, false, *texts, strlen(*texts), out);
}

/* The example with something around it that does not belong there. */
static void emit_wrapped(const struct schema_node *node, FILE *out)
{
	emit_format(node, false, out, " %s", node->example);
	emit_format(node, false, out, "%s ", node->example);
	emit_format(node, false, out, "%s\n", node->example);
	emit_format(node, false, out, "\"%s\"", node->example);
	emit_row(node, false, node->example, strlen(node->example) + 1, out);
}

static void emit_numbers(const struct schema_node *node, FILE *out)
{
	static const char *const bad[] = { "",
					   "-1",
					   "+1",
					   "-0",
					   "0x1",
					   "00",
					   "1.0",
					   "1e1",
					   "one",
					   "1,2",
					   "true",
					   "18446744073709551616",
					   "99999999999999999999999",
					   NULL };
	const struct schema_range *range = &node->range;

	emit_format(node, true, out, "%" PRIu64, range->min);
	emit_format(node, true, out, "%" PRIu64, range->max);
	if (range->min)
		emit_format(node, false, out, "%" PRIu64, range->min - 1);
	if (range->max < UINT64_MAX)
		emit_format(node, false, out, "%" PRIu64, range->max + 1);
	emit_format(node, false, out, "0%" PRIu64, range->max);
	emit_wrapped(node, out);
	emit_bad(node, bad, out);
}

static void emit_resolutions(const struct schema_node *node, FILE *out)
{
	static const char *const bad[] = { "",
					   "x",
					   "1x",
					   "x1",
					   "1X1",
					   "1*1",
					   "1x1x1",
					   "1 x 1",
					   "-1x1",
					   "1x-1",
					   "01x1",
					   "1x01",
					   "0x0",
					   "1x0",
					   "0x1",
					   "4294967297x1",
					   "1x4294967297",
					   "18446744073709551617x1",
					   "1920",
					   "0x10x1",
					   NULL };
	uint64_t min_w = node->range.min, max_w = node->range.max;
	uint64_t min_h = node->height.min, max_h = node->height.max;

	emit_format(node, true, out, "%" PRIu64 "x%" PRIu64, min_w, min_h);
	emit_format(node, true, out, "%" PRIu64 "x%" PRIu64, max_w, max_h);
	emit_format(node, true, out, "%" PRIu64 "x%" PRIu64, max_w, min_h);
	emit_format(node, false, out, "%" PRIu64 "x%" PRIu64, max_w + 1, min_h);
	emit_format(node, false, out, "%" PRIu64 "x%" PRIu64, min_w, max_h + 1);
	emit_format(node, false, out, "%" PRIu64 "x%" PRIu64, min_w - 1, min_h);
	emit_wrapped(node, out);
	emit_bad(node, bad, out);
}

static void emit_strings(const struct schema_node *node, FILE *out)
{
	static const char odd[] = " /\"'\\\n\t\0\177\200\377";
	char text[MAX_BYTES];
	size_t length = strlen(node->example), i;

	memset(text, node->example[0], sizeof(text));
	emit_row(node, true, text, node->max_length, out);
	emit_row(node, false, text, node->max_length + 1, out);
	emit_row(node, node->min_length == 0, "", 0, out);
	if (node->min_length <= 1)
		emit_row(node, true, text, 1, out);
	if (length == node->max_length)
		return;
	memcpy(text, node->example, length);
	for (i = 0; i < sizeof(odd) - 1; i++) {
		if (odd[i] && charset_has(node->charset, (unsigned char)odd[i]))
			continue;
		text[length] = odd[i];
		emit_row(node, false, text, length + 1, out);
	}
}

static void emit_enum(const struct schema_node *node, FILE *out)
{
	static const char *const bad[] = { "", "0", "no-such-word", NULL };
	unsigned int i;

	for (i = 0; node->words[i]; i++)
		emit_format(node, true, out, "%s", node->words[i]);
	emit_row(node, false, node->words[0], strlen(node->words[0]) - 1, out);
	emit_wrapped(node, out);
	emit_bad(node, bad, out);
}

static void emit_integers(const struct schema_node *node, FILE *out)
{
	static const char *const bad[] = { "",	   ",",	   "1,",  ",1",	 "1,,2",
					   "1, 2", "1 2",  "1;2", "2,1", "1,1",
					   "1,-2", "01,2", NULL };
	uint64_t min = node->range.min, max = node->range.max, i;
	char many[256];
	struct text text;

	emit_format(node, true, out, "%" PRIu64, min);
	if (min < max)
		emit_format(node, true, out, "%" PRIu64 ",%" PRIu64, min, max);
	emit_format(node, false, out, "%" PRIu64 ",%" PRIu64, min, max + 1);
	text_init(&text, many, sizeof(many));
	for (i = 0; i <= SCHEMA_MAX_NUMBERS; i++)
		text_add(&text, "%s%" PRIu64, i ? "," : "", min + i);
	emit_row(node, false, many, text.used, out);
	emit_wrapped(node, out);
	emit_bad(node, bad, out);
}

static void emit_path_values(const struct schema_node *node, FILE *out)
{
	static const char *const bad[] = {
		"",  "/", "..", "/local/domain/0", "/local/domain/0/backend",
		NULL
	};
	const struct schema *schema = node->directory->schema;
	char path[SCHEMA_PATH_BYTES];
	struct schema_ids ids;
	enum schema_id id;

	for (id = 0; id < SCHEMA_N_IDS; id++)
		*schema_id_of(&ids, id) = (uint32_t)schema->ids[id].max;
	schema_path_directory(node->target, &ids, path, sizeof(path));
	emit_format(node, true, out, "%s", path);
	emit_format(node, false, out, "%s0", path);
	emit_format(node, false, out, "%s", node->example + 1);
	emit_format(node, false, out, "/%s", node->example);
	emit_format(node, false, out, "%s/", node->example);
	emit_format(node, false, out, "%s/state", node->example);
	emit_format(node, false, out, "%s/../0", node->example);
	emit_row(node, false, node->example, strlen(node->example) - 1, out);
	emit_wrapped(node, out);
	emit_bad(node, bad, out);
}

static void emit_values(const struct schema_node *node, FILE *out)
{
	switch (node->type) {
	case SCHEMA_INTEGER:
	case SCHEMA_BOOLEAN:
	case SCHEMA_GNTREF:
	case SCHEMA_EVTCHN:
	case SCHEMA_DOMID:
	case SCHEMA_XENBUS_STATE:
		emit_numbers(node, out);
		break;
	case SCHEMA_RESOLUTION:
		emit_resolutions(node, out);
		break;
	case SCHEMA_STRING:
		emit_strings(node, out);
		break;
	case SCHEMA_ENUM:
		emit_enum(node, out);
		break;
	case SCHEMA_INTEGERS:
		emit_integers(node, out);
		break;
	case SCHEMA_PATH:
		emit_path_values(node, out);
		break;
	case SCHEMA_N_TYPES:
		break;
	}
}

void emit_vectors(const struct schema *schema, FILE *out)
{
	unsigned int i;

	fprintf(out,
		"// SPDX-License-Identifier: GPL-2.0-only\n"
		"/* Generated from %s.yaml by `make schema`; do not edit. */\n"
		"/* Node, value, its length, whether it is good. */\n",
		schema->name);
	for (i = 0; i < schema->n_nodes; i++) {
		const struct schema_node *node = &schema->nodes[i];

		emit_format(node, true, out, "%s", node->example);
		if (node->fallback)
			emit_format(node, true, out, "%s", node->fallback);
		emit_values(node, out);
	}
}
