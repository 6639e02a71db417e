// SPDX-License-Identifier: GPL-2.0-only
/* Any path: what is recognised is built again from what was recognised. */
#include "tests/fuzz/fuzz.h"

#include <errno.h>

#include "xenstore-schema/generated/vdispl_schema.h"
#include "xenstore-schema/generated/vfb_schema.h"
#include "xenstore-schema/generated/vkbd_schema.h"

static const struct schema *const schemas[] = {
	&vdispl_schema,
	&vfb_schema,
	&vkbd_schema,
};

static void check_known(const struct schema_match *match, const char *path)
{
	char again[SCHEMA_PATH_BYTES];
	int length;

	FUZZ_CHECK(match->directory);
	length = match->node
			 ? schema_path_build(match->node, &match->ids, again,
					     sizeof(again))
			 : schema_path_directory(match->directory, &match->ids,
						 again, sizeof(again));
	FUZZ_CHECK(length > 0 && (size_t)length == strlen(path));
	FUZZ_CHECK(!strcmp(again, path));
}

static void check_unknown(const struct schema *schema, const char *path,
			  const struct schema_match *match, int ret)
{
	char message[SCHEMA_MESSAGE_BYTES];

	FUZZ_CHECK(ret == -ENOENT || ret == -ERANGE);
	if (ret == -ERANGE)
		FUZZ_CHECK(match->bad_id < SCHEMA_N_IDS);
	schema_message_unknown(schema, path, match, message, sizeof(message));
	FUZZ_CHECK(fuzz_is_line(message, sizeof(message)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	const struct schema *schema = schemas[fuzz_below(&fuzz, 3)];
	size_t length = fuzz.left;
	char *path = malloc(length + 1);
	struct schema_match match;
	int ret;

	fuzz_bytes(&fuzz, path, length);
	path[length] = '\0';
	memset(&match, 0, sizeof(match));
	ret = schema_path_match(schema, path, &match);
	if (ret)
		check_unknown(schema, path, &match, ret);
	else
		check_known(&match, path);
	free(path);
	return 0;
}
