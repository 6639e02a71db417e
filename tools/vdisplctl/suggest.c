// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/suggest.h"

#include <stdio.h>
#include <string.h>

#include "xenstore-schema/runtime/schema.h"

const char *suggest(const char *word, const char *const *names)
{
	unsigned int best = (unsigned int)strlen(word) / 3 + 2, distance;
	const char *found = NULL;

	for (; *names; names++) {
		/* "connector" for "connectors", "scr" for "screenshot". */
		distance = strlen(word) > 2 && !strncmp(word, *names, strlen(word)) ?
				   1 : schema_name_distance(word, *names);
		if (distance < best) {
			best = distance;
			found = *names;
		}
	}
	return found;
}

void suggest_say(const char *word, const char *const *names)
{
	const char *meant = suggest(word, names);

	if (meant)
		fprintf(stderr, "; did you mean \"%s\"?\n", meant);
	else
		fputs("; see vdisplctl --help\n", stderr);
}
