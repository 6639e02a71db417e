/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a check has found: where, what is wrong there, what to do about it. One
 * line each, as compilers have them, or JSON (vdisplctl(1) describes it):
 *
 *	screen.cfg:4: error: be-alloc "yes" is neither 0 nor 1; write be-alloc=0
 */
#ifndef TOOLS_VDISPLCTL_FINDING_H
#define TOOLS_VDISPLCTL_FINDING_H

#include <json-c/json.h>
#include <stdio.h>

#define FINDINGS_MAX 200	/* more are counted, not kept */
#define FINDING_TEXT_BYTES 512

enum finding_level {
	FINDING_WARNING,	/* it works, but hardly as it was meant */
	FINDING_ERROR,
};

struct finding {
	enum finding_level level;
	char file[128];		/* "": a live store */
	unsigned int line;	/* 0: the file as a whole */
	char node[160];		/* a path in the store; "": a file has no nodes */
	char what[FINDING_TEXT_BYTES];
	char remedy[FINDING_TEXT_BYTES];
};

struct findings {
	const char *file;	/* of those that are added; NULL: none */
	struct finding items[FINDINGS_MAX];
	unsigned int n;
	unsigned int n_errors;	/* all, kept or not */
	unsigned int n_warnings;
};

/*
 * A new one, without words yet; never NULL: when no more are kept it is one that
 * nobody will see. @node may be NULL.
 */
struct finding *findings_add(struct findings *findings, enum finding_level level,
			     unsigned int line, const char *node);

void finding_what(struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void finding_remedy(struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Both from a message of the schema's runtime, whose path is left out. */
void finding_take_message(struct finding *finding, const char *message);

/* The whole line, without its end. */
void finding_format(const struct finding *finding, char *line, size_t size);

void findings_print(FILE *out, const struct findings *findings);

/* An object, which the caller puts. */
struct json_object *findings_json(const struct findings *findings);

#endif
