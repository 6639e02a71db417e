/* SPDX-License-Identifier: GPL-2.0-only */
/* What tables are made of. */
#ifndef TOOLS_VDISPLCTL_TEXT_H
#define TOOLS_VDISPLCTL_TEXT_H

#include <stdint.h>
#include <stdio.h>

/* Four digits at most and a unit: "0", "1023", "1.2M", "31G". */
void bytes_format(uint64_t bytes, char text[16]);

/*
 * The text and a line's end: broken at blanks so that no line is longer than 80
 * columns, the second and later ones behind @margin blanks. The first starts in
 * column @margin already.
 */
void text_wrap(FILE *out, const char *text, int margin);

#endif
