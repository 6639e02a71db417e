// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>

#include "xenstore-schema/runtime/internal.h"

void text_init(struct text *text, char *buffer, size_t size)
{
	*text = (struct text){ .start = buffer, .size = size };
	if (size)
		buffer[0] = '\0';
}

void text_add(struct text *text, const char *format, ...)
{
	size_t left = text->size - text->used;
	va_list args;
	int n;

	if (left == 0) {
		text->cut = true;
		return;
	}
	va_start(args, format);
	n = vsnprintf(text->start + text->used, left, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= left) {
		text->cut = true;
		text->used = text->size - 1;
	} else {
		text->used += (size_t)n;
	}
}

void text_add_quoted(struct text *text, const char *untrusted, size_t length,
		     size_t most)
{
	size_t i;

	text_add(text, "\"");
	for (i = 0; i < length && i < most; i++) {
		unsigned char c = (unsigned char)untrusted[i];

		if (c == '"' || c == '\\')
			text_add(text, "\\%c", c);
		else if (c >= ' ' && c <= '~')
			text_add(text, "%c", c);
		else
			text_add(text, "\\x%02x", c);
	}
	text_add(text, i < length ? "\"..." : "\"");
}
