// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was probably meant by a bad value. A guess is only offered when it is a
 * good value itself, so the worst a guess can be is unhelpful.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "xenstore-schema/runtime/internal.h"

#define MEND_BYTES 64

static bool is_padding(char c)
{
	return c == '\0' || c == '"' || c == '\'' ||
	       isspace((unsigned char)c) != 0;
}

/* A terminated copy without blanks, quotes and terminators around it. */
static bool copy_trimmed(const char *untrusted, size_t length, char *copy)
{
	while (length && is_padding(untrusted[length - 1]))
		length--;
	while (length && is_padding(*untrusted)) {
		untrusted++;
		length--;
	}
	if (length == 0 || length >= MEND_BYTES ||
	    memchr(untrusted, '\0', length))
		return false;
	memcpy(copy, untrusted, length);
	copy[length] = '\0';
	return true;
}

/* "0x10" and "007": a number in another spelling. */
static bool mend_number(const char *text, char *better, size_t size)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	unsigned long long n;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	n = strtoull(text, &end, hex ? 16 : 10);
	if (errno || *end)
		return false;
	snprintf(better, size, "%llu", n);
	return true;
}

static bool mend_word(const char *text, const char *const *words,
		      unsigned int *number)
{
	for (*number = 0; words[*number]; ++*number)
		if (!strcasecmp(text, words[*number]))
			return true;
	return false;
}

static bool mend_boolean(const char *text, char *better, size_t size)
{
	static const char *const words[] = { "false", "true", "no", "yes",
					     "off",   "on",   NULL };
	unsigned int i;

	if (!mend_word(text, words, &i))
		return mend_number(text, better, size);
	snprintf(better, size, "%u", i % 2);
	return true;
}

static bool mend_state(const char *text, char *better, size_t size)
{
	const char *names[SCHEMA_N_STATES + 1] = { NULL };
	unsigned int i;

	for (i = 0; i < SCHEMA_N_STATES; i++)
		names[i] = schema_state_name(i);
	if (!mend_word(text, names, &i))
		return mend_number(text, better, size);
	snprintf(better, size, "%u", i);
	return true;
}

/* "1920X1080", "1920 * 1080", "1920,1080": two numbers with something between. */
static bool mend_resolution(const char *text, char *better, size_t size)
{
	unsigned long long width, height;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	width = strtoull(text, &end, 10);
	while (*end && !isdigit((unsigned char)*end) && *end != '-' &&
	       *end != '.')
		end++;
	if (!isdigit((unsigned char)*end))
		return false;
	height = strtoull(end, &end, 10);
	if (errno || *end)
		return false;
	snprintf(better, size, "%llux%llu", width, height);
	return true;
}

bool value_mend(const struct schema_node *node, const char *untrusted,
		size_t length, char *better, size_t size)
{
	struct schema_value value;
	char text[MEND_BYTES];
	unsigned int i;

	if (!copy_trimmed(untrusted, length, text))
		return false;
	snprintf(better, size, "%s", text);
	switch (node->type) {
	case SCHEMA_INTEGER:
	case SCHEMA_GNTREF:
	case SCHEMA_EVTCHN:
	case SCHEMA_DOMID:
		mend_number(text, better, size);
		break;
	case SCHEMA_BOOLEAN:
		mend_boolean(text, better, size);
		break;
	case SCHEMA_XENBUS_STATE:
		mend_state(text, better, size);
		break;
	case SCHEMA_RESOLUTION:
		mend_resolution(text, better, size);
		break;
	case SCHEMA_ENUM:
		if (mend_word(text, node->words, &i))
			snprintf(better, size, "%s", node->words[i]);
		break;
	case SCHEMA_STRING:
	case SCHEMA_INTEGERS:
	case SCHEMA_PATH:
	case SCHEMA_N_TYPES:
		break;
	}
	return !schema_value_parse(node, better, strlen(better), &value, NULL);
}
