// SPDX-License-Identifier: GPL-2.0-only
#include "xenstore-schema/generator/document.h"

#include <errno.h>
#include <string.h>

int document_init(struct document *document, const char *path,
		  struct report *report)
{
	FILE *file = fopen(path, "r");
	yaml_parser_t parser;
	int err = 0;

	memset(document, 0, sizeof(*document));
	if (!file)
		return -errno;
	if (!yaml_parser_initialize(&parser)) {
		err = -ENOMEM;
		goto close_file;
	}
	yaml_parser_set_input_file(&parser, file);
	if (!yaml_parser_load(&parser, &document->yaml)) {
		report_error(report, (unsigned int)parser.problem_mark.line + 1,
			     "not YAML: %s; compare with a schema that works",
			     parser.problem ? parser.problem : "unreadable");
		err = -EINVAL;
		goto delete_parser;
	}
	document->root = yaml_document_get_root_node(&document->yaml);
	if (!document->root) {
		report_error(
			report, 1,
			"the file is empty; write for example \"name: vdispl\"");
		yaml_document_delete(&document->yaml);
		err = -EINVAL;
	}
delete_parser:
	yaml_parser_delete(&parser);
close_file:
	fclose(file);
	return err;
}

void document_finish(struct document *document)
{
	if (document->root)
		yaml_document_delete(&document->yaml);
	document->root = NULL;
}

unsigned int document_line(const yaml_node_t *node)
{
	return (unsigned int)node->start_mark.line + 1;
}

char *document_text(const yaml_node_t *node)
{
	if (!node || node->type != YAML_SCALAR_NODE)
		return NULL;
	return (char *)node->data.scalar.value;
}

yaml_node_t *document_get(struct document *document, const yaml_node_t *map,
			  const char *key)
{
	yaml_node_pair_t *pair;

	for (pair = map->data.mapping.pairs.start;
	     pair < map->data.mapping.pairs.top; pair++) {
		const char *name = document_text(
			yaml_document_get_node(&document->yaml, pair->key));

		if (name && !strcmp(name, key))
			return yaml_document_get_node(&document->yaml,
						      pair->value);
	}
	return NULL;
}

unsigned int document_length(const yaml_node_t *list)
{
	return (unsigned int)(list->data.sequence.items.top -
			      list->data.sequence.items.start);
}

yaml_node_t *document_item(struct document *document, const yaml_node_t *list,
			   unsigned int index)
{
	if (index >= document_length(list))
		return NULL;
	return yaml_document_get_node(&document->yaml,
				      list->data.sequence.items.start[index]);
}
