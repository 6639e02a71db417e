// SPDX-License-Identifier: GPL-2.0-only
/*
 * One value against its descriptor. A value is a slice [text, end) that comes
 * from whoever may write the node; each *_parse takes all of it or says in a few
 * words what is wrong with it.
 */
#include <errno.h>
#include <string.h>

#include "xenstore-schema/runtime/internal.h"

const char *number_take(const char **text, const char *end,
			const struct schema_range *range, uint64_t *number,
			int *err)
{
	const char *start = *text, *at = start;
	bool huge = false;
	uint64_t n = 0;

	for (; at < end && *at >= '0' && *at <= '9'; at++) {
		unsigned int digit = (unsigned int)(*at - '0');

		if (n > (UINT64_MAX - digit) / 10)
			huge = true;
		else
			n = n * 10 + digit;
	}
	*text = at;
	*err = -EINVAL;
	if (at == start)
		return "is not a decimal number";
	if (*start == '0' && at > start + 1)
		return "starts with a zero";
	*err = -ERANGE;
	if (huge || n > range->max)
		return "is above the largest value";
	if (n < range->min)
		return "is below the smallest value";
	*number = n;
	*err = 0;
	return NULL;
}

static const char *number_parse(const char *text, const char *end,
				const struct schema_range *range,
				uint64_t *number, int *err)
{
	const char *wrong = number_take(&text, end, range, number, err);

	/* "12a" is not a number, however large: the form comes before the range. */
	if (text == end)
		return wrong;
	*err = -EINVAL;
	return "is not a decimal number";
}

static const char *resolution_parse(const struct schema_node *node,
				    const char *text, const char *end,
				    struct schema_value *value, int *err)
{
	const char *middle = memchr(text, 'x', (size_t)(end - text));
	uint64_t width, height;
	const char *wrong;

	*err = -EINVAL;
	if (!middle)
		return "has no 'x' between two numbers";
	wrong = number_parse(text, middle, &node->range, &width, err);
	if (wrong)
		return *err == -ERANGE ? "has a width out of range"
				       : "has a malformed width";
	wrong = number_parse(middle + 1, end, &node->height, &height, err);
	if (wrong)
		return *err == -ERANGE ? "has a height out of range"
				       : "has a malformed height";
	value->width = (uint32_t)width;
	value->height = (uint32_t)height;
	return NULL;
}

static const char *integers_parse(const struct schema_node *node,
				  const char *text, const char *end,
				  struct schema_value *value, int *err)
{
	for (;;) {
		unsigned int n = value->n_numbers;
		uint64_t number;
		const char *wrong;

		wrong = number_take(&text, end, &node->range, &number, err);
		if (wrong)
			return wrong;
		*err = -EINVAL;
		if (n == SCHEMA_MAX_NUMBERS)
			return "has too many numbers";
		if (n && number <= value->numbers[n - 1])
			return "does not rise from number to number";
		value->numbers[n] = (uint32_t)number;
		value->n_numbers = n + 1;
		if (text == end)
			break;
		if (*text++ != ',')
			return "is not a list of numbers with commas between";
	}
	*err = 0;
	return NULL;
}

bool charset_has(const char *charset, unsigned char c)
{
	const char *at = charset;

	while (*at) {
		unsigned char low = (unsigned char)at[0], high = low;

		if (at[1] == '-' && at[2]) {
			high = (unsigned char)at[2];
			at += 2;
		}
		if (c >= low && c <= high)
			return true;
		at++;
	}
	return false;
}

static const char *string_parse(const struct schema_node *node,
				const char *text, const char *end, int *err)
{
	*err = -EINVAL;
	if ((size_t)(end - text) < node->min_length)
		return text == end ? "is empty" : "is too short";
	if ((size_t)(end - text) > node->max_length)
		return "is too long";
	for (; text < end; text++)
		if (*text == '\0' ||
		    !charset_has(node->charset, (unsigned char)*text))
			return "has a character that is not allowed";
	*err = 0;
	return NULL;
}

static const char *enum_parse(const struct schema_node *node, const char *text,
			      const char *end, struct schema_value *value,
			      int *err)
{
	size_t length = (size_t)(end - text);
	unsigned int i;

	for (i = 0; node->words[i]; i++)
		if (strlen(node->words[i]) == length &&
		    !memcmp(node->words[i], text, length))
			break;
	value->number = i;
	*err = node->words[i] ? 0 : -EINVAL;
	return *err ? "is none of the words" : NULL;
}

static const char *path_parse(const struct schema_node *node, const char *text,
			      const char *end, struct schema_value *value,
			      int *err)
{
	struct schema_match match = { 0 };
	const char *rest;

	rest = path_match_directory(node->target, text, end, &match, err);
	if (*err == -ERANGE)
		return "has a number out of range";
	if (rest != end) {
		*err = -EINVAL;
		return "is not the path that belongs here";
	}
	value->ids = match.ids;
	value->known_ids = match.known_ids;
	*err = 0;
	return NULL;
}

static const char *parse(const struct schema_node *node, const char *text,
			 const char *end, struct schema_value *value, int *err)
{
	switch (node->type) {
	case SCHEMA_INTEGER:
	case SCHEMA_BOOLEAN:
	case SCHEMA_GNTREF:
	case SCHEMA_EVTCHN:
	case SCHEMA_DOMID:
	case SCHEMA_XENBUS_STATE:
		return number_parse(text, end, &node->range, &value->number,
				    err);
	case SCHEMA_RESOLUTION:
		return resolution_parse(node, text, end, value, err);
	case SCHEMA_STRING:
		return string_parse(node, text, end, err);
	case SCHEMA_ENUM:
		return enum_parse(node, text, end, value, err);
	case SCHEMA_INTEGERS:
		return integers_parse(node, text, end, value, err);
	case SCHEMA_PATH:
		return path_parse(node, text, end, value, err);
	case SCHEMA_N_TYPES:
		break;
	}
	*err = -EINVAL;
	return "has a type that is none";
}

int schema_value_parse(const struct schema_node *node,
		       const char *untrusted_text, size_t length,
		       struct schema_value *value, const char **wrong)
{
	const char *why = "is empty";
	int err = -EINVAL;

	memset(value, 0, sizeof(*value));
	/* The store hands out an empty value as NULL; only a string may be one. */
	if (length || node->type == SCHEMA_STRING) {
		const char *text = length ? untrusted_text : "";

		why = parse(node, text, text + length, value, &err);
	}
	if (wrong)
		*wrong = why;
	return err;
}
