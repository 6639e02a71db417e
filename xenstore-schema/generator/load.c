// SPDX-License-Identifier: GPL-2.0-only
/*
 * From YAML to the runtime's structures. meta_check() has been through the
 * document: whatever is mandatory is there and has the right form.
 */
#include <errno.h>
#include <stdlib.h>

#include "xenstore-schema/generator/load.h"
#include "xenstore-schema/generator/meta.h"

static void load_placeholders(struct model *model, yaml_node_t *list)
{
	struct schema *schema = &model->schema;
	uint32_t *example[SCHEMA_N_IDS] = {
		[SCHEMA_BACKEND_DOMID] = &schema->example.backend_domid,
		[SCHEMA_FRONTEND_DOMID] = &schema->example.frontend_domid,
		[SCHEMA_DEVID] = &schema->example.devid,
		[SCHEMA_INDEX] = &schema->example.index,
	};
	unsigned int i;

	for (i = 0; i < document_length(list); i++) {
		yaml_node_t *item = document_item(&model->document, list, i);
		unsigned int id = meta_id(load_text(model, item, "name"));

		schema->ids[id].min = load_number(model, item, "min", 0);
		schema->ids[id].max = load_number(model, item, "max", 0);
		schema->id_docs[id] = load_text(model, item, "doc");
		*example[id] = load_small(model, item, "example", 0);
	}
}

static int load_directories(struct model *model, yaml_node_t *list)
{
	unsigned int n = document_length(list), i;

	model->directories = calloc(n, sizeof(*model->directories));
	model->directory_items = calloc(n, sizeof(*model->directory_items));
	if (!model->directories || !model->directory_items)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		yaml_node_t *item = document_item(&model->document, list, i);
		struct schema_directory *directory = &model->directories[i];

		model->directory_items[i] = item;
		directory->schema = &model->schema;
		directory->name = load_text(model, item, "name");
		directory->path = load_text(model, item, "path");
		directory->side = meta_side(load_text(model, item, "side"));
		directory->doc = load_text(model, item, "doc");
	}
	model->schema.directories = model->directories;
	model->schema.n_directories = n;
	return 0;
}

/* What the directory's own list says, or with @copy what it repeats of it. */
static int load_list(struct model *model, unsigned int directory,
		     yaml_node_t *list, bool copy)
{
	unsigned int toolstack = SCHEMA_SIDE_BIT(SCHEMA_TOOLSTACK), i;
	const yaml_node_t *above = model->directory_items[directory];

	for (i = 0; i < document_length(list); i++) {
		unsigned int n = model->schema.n_nodes;
		struct schema_node *node = &model->nodes[n];
		yaml_node_t *item = document_item(&model->document, list, i);
		int err;

		/* What others write comes later and is not copied. */
		if (copy && !(load_sides(model, item, "writer") & toolstack))
			continue;
		model->schema.n_nodes++;
		model->node_items[n] = item;
		err = load_node(model, directory, item, node);
		if (err)
			return err;
		if (!copy)
			continue;
		node->constant = NULL;
		node->writers = toolstack;
		node->owner = meta_side(load_text(model, above, "owner"));
		node->readers = load_sides(model, above, "reader");
		if (node->required_in != SCHEMA_ALWAYS)
			node->required_in = SCHEMA_NEVER;
	}
	return 0;
}

static yaml_node_t *repeated_list(struct model *model, unsigned int directory)
{
	const struct schema_directory *other = load_directory_named(
		model,
		load_text(model, model->directory_items[directory], "repeats"));

	return other ? document_get(&model->document,
				    model->directory_items[other -
							   model->directories],
				    "nodes")
		     : NULL;
}

static int load_nodes(struct model *model)
{
	unsigned int n = 0, i;
	int err = 0;

	for (i = 0; i < model->schema.n_directories; i++)
		n += document_length(document_get(
			&model->document, model->directory_items[i], "nodes"));
	/* Each directory may repeat another, so this many at most. */
	n *= 1 + model->schema.n_directories;
	model->nodes = calloc(n, sizeof(*model->nodes));
	model->node_items = calloc(n, sizeof(*model->node_items));
	if (!model->nodes || !model->node_items)
		return -ENOMEM;
	model->schema.nodes = model->nodes;
	for (i = 0; !err && i < model->schema.n_directories; i++) {
		yaml_node_t *repeated = repeated_list(model, i);

		err = load_list(model, i,
				document_get(&model->document,
					     model->directory_items[i],
					     "nodes"),
				false);
		if (!err && repeated)
			err = load_list(model, i, repeated, true);
	}
	return err;
}

int model_load(struct model *model)
{
	struct document *document = &model->document;
	yaml_node_t *root = document->root;
	int err;

	model->schema.name = load_text(model, root, "name");
	model->schema.title = load_text(model, root, "title");
	model->schema.doc = load_text(model, root, "doc");
	model->schema.header = load_text(model, root, "header");
	model->schema.header_prefix = load_text(model, root, "header-prefix");
	model->schema.protocol_version =
		load_small(model, root, "protocol-version", 1);
	load_placeholders(model, document_get(document, root, "placeholders"));
	err = load_directories(model,
			       document_get(document, root, "directories"));
	return err ? err : load_nodes(model);
}
