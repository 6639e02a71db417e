// SPDX-License-Identifier: GPL-2.0-only
/*
 * Store values through the tables: what is accepted says the same when written
 * out again, and what is refused gives one line for the log.
 */
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

static void check_string(const struct schema_node *node, const char *text,
			 size_t length)
{
	FUZZ_CHECK(length >= node->min_length && length <= node->max_length);
	FUZZ_CHECK(!memchr(text, '\0', length));
}

static size_t numbers_write(const struct schema_value *value, char *out,
			    size_t size)
{
	size_t length = 0;
	unsigned int i;

	for (i = 0; i < value->n_numbers; i++)
		length += snprintf(out + length, size - length, "%s%u",
				   i ? "," : "", value->numbers[i]);
	return length;
}

/* The one way to write the value that was read. */
static size_t value_write(const struct schema_node *node,
			  const struct schema_value *value, char *out,
			  size_t size)
{
	switch (node->type) {
	case SCHEMA_RESOLUTION:
		FUZZ_CHECK(value->width >= node->range.min &&
			   value->width <= node->range.max);
		FUZZ_CHECK(value->height >= node->height.min &&
			   value->height <= node->height.max);
		return snprintf(out, size, "%ux%u", value->width,
				value->height);
	case SCHEMA_ENUM:
		return snprintf(out, size, "%s", node->words[value->number]);
	case SCHEMA_INTEGERS:
		FUZZ_CHECK(value->n_numbers >= 1 &&
			   value->n_numbers <= SCHEMA_MAX_NUMBERS);
		return numbers_write(value, out, size);
	case SCHEMA_PATH:
		return schema_path_directory(node->target, &value->ids, out,
					     size);
	default:
		return snprintf(out, size, "%llu",
				(unsigned long long)value->number);
	}
}

static void check_accepted(const struct schema_node *node,
			   const struct schema_value *value, const char *text,
			   size_t length)
{
	char again[512];
	size_t n;

	if (node->type == SCHEMA_STRING) {
		check_string(node, text, length);
		return;
	}
	n = value_write(node, value, again, sizeof(again));
	FUZZ_CHECK(n == length && !memcmp(again, text, n));
}

static void check_refused(int ret, const struct schema_node *node,
			  const struct schema *schema, const char *text,
			  size_t length)
{
	char message[SCHEMA_MESSAGE_BYTES], allowed[SCHEMA_MESSAGE_BYTES];
	struct schema_value value;
	const char *wrong = NULL;

	FUZZ_CHECK(ret == -EINVAL || ret == -ERANGE);
	FUZZ_CHECK(schema_value_parse(node, text, length, &value, &wrong) ==
		   ret);
	FUZZ_CHECK(wrong && fuzz_is_line(wrong, 256));
	FUZZ_CHECK(schema_value_check(node, &schema->example, text, length,
				      &value, message, sizeof(message)) == ret);
	FUZZ_CHECK(fuzz_is_line(message, sizeof(message)));
	schema_message_allowed(node, allowed, sizeof(allowed));
	FUZZ_CHECK(fuzz_is_line(allowed, sizeof(allowed)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	const struct schema *schema = schemas[fuzz_below(&fuzz, 3)];
	const struct schema_node *node =
		&schema->nodes[fuzz_below(&fuzz, schema->n_nodes)];
	size_t length = fuzz.left;
	char *text = malloc(length);
	struct schema_value value;
	int ret;

	/* Not terminated: the store's values are not. */
	fuzz_bytes(&fuzz, text, length);
	ret = schema_value_parse(node, text, length, &value, NULL);
	if (ret)
		check_refused(ret, node, schema, text, length);
	else
		check_accepted(node, &value, text, length);
	free(text);
	return 0;
}
