// SPDX-License-Identifier: GPL-2.0-only
/* From a descriptor to a path and back. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"
#include "xenstore-schema/generated/vdispl_schema.h"
#include "xenstore-schema/generated/vfb_schema.h"
#include "xenstore-schema/generated/vkbd_schema.h"

static const struct schema *const schemas[] = { &vdispl_schema, &vkbd_schema,
						&vfb_schema };
static const struct schema_ids some = { 3, 5, 2, 1 };

static void test_every_path_comes_back(void)
{
	char path[SCHEMA_PATH_BYTES];
	struct schema_match match;
	unsigned int i, j;
	int length;

	for (i = 0; i < 3; i++)
		for (j = 0; j < schemas[i]->n_nodes; j++) {
			const struct schema_node *node = &schemas[i]->nodes[j];

			length = schema_path_build(node, &some, path,
						   sizeof(path));
			CU_ASSERT_EQUAL(length, (int)strlen(path));
			CU_ASSERT_EQUAL(
				schema_path_match(schemas[i], path, &match), 0);
			CU_ASSERT_PTR_EQUAL(match.node, node);
			CU_ASSERT_PTR_EQUAL(match.directory, node->directory);
			if (match.known_ids & SCHEMA_ID_BIT(SCHEMA_DEVID))
				CU_ASSERT_EQUAL(match.ids.devid, 2);
			if (match.known_ids & SCHEMA_ID_BIT(SCHEMA_INDEX))
				CU_ASSERT_EQUAL(match.ids.index, 1);
		}
}

static void test_builds(void)
{
	char path[SCHEMA_PATH_BYTES];

	schema_path_build(&vdispl_nodes[VDISPL_CONNECTOR_REQ_RING_REF], &some,
			  path, sizeof(path));
	CU_ASSERT_STRING_EQUAL(
		path, "/local/domain/5/device/vdispl/2/1/req-ring-ref");
	schema_path_build(&vdispl_nodes[VDISPL_CONNECTOR_REQ_RING_REF], NULL,
			  path, sizeof(path));
	CU_ASSERT_STRING_EQUAL(
		path,
		"/local/domain/{frontend-domid}/device/vdispl/{devid}/{index}/req-ring-ref");
	schema_path_directory(&vdispl_directories[VDISPL_DIR_BACKEND], &some,
			      path, sizeof(path));
	CU_ASSERT_STRING_EQUAL(path, "/local/domain/3/backend/vdispl/5/2");
}

static void test_builds_what_lists(void)
{
	const struct schema_directory *backend =
		&vdispl_directories[VDISPL_DIR_BACKEND];
	const struct schema_directory *connector =
		&vdispl_directories[VDISPL_DIR_CONNECTOR];
	char path[SCHEMA_PATH_BYTES];

	CU_ASSERT_EQUAL(schema_path_listing(backend, &some,
					    SCHEMA_FRONTEND_DOMID, path,
					    sizeof(path)),
			30);
	CU_ASSERT_STRING_EQUAL(path, "/local/domain/3/backend/vdispl");
	schema_path_listing(backend, &some, SCHEMA_DEVID, path, sizeof(path));
	CU_ASSERT_STRING_EQUAL(path, "/local/domain/3/backend/vdispl/5");
	schema_path_listing(connector, &some, SCHEMA_INDEX, path, sizeof(path));
	CU_ASSERT_STRING_EQUAL(path, "/local/domain/5/device/vdispl/2");
	CU_ASSERT_EQUAL(schema_path_listing(backend, &some, SCHEMA_INDEX, path,
					    sizeof(path)),
			-ENOENT);
	CU_ASSERT_STRING_EQUAL(path, "");
	CU_ASSERT_EQUAL(schema_path_listing(backend, &some, SCHEMA_NO_ID, path,
					    sizeof(path)),
			-ENOENT);
}

static void test_refuses_a_number_out_of_range(void)
{
	struct schema_ids bad = some;
	char path[SCHEMA_PATH_BYTES];

	bad.index = VDISPL_INDEX_MAX + 1;
	CU_ASSERT_EQUAL(
		schema_path_build(&vdispl_nodes[VDISPL_CONNECTOR_RESOLUTION],
				  &bad, path, sizeof(path)),
		-ERANGE);
	CU_ASSERT_STRING_EQUAL(path, "");
	/* A number that the path does not use does not matter. */
	CU_ASSERT(schema_path_build(&vdispl_nodes[VDISPL_FRONTEND_STATE], &bad,
				    path, sizeof(path)) > 0);
}

static void test_stays_in_the_buffer(void)
{
	const struct schema_node *node = &vdispl_nodes[VDISPL_LIBXL_BACKEND];
	const char *right = "/libxl/5/device/vdispl/2/backend";
	size_t size;

	for (size = 0; size < 40; size++) {
		char *path = malloc(size ? size : 1);
		int n = schema_path_build(node, &some, path, size);

		if (size > strlen(right)) {
			CU_ASSERT_EQUAL(n, (int)strlen(right));
			CU_ASSERT_STRING_EQUAL(path, right);
		} else {
			CU_ASSERT_EQUAL(n, -ENAMETOOLONG);
			CU_ASSERT(size == 0 || !*path);
		}
		free(path);
	}
}

/* Path, what matching says, the directory that it is in, the message. */
static const struct {
	const char *path;
	int err;
	int directory;
	const char *message;
} strangers[] = {
	{ "/local/domain/5/device/vdispl/0", 0, VDISPL_DIR_FRONTEND, NULL },
	{ "/local/domain/5/device/vdispl/0/0", 0, VDISPL_DIR_CONNECTOR, NULL },
	{ "/local/domain/5/device/vdispl/0/0/resolutoin", -ENOENT,
	  VDISPL_DIR_CONNECTOR,
	  "\"/local/domain/5/device/vdispl/0/0/resolutoin\" is not a node of vdispl, connector directory; did you mean \"resolution\"?" },
	{ "/local/domain/5/device/vdispl/0/resolution", -ENOENT,
	  VDISPL_DIR_FRONTEND,
	  "\"/local/domain/5/device/vdispl/0/resolution\" is not a node of vdispl, frontend directory; remove it, or describe it in the schema" },
	{ "/local/domain/5/device/vdispl/0/16/unique-id", -ERANGE,
	  VDISPL_DIR_CONNECTOR,
	  "\"/local/domain/5/device/vdispl/0/16/unique-id\" has an out-of-range index; want 0 to 15" },
	{ "/local/domain/5/device/vdispl/0/01/unique-id", -ENOENT,
	  VDISPL_DIR_FRONTEND,
	  "\"/local/domain/5/device/vdispl/0/01/unique-id\" is not a node of vdispl, frontend directory; remove it, or describe it in the schema" },
	{ "/local/domain/5/device/vdispl/0/", -ENOENT, VDISPL_DIR_FRONTEND,
	  "\"/local/domain/5/device/vdispl/0/\" is not a node of vdispl, frontend directory; remove it, or describe it in the schema" },
	{ "/local/domain/5/device/vdispl", -ENOENT, -1,
	  "\"/local/domain/5/device/vdispl\" is no path of vdispl" },
	{ "/local/domain/40000/device/vbd/0", -ENOENT, -1,
	  "\"/local/domain/40000/device/vbd/0\" is no path of vdispl" },
	{ "/local/domain/5/device/vdispl/0x", -ENOENT, -1,
	  "\"/local/domain/5/device/vdispl/0x\" is no path of vdispl" },
	{ "/local/domain/-5/device/vdispl/0", -ENOENT, -1,
	  "\"/local/domain/-5/device/vdispl/0\" is no path of vdispl" },
	{ "/local/domain/99999999999999999999999/device/vdispl/0", -ERANGE,
	  VDISPL_DIR_FRONTEND,
	  "\"/local/domain/99999999999999999999999/device/vdispl/0\" has an out-of-range frontend-domid; want 1 to 32751" },
	{ "", -ENOENT, -1, "\"\" is no path of vdispl" },
	{ "/", -ENOENT, -1, "\"/\" is no path of vdispl" },
};

static void test_says_what_a_path_is(void)
{
	char message[SCHEMA_MESSAGE_BYTES];
	struct schema_match match;
	size_t i;

	for (i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		const char *path = strangers[i].path;
		int directory = strangers[i].directory;

		CU_ASSERT_EQUAL(schema_path_match(&vdispl_schema, path, &match),
				strangers[i].err);
		CU_ASSERT_PTR_NULL(match.node);
		CU_ASSERT_PTR_EQUAL(
			match.directory,
			directory < 0 ? NULL : &vdispl_directories[directory]);
		if (!strangers[i].message)
			continue;
		schema_message_unknown(&vdispl_schema, path, &match, message,
				       sizeof(message));
		CU_ASSERT_STRING_EQUAL(message, strangers[i].message);
		if (strcmp(message, strangers[i].message))
			printf("# %s\n# %s\n", message, strangers[i].message);
	}
}

static void test_a_hostile_path_is_shown_safely(void)
{
	char path[2000], message[SCHEMA_MESSAGE_BYTES];
	struct schema_match match;
	size_t i;

	memset(path, '\033', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	CU_ASSERT_EQUAL(schema_path_match(&vdispl_schema, path, &match),
			-ENOENT);
	schema_message_unknown(&vdispl_schema, path, &match, message,
			       sizeof(message));
	for (i = 0; message[i]; i++)
		CU_ASSERT(message[i] >= ' ' && message[i] <= '~');
	memcpy(path, "/local/domain/5/device/vdispl/0/", 32);
	CU_ASSERT_EQUAL(schema_path_match(&vdispl_schema, path, &match),
			-ENOENT);
	schema_message_unknown(&vdispl_schema, path, &match, message,
			       sizeof(message));
}

TEST_MAIN("schema_path", TEST(test_every_path_comes_back), TEST(test_builds),
	  TEST(test_builds_what_lists),
	  TEST(test_refuses_a_number_out_of_range),
	  TEST(test_stays_in_the_buffer), TEST(test_says_what_a_path_is),
	  TEST(test_a_hostile_path_is_shown_safely))
