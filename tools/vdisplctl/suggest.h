/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOLS_VDISPLCTL_SUGGEST_H
#define TOOLS_VDISPLCTL_SUGGEST_H

/*
 * The one of @names, which end with NULL, that @word was probably meant to be;
 * NULL when none is near.
 */
const char *suggest(const char *word, const char *const *names);

/* Ends a line on standard error: with what was meant, or where to look. */
void suggest_say(const char *word, const char *const *names);

#endif
