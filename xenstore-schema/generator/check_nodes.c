// SPDX-License-Identifier: GPL-2.0-only
/* Each node against its type, its neighbours and its own example. */
#include <inttypes.h>
#include <string.h>

#include "xenstore-schema/generator/model.h"
#include "xenstore-schema/runtime/internal.h"

/* XENSTORE_PAYLOAD_MAX: no value is longer. */
#define MAX_VALUE_BYTES 4096

struct check {
	struct model *model;
	struct report *report;
	const struct schema_node *node;
	const yaml_node_t *item;
};

#define complain(check, key, ...)                                              \
	report_error((check)->report,                                          \
		     model_line((check)->model, (check)->item, key),           \
		     __VA_ARGS__)

static void check_span(struct check *check, const struct schema_range *span)
{
	struct schema_range limits = type_range(check->node->type);

	if (span->max > limits.max || span->max < limits.min)
		complain(check, "max",
			 "bad \"max\": %s goes from %" PRIu64 " to %" PRIu64
			 "; write a number between",
			 schema_type_name(check->node->type), limits.min,
			 limits.max);
	if (span->min < limits.min || span->min > limits.max)
		complain(check, "min",
			 "bad \"min\": %s goes from %" PRIu64 " to %" PRIu64
			 "; write a number between",
			 schema_type_name(check->node->type), limits.min,
			 limits.max);
	else if (span->min > span->max)
		complain(check, "min",
			 "\"min\" is above \"max\"; write at most %" PRIu64,
			 span->max);
}

static void check_size(struct check *check)
{
	const struct schema_node *node = check->node;

	if (!node->height.min || !node->height.max) {
		complain(
			check, node->height.min ? "max" : "min",
			"a resolution has two numbers of at least 1; write for example \"1x1\"");
		return;
	}
	check_span(check, &node->range);
	check_span(check, &node->height);
}

static const char *charset_wrong(const char *charset)
{
	const char *at;

	for (at = charset; *at; at++) {
		if (*at < ' ' || *at > '~')
			return "it has a character that is not plain ASCII";
		if (at[1] != '-' || !at[2])
			continue;
		if (at[2] < at[0])
			return "a range runs backwards";
		at += 2;
	}
	return NULL;
}

static void check_string(struct check *check)
{
	const struct schema_node *node = check->node;
	const char *wrong = charset_wrong(node->charset);

	if (node->max_length == 0 || node->max_length > MAX_VALUE_BYTES)
		complain(check, "max-length",
			 "bad \"max-length\"; write 1 to %u", MAX_VALUE_BYTES);
	if (node->min_length > node->max_length)
		complain(
			check, "min-length",
			"\"min-length\" is above \"max-length\"; write at most %u",
			node->max_length);
	if (wrong)
		complain(check, "charset",
			 "bad \"charset\": %s; write for example A-Za-z0-9._-",
			 wrong);
}

static void check_bound(struct check *check, const char *key)
{
	struct document *document = &check->model->document;
	const char *text =
		document_text(document_get(document, check->item, key));

	if (text && strchr(text, 'x'))
		complain(
			check, key,
			"bad \"%s\": only a resolution has WIDTHxHEIGHT; write one number",
			key);
}

static void check_type(struct check *check)
{
	const struct schema_node *node = check->node;

	if (node->type != SCHEMA_RESOLUTION) {
		check_bound(check, "min");
		check_bound(check, "max");
	}
	switch (node->type) {
	case SCHEMA_RESOLUTION:
		check_size(check);
		break;
	case SCHEMA_STRING:
		check_string(check);
		break;
	case SCHEMA_PATH:
		if (!node->target)
			complain(
				check, "refers-to",
				"no directory has this name; write that of one above or below");
		break;
	case SCHEMA_INTEGER:
	case SCHEMA_BOOLEAN:
	case SCHEMA_GNTREF:
	case SCHEMA_EVTCHN:
	case SCHEMA_DOMID:
	case SCHEMA_XENBUS_STATE:
	case SCHEMA_INTEGERS:
		check_span(check, &node->range);
		break;
	case SCHEMA_ENUM:
	case SCHEMA_N_TYPES:
		break;
	}
}

static void check_place(struct check *check)
{
	const struct schema_node *node = check->node;
	const struct schema *schema = &check->model->schema;
	struct schema_ids longest;
	char path[SCHEMA_PATH_BYTES];
	enum schema_id id;

	for (id = 0; id < SCHEMA_N_IDS; id++)
		*schema_id_of(&longest, id) = (uint32_t)schema->ids[id].max;
	if (schema_path_build(node, &longest, path, sizeof(path)) < 0 ||
	    schema_path_build(node, NULL, path, sizeof(path)) < 0)
		complain(
			check, "name",
			"the path is longer than %d octets; write a shorter name",
			SCHEMA_PATH_BYTES - 1);
	if (node->equals != SCHEMA_NO_ID &&
	    !(path_ids(node->directory) & SCHEMA_ID_BIT(node->equals)))
		complain(
			check, "equals",
			"the directory's path has no {%s}; write one that it has",
			schema_id_name(node->equals));
}

static void check_presence(struct check *check)
{
	const struct schema_node *node = check->node;
	const struct schema *schema = &check->model->schema;
	bool by_state = node->required_in != SCHEMA_ALWAYS &&
			node->required_in != SCHEMA_NEVER;

	if (!node->writers)
		complain(
			check, "writer",
			"nobody writes this node; write for example \"writer: [toolstack]\"");
	if (by_state && node->directory->side == SCHEMA_TOOLSTACK)
		complain(
			check, "required-in",
			"the toolstack's directories have no state; write always or never");
	if (node->fallback && node->required_in == SCHEMA_ALWAYS)
		complain(
			check, "default",
			"what is always there needs no default; remove it or write \"required-in: never\"");
	if (node->since < 1 || node->since > schema->protocol_version)
		complain(check, "since",
			 "no such protocol version; write 1 to %u",
			 schema->protocol_version);
	if (node->constant && (!schema->header_prefix ||
			       strncmp(node->constant, schema->header_prefix,
				       strlen(schema->header_prefix))))
		complain(
			check, "constant",
			"it does not begin with this file's \"header-prefix\"; write for example %sNAME",
			schema->header_prefix ? schema->header_prefix : "");
}

static void check_sample(struct check *check, const char *key,
			 const char *sample)
{
	char message[SCHEMA_MESSAGE_BYTES];
	struct schema_value value;

	if (schema_value_check(check->node, &check->model->schema.example,
			       sample, strlen(sample), &value, message,
			       sizeof(message)))
		complain(check, key, "bad \"%s\": %s", key, message);
}

static void check_twins(struct check *check)
{
	char mine[SCHEMA_PATH_BYTES], other[SCHEMA_PATH_BYTES];
	struct model *model = check->model;
	unsigned int i;

	schema_path_build(check->node, NULL, mine, sizeof(mine));
	for (i = 0; i < model->schema.n_directories; i++)
		if (!strcmp(mine, model->directories[i].path))
			complain(
				check, "name",
				"the directory in line %u has this path, %s; write another name",
				document_line(model->directory_items[i]), mine);
	for (i = 0; &model->nodes[i] < check->node; i++) {
		schema_path_build(&model->nodes[i], NULL, other, sizeof(other));
		if (!strcmp(mine, other))
			complain(
				check, "name",
				"the node in line %u has this path too, %s; remove one",
				document_line(model->node_items[i]), mine);
	}
}

void check_nodes(struct model *model, struct report *report)
{
	unsigned int i;

	for (i = 0; i < model->schema.n_nodes; i++) {
		struct check check = { model, report, &model->nodes[i],
				       model->node_items[i] };
		unsigned int before = report->n_errors;

		check_type(&check);
		check_place(&check);
		check_presence(&check);
		check_twins(&check);
		/* A sample says nothing about a node that is wrong itself. */
		if (report->n_errors > before)
			continue;
		check_sample(&check, "example", check.node->example);
		if (check.node->fallback)
			check_sample(&check, "default", check.node->fallback);
	}
}
