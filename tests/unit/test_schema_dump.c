// SPDX-License-Identifier: GPL-2.0-only
/*
 * What real Xen, real xl and the stock front end write, as `xenstore-ls -fp` shows
 * it (xenstore-schema/tests/dumps/): the schema has no complaint about any of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"
#include "xenstore-schema/generated/vdispl_schema.h"

#define DUMPS	  "xenstore-schema/tests/dumps"
#define MAX_LINES 128

struct line {
	char path[160];
	char value[160];
	unsigned int owner;
};

static struct line lines[MAX_LINES];
static unsigned int n_lines;

static void dump_read(const char *name)
{
	char path[256], text[512];
	FILE *file;

	snprintf(path, sizeof(path), DUMPS "/%s", name);
	file = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	for (n_lines = 0; fgets(text, sizeof(text), file);) {
		struct line *line = &lines[n_lines];

		CU_ASSERT_FATAL(n_lines < MAX_LINES);
		line->value[0] = '\0';
		if (sscanf(text, "%159s = \"%159[^\"]\" (n%u", line->path,
			   line->value, &line->owner) == 3 ||
		    sscanf(text, "%159s = \"\" (n%u", line->path,
			   &line->owner) == 2)
			n_lines++;
	}
	fclose(file);
}

static const char *value_at(const char *path)
{
	unsigned int i;

	for (i = 0; i < n_lines; i++)
		if (!strcmp(lines[i].path, path))
			return lines[i].value;
	return NULL;
}

static const char *value_of(const struct schema_node *node,
			    const struct schema_ids *ids)
{
	char path[SCHEMA_PATH_BYTES];

	schema_path_build(node, ids, path, sizeof(path));
	return value_at(path);
}

static void check_line(const struct line *line,
		       const struct schema_match *match)
{
	/* Every dump is of a guest with domain 0 as its toolstack and back end. */
	unsigned int owner = match->node->owner == SCHEMA_FRONTEND
				     ? match->ids.frontend_domid
				     : 0;
	char message[SCHEMA_MESSAGE_BYTES] = "";
	struct schema_value value;

	CU_ASSERT_EQUAL(schema_value_check(match->node, &match->ids,
					   line->value, strlen(line->value),
					   &value, message, sizeof(message)),
			0);
	if (*message)
		printf("# %s\n", message);
	CU_ASSERT_EQUAL(line->owner, owner);
}

static unsigned int state_of(enum schema_side side,
			     const struct schema_ids *ids)
{
	const char *state =
		value_of(side == SCHEMA_FRONTEND
				 ? &vdispl_nodes[VDISPL_FRONTEND_STATE]
				 : &vdispl_nodes[VDISPL_BACKEND_STATE],
			 ids);

	return state ? (unsigned int)atoi(state) : 0;
}

/* Everything is in @match->directory that has to be, in the state it is in. */
static void check_directory(const struct schema_match *match)
{
	unsigned int state = state_of(match->directory->side, &match->ids), i;

	for (i = 0; i < VDISPL_N_NODES; i++) {
		const struct schema_node *node = &vdispl_nodes[i];

		if (node->directory != match->directory ||
		    !(node->required_in & SCHEMA_STATE_BIT(state)))
			continue;
		CU_ASSERT_PTR_NOT_NULL(value_of(node, &match->ids));
	}
}

static void check_dump(const char *name, unsigned int state,
		       unsigned int n_expected)
{
	unsigned int n_directories = 0, n_nodes = 0, i;

	dump_read(name);
	for (i = 0; i < n_lines; i++) {
		struct schema_match match;
		int err = schema_path_match(&vdispl_schema, lines[i].path,
					    &match);

		/* Directories above ours, and other devices. */
		if (err && !match.directory)
			continue;
		CU_ASSERT_EQUAL(err, 0);
		if (match.node) {
			check_line(&lines[i], &match);
			n_nodes++;
		} else {
			check_directory(&match);
			n_directories++;
			CU_ASSERT_EQUAL(state_of(SCHEMA_FRONTEND, &match.ids),
					state);
		}
	}
	/* Back end, front end, two connectors, libxl's copy. */
	CU_ASSERT_EQUAL(n_directories, 5);
	CU_ASSERT_EQUAL(n_nodes, n_expected);
}

static void test_created(void)
{
	check_dump("created.txt", 1, 18);
}

static void test_initialised(void)
{
	check_dump("initialised.txt", 3, 26);
}

static void test_connected(void)
{
	check_dump("connected.txt", 4, 26);
}

TEST_MAIN("schema_dump", TEST(test_created), TEST(test_initialised),
	  TEST(test_connected))
