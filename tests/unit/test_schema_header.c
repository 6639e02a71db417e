// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names in the schemas against those in Xen's headers as they are installed:
 * build/schema/NAME.macros is what the preprocessor makes of the header. Both
 * ways round, so that neither has one that the other lacks.
 */
#include <stdio.h>
#include <string.h>

#include "tests/unit/test.h"
#include "xenstore-schema/generated/vdispl_schema.h"
#include "xenstore-schema/generated/vkbd_schema.h"

static const struct schema_node *node_of(const struct schema *schema,
					 const char *constant)
{
	unsigned int i;

	for (i = 0; i < schema->n_nodes; i++)
		if (schema->nodes[i].constant &&
		    !strcmp(schema->nodes[i].constant, constant))
			return &schema->nodes[i];
	return NULL;
}

/* Counts the names that the header has and the schema has too. */
static unsigned int check_macros(const struct schema *schema, FILE *file)
{
	char line[512], constant[128], name[128];
	unsigned int n = 0;

	while (fgets(line, sizeof(line), file)) {
		const struct schema_node *node;

		if (sscanf(line, "#define %127s \"%127[^\"]\"", constant,
			   name) != 2 ||
		    strncmp(constant, schema->header_prefix,
			    strlen(schema->header_prefix)))
			continue;
		node = node_of(schema, constant);
		CU_ASSERT_PTR_NOT_NULL(node);
		if (!node) {
			printf("# %s: no node has constant: %s\n", schema->name,
			       constant);
			continue;
		}
		CU_ASSERT_STRING_EQUAL(node->name, name);
		n++;
	}
	return n;
}

static void check_header(const struct schema *schema)
{
	unsigned int n_constants = 0, i;
	char path[128];
	FILE *file;

	for (i = 0; i < schema->n_nodes; i++)
		n_constants += schema->nodes[i].constant != NULL;
	snprintf(path, sizeof(path), "build/schema/%s.macros", schema->name);
	file = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT(n_constants > 0);
	CU_ASSERT_EQUAL(check_macros(schema, file), n_constants);
	fclose(file);
}

static void test_vdispl_is_displif(void)
{
	CU_ASSERT_STRING_EQUAL(vdispl_schema.header, "xen/io/displif.h");
	check_header(&vdispl_schema);
}

static void test_vkbd_is_kbdif(void)
{
	CU_ASSERT_STRING_EQUAL(vkbd_schema.header, "xen/io/kbdif.h");
	check_header(&vkbd_schema);
}

TEST_MAIN("schema_header", TEST(test_vdispl_is_displif),
	  TEST(test_vkbd_is_kbdif))
