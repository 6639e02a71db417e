// SPDX-License-Identifier: GPL-2.0-only
/* Tokens for a fuzzer, in libFuzzer's and AFL's form: what paths and values are made of. */
#include <inttypes.h>
#include <string.h>

#include "xenstore-schema/generator/emit.h"
#include "xenstore-schema/runtime/internal.h"

#define MAX_TOKENS  1024
#define TOKEN_BYTES 64

struct dictionary {
	FILE *out;
	unsigned int n_tokens;
	char tokens[MAX_TOKENS][TOKEN_BYTES];
};

static void add(struct dictionary *dictionary, const char *text, size_t length)
{
	unsigned int i;
	char *token;

	if (length == 0 || length >= TOKEN_BYTES ||
	    dictionary->n_tokens == MAX_TOKENS)
		return;
	token = dictionary->tokens[dictionary->n_tokens];
	memcpy(token, text, length);
	token[length] = '\0';
	for (i = 0; i < dictionary->n_tokens; i++)
		if (!strcmp(dictionary->tokens[i], token))
			return;
	dictionary->n_tokens++;
	/* Everything in a schema is plain ASCII: only these two need a backslash. */
	fputc('"', dictionary->out);
	for (; *token; token++)
		fprintf(dictionary->out, "%s%c",
			*token == '"' || *token == '\\' ? "\\" : "", *token);
	fputs("\"\n", dictionary->out);
}

static void add_number(struct dictionary *dictionary, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	add(dictionary, text, strlen(text));
}

static void add_path(struct dictionary *dictionary, const char *path)
{
	while (*path) {
		size_t length = strcspn(path + 1, "/");

		if (path[1] != '{')
			add(dictionary, path, length + 1);
		path += length + 1;
	}
}

static void add_node(struct dictionary *dictionary,
		     const struct schema_node *node)
{
	unsigned int i;

	add(dictionary, node->name, strlen(node->name));
	add(dictionary, node->example, strlen(node->example));
	if (node->range.max) {
		add_number(dictionary, node->range.min);
		add_number(dictionary, node->range.max);
		add_number(dictionary, node->range.max + 1);
	}
	for (i = 0; node->words && node->words[i]; i++)
		add(dictionary, node->words[i], strlen(node->words[i]));
}

void emit_dictionary(const struct schema *schema, FILE *out)
{
	static const char *const odd[] = { "/",	 ",",	 "x",
					   "-1", "+1",	 " ",
					   "00", "0x10", "18446744073709551616",
					   NULL };
	static struct dictionary dictionary;
	unsigned int i;

	memset(&dictionary, 0, sizeof(dictionary));
	dictionary.out = out;
	fprintf(out,
		"# SPDX-License-Identifier: GPL-2.0-only\n"
		"# Generated from %s.yaml by `make schema`; do not edit.\n",
		schema->name);
	for (i = 0; i < schema->n_directories; i++)
		add_path(&dictionary, schema->directories[i].path);
	for (i = 0; i < schema->n_nodes; i++)
		add_node(&dictionary, &schema->nodes[i]);
	for (i = 0; odd[i]; i++)
		add(&dictionary, odd[i], strlen(odd[i]));
}
