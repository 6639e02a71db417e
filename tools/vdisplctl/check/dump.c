// SPDX-License-Identifier: GPL-2.0-only
/*
 * `xenstore-ls -fp`, a line for each node:
 *
 *	/local/domain/5/device/vdispl/0/state = "4"   (n5,r0)
 *
 * Without -p there are no permissions, so owners are not known. Quotes in a value are
 * as they are, so the last quote ends it; backslashes and what is not ASCII are
 * escaped; "..." at the end is what xenstore-ls leaves of what is too wide.
 */
#include "tools/vdisplctl/check/snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CUT "..."

/* One character behind a backslash; moves *@at behind it. */
static char escape_take(const char **at)
{
	unsigned int code;
	int n = 0;
	char c = *(*at)++;

	switch (c) {
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 'x':
		if (sscanf(*at, "%2x%n", &code, &n) != 1)
			return c;
		*at += n;
		return (char)code;
	case '0':
		if (sscanf(*at, "%2o%n", &code, &n) != 1)
			return '\0';
		*at += n;
		return (char)code;
	}
	return c;
}

static size_t value_unescape(char *value)
{
	const char *at = value;
	char *to = value;

	while (*at) {
		char c = *at++;

		*to++ = c == '\\' && *at ? escape_take(&at) : c;
	}
	*to = '\0';
	return (size_t)(to - value);
}

/* Takes a line apart, in place. */
static int line_parse(char *line, struct snapshot_node *node)
{
	char *value = strstr(line, " = \""), *end;

	if (*line != '/' || !value)
		return -EINVAL;
	*value = '\0';
	value += strlen(" = \"");
	end = strrchr(value, '"');
	if (!end)
		return -EINVAL;
	*end++ = '\0';
	node->path = line;
	node->value = value;
	node->cut = strlen(value) >= strlen(CUT) &&
		    !strcmp(value + strlen(value) - strlen(CUT), CUT);
	node->length = value_unescape(value);
	node->owner = SNAPSHOT_NO_OWNER;
	/* The first permission is the owner's: "n" for none to all others, or r, w, b. */
	sscanf(end, " (%*1[nrwb]%u", &node->owner);
	return 0;
}

int snapshot_read_dump(struct snapshot *snapshot, const char *path, unsigned int *number)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	*number = 0;
	if (!file)
		return -errno;
	while (!ret && getline(&line, &size, file) >= 0) {
		struct snapshot_node node = { .line = ++*number };

		line[strcspn(line, "\n")] = '\0';
		if (*line == '\0')
			continue;
		ret = line_parse(line, &node);
		if (!ret)
			ret = snapshot_add(snapshot, &node);
	}
	if (!ret && ferror(file))
		ret = -EIO;
	free(line);
	fclose(file);
	snapshot_sort(snapshot);
	return ret;
}
