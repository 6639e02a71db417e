// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/module_buffers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/number.h"

#define MAX_COLUMNS 32
#define LINE_BYTES 512

/* Splits at blanks, in place; the last column takes all that is left. */
static unsigned int columns_split(char *line, char *columns[MAX_COLUMNS],
				  unsigned int most)
{
	unsigned int n = 0;

	line[strcspn(line, "\n")] = '\0';
	while (line && *line && n < most) {
		columns[n++] = line;
		if (n < most)
			strsep(&line, " ");
	}
	return n;
}

static struct json_object *value_new(const char *text)
{
	uint32_t number;

	return number_parse_u32(text, &number) ? json_object_new_string(text) :
						 json_object_new_uint64(number);
}

static int rows_read(FILE *file, struct json_object *buffers)
{
	char heading[LINE_BYTES], line[LINE_BYTES];
	char *names[MAX_COLUMNS], *values[MAX_COLUMNS];
	unsigned int i, n;

	if (!fgets(heading, sizeof(heading), file) || strncmp(heading, "handle ", 7))
		return -EPROTO;
	n = columns_split(heading, names, MAX_COLUMNS);
	while (fgets(line, sizeof(line), file)) {
		struct json_object *buffer = json_object_new_object();

		/* The command is the last, and can have blanks. */
		if (columns_split(line, values, n) != n) {
			json_object_put(buffer);
			return -EPROTO;
		}
		for (i = 0; i < n; i++)
			json_object_object_add(buffer, names[i], value_new(values[i]));
		json_object_array_add(buffers, buffer);
	}
	return 0;
}

int module_buffers_read(const char *sysroot, struct json_object **buffers)
{
	char path[512];
	FILE *file;
	int ret;

	snprintf(path, sizeof(path), "%s" MODULE_BUFFERS_PATH, sysroot);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	*buffers = json_object_new_array();
	ret = rows_read(file, *buffers);
	if (ret)
		json_object_put(*buffers);
	fclose(file);
	return ret;
}
