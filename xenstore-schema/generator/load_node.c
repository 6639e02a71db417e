// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "xenstore-schema/generator/load.h"
#include "xenstore-schema/generator/meta.h"

/* A folded text ends with a newline, which no output wants. */
char *load_text(struct model *model, const yaml_node_t *map, const char *key)
{
	char *text = document_text(document_get(&model->document, map, key));
	size_t length = text ? strlen(text) : 0;

	while (length && text[length - 1] == '\n')
		text[--length] = '\0';
	return text;
}

uint64_t load_number(struct model *model, const yaml_node_t *map,
		     const char *key, uint64_t otherwise)
{
	const char *text = load_text(model, map, key);
	uint64_t number;

	return text && !meta_number(text, &number) ? number : otherwise;
}

uint32_t load_small(struct model *model, const yaml_node_t *map,
		    const char *key, uint32_t otherwise)
{
	uint64_t number = load_number(model, map, key, otherwise);

	return number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

unsigned int load_sides(struct model *model, const yaml_node_t *map,
			const char *key)
{
	yaml_node_t *list = document_get(&model->document, map, key);
	unsigned int sides = 0, i;

	for (i = 0; i < document_length(list); i++)
		sides |= SCHEMA_SIDE_BIT(meta_side(document_text(
			document_item(&model->document, list, i))));
	return sides;
}

static unsigned int states_of(struct model *model, const yaml_node_t *map)
{
	yaml_node_t *value = document_get(&model->document, map, "required-in");
	const char *text = document_text(value);
	unsigned int states = 0, i;

	if (text)
		return strcmp(text, "always") ? SCHEMA_NEVER : SCHEMA_ALWAYS;
	for (i = 0; i < document_length(value); i++)
		states |= SCHEMA_STATE_BIT(meta_state(document_text(
			document_item(&model->document, value, i))));
	return states;
}

static void load_range(struct model *model, const yaml_node_t *item,
		       struct schema_node *node)
{
	const char *min = load_text(model, item, "min");
	const char *max = load_text(model, item, "max");

	node->range = type_range(node->type);
	if (node->type == SCHEMA_RESOLUTION) {
		/* A form that is not WxH stays 0 and is reported by the check. */
		meta_size(min, &node->range.min, &node->height.min);
		meta_size(max, &node->range.max, &node->height.max);
		return;
	}
	node->range.min = load_number(model, item, "min", node->range.min);
	node->range.max = load_number(model, item, "max", node->range.max);
}

static int load_words(struct model *model, const yaml_node_t *item,
		      struct schema_node *node)
{
	yaml_node_t *list = document_get(&model->document, item, "values");
	const char **words;
	unsigned int i;

	if (!list)
		return 0;
	words = calloc(document_length(list) + 1, sizeof(*words));
	if (!words)
		return -ENOMEM;
	for (i = 0; i < document_length(list); i++)
		words[i] =
			document_text(document_item(&model->document, list, i));
	node->words = words;
	return 0;
}

const struct schema_directory *load_directory_named(struct model *model,
						    const char *name)
{
	unsigned int i;

	for (i = 0; name && i < model->schema.n_directories; i++)
		if (!strcmp(model->directories[i].name, name))
			return &model->directories[i];
	return NULL;
}

int load_node(struct model *model, unsigned int directory,
	      const yaml_node_t *item, struct schema_node *node)
{
	const yaml_node_t *above = model->directory_items[directory];
	const char *equals = load_text(model, item, "equals");
	const char *owner = load_text(model, item, "owner");
	bool own_readers =
		document_get(&model->document, item, "reader") != NULL;

	node->directory = &model->directories[directory];
	node->name = load_text(model, item, "name");
	node->type = meta_type(load_text(model, item, "type"));
	node->equals = equals ? meta_id(equals) : SCHEMA_NO_ID;
	node->target = load_directory_named(model, load_text(model, item,
							     "refers-to"));
	node->min_length = load_small(model, item, "min-length", 1);
	node->max_length = load_small(model, item, "max-length", 0);
	node->charset = load_text(model, item, "charset");
	node->unit = load_text(model, item, "unit");
	node->fallback = load_text(model, item, "default");
	node->example = load_text(model, item, "example");
	node->constant = load_text(model, item, "constant");
	node->deprecated = load_text(model, item, "deprecated") != NULL;
	node->doc = load_text(model, item, "doc");
	node->since = load_small(model, item, "since", 1);
	node->writers = load_sides(model, item, "writer");
	node->readers = load_sides(model, own_readers ? item : above, "reader");
	node->owner =
		meta_side(owner ? owner : load_text(model, above, "owner"));
	node->required_in = states_of(model, item);
	load_range(model, item, node);
	return load_words(model, item, node);
}
