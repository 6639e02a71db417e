// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/text.h"

#include <inttypes.h>
#include <string.h>

#define WIDTH 80

void bytes_format(uint64_t bytes, char text[16])
{
	static const char units[] = "KMGTPE";
	double value = bytes;
	int unit = -1;

	while (value >= 1024 && units[unit + 1]) {
		value /= 1024;
		unit++;
	}
	if (unit < 0)
		snprintf(text, 16, "%" PRIu64, bytes);
	else
		snprintf(text, 16, value < 9.95 ? "%.1f%c" : "%.0f%c", value, units[unit]);
}

void text_wrap(FILE *out, const char *text, int margin)
{
	size_t room = WIDTH - (size_t)margin;

	while (strlen(text) > room) {
		size_t length = room;

		while (length && text[length] != ' ')
			length--;
		if (!length)
			length = strcspn(text, " ");
		fprintf(out, "%.*s\n", (int)length, text);
		text += length + (text[length] == ' ');
		if (*text)
			fprintf(out, "%*s", margin, "");
	}
	fprintf(out, "%s\n", text);
}
