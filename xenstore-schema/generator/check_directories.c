// SPDX-License-Identifier: GPL-2.0-only
/* Placeholders and paths: what meta_check(), which sees one value at a time, cannot see. */
#include <ctype.h>
#include <string.h>

#include "xenstore-schema/generator/meta.h"
#include "xenstore-schema/generator/model.h"
#include "xenstore-schema/runtime/internal.h"

static void check_placeholder(struct model *model, const yaml_node_t *item,
			      struct report *report)
{
	const char *name =
		document_text(document_get(&model->document, item, "name"));
	enum schema_id id = meta_id(name);
	const struct schema_range *range = &model->schema.ids[id];
	struct schema_ids example = model->schema.example;
	uint32_t number = *schema_id_of(&example, id);

	if (range->max > UINT32_MAX)
		report_error(
			report, model_line(model, item, "max"),
			"max of {%s} is above 4294967295; write a smaller one",
			name);
	else if (range->min > range->max)
		report_error(report, model_line(model, item, "min"),
			     "min of {%s} is above its max; write at most %u",
			     name, (unsigned int)range->max);
	else if (number < range->min || number > range->max)
		report_error(
			report, model_line(model, item, "example"),
			"example of {%s} is out of its range; write %u to %u",
			name, (unsigned int)range->min,
			(unsigned int)range->max);
}

static void check_placeholders(struct model *model, struct report *report)
{
	yaml_node_t *list = document_get(&model->document, model->document.root,
					 "placeholders");
	unsigned int seen = 0, i;

	for (i = 0; i < document_length(list); i++) {
		yaml_node_t *item = document_item(&model->document, list, i);
		unsigned int bit = SCHEMA_ID_BIT(meta_id(document_text(
			document_get(&model->document, item, "name"))));

		if (seen & bit)
			report_error(
				report, model_line(model, item, "name"),
				"this placeholder is described above already; remove one");
		seen |= bit;
		check_placeholder(model, item, report);
	}
}

/* One element of a path, @length octets at @at: a name or a {placeholder}. */
static const char *element_wrong(const struct schema *schema, const char *at,
				 size_t length, unsigned int *seen)
{
	size_t n = 0, i;
	enum schema_id id = placeholder_at(at, &n);

	if (id != SCHEMA_NO_ID) {
		if (n != length)
			return "a placeholder shares an element with something else; write /{devid}/";
		if (!schema->id_docs[id])
			return "a placeholder is not described under \"placeholders\"; describe it there";
		if (*seen & SCHEMA_ID_BIT(id))
			return "a placeholder stands here twice; write each once";
		*seen |= SCHEMA_ID_BIT(id);
		return NULL;
	}
	if (*at == '{')
		return "an undefined placeholder; write {backend-domid}, {frontend-domid}, {devid} or {index}";
	for (i = 0; i < length; i++)
		if (!islower((unsigned char)at[i]) &&
		    !isdigit((unsigned char)at[i]) && !strchr("-_", at[i]))
			return "an element is not of a-z, 0-9, '-' and '_'; write for example /local/domain/{frontend-domid}/device";
	return length ? NULL
		      : "an element is empty; write one '/' between two, none at the end";
}

static const char *path_wrong(const struct schema *schema, const char *path)
{
	unsigned int seen = 0;

	if (*path != '/')
		return "it does not begin with '/'; write for example /local/domain/{frontend-domid}/device";
	while (*path) {
		size_t length = strcspn(path + 1, "/");
		const char *wrong =
			element_wrong(schema, path + 1, length, &seen);

		if (wrong)
			return wrong;
		path += length + 1;
	}
	return NULL;
}

static void check_twins(struct model *model, unsigned int i,
			struct report *report)
{
	const struct schema_directory *mine = &model->directories[i];
	const yaml_node_t *item = model->directory_items[i];
	unsigned int j;

	for (j = 0; j < i; j++) {
		const struct schema_directory *other = &model->directories[j];
		unsigned int line = document_line(model->directory_items[j]);

		if (!strcmp(mine->name, other->name))
			report_error(
				report, model_line(model, item, "name"),
				"the directory in line %u is called \"%s\" too; write another name",
				line, mine->name);
		if (!strcmp(mine->path, other->path))
			report_error(
				report, model_line(model, item, "path"),
				"the directory in line %u has this path too; put the nodes together",
				line);
	}
}

static void check_repeats(struct model *model, unsigned int i,
			  struct report *report)
{
	const yaml_node_t *item = model->directory_items[i];
	const char *name =
		document_text(document_get(&model->document, item, "repeats"));
	unsigned int j;

	for (j = 0; name && j < model->schema.n_directories; j++)
		if (j != i && !strcmp(name, model->directories[j].name))
			return;
	if (name)
		report_error(report, model_line(model, item, "repeats"),
			     "no other directory is called \"%s\"; write the name of one above or below",
			     name);
}

void check_directories(struct model *model, struct report *report)
{
	unsigned int i;

	check_placeholders(model, report);
	for (i = 0; i < model->schema.n_directories; i++) {
		const struct schema_directory *directory =
			&model->directories[i];
		const char *wrong = path_wrong(&model->schema, directory->path);

		if (wrong)
			report_error(
				report,
				model_line(model, model->directory_items[i],
					   "path"),
				"bad \"path\" %s: %s", directory->path, wrong);
		check_twins(model, i, report);
		check_repeats(model, i, report);
	}
}
