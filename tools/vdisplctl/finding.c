// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/finding.h"

#include <stdarg.h>
#include <string.h>

static struct finding nobody_sees;

static const char *level_name(enum finding_level level)
{
	return level == FINDING_ERROR ? "error" : "warning";
}

struct finding *findings_add(struct findings *findings, enum finding_level level,
			     unsigned int line, const char *node)
{
	struct finding *finding = &nobody_sees;

	if (level == FINDING_ERROR)
		findings->n_errors++;
	else
		findings->n_warnings++;
	if (findings->n < FINDINGS_MAX)
		finding = &findings->items[findings->n++];
	*finding = (struct finding){ .level = level, .line = line };
	snprintf(finding->file, sizeof(finding->file), "%s",
		 findings->file ? findings->file : "");
	snprintf(finding->node, sizeof(finding->node), "%s", node ? node : "");
	return finding;
}

void finding_what(struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(finding->what, sizeof(finding->what), format, args);
	va_end(args);
}

void finding_remedy(struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(finding->remedy, sizeof(finding->remedy), format, args);
	va_end(args);
}

/* "PATH: what is wrong; what is allowed; what to write": the last part is the remedy. */
void finding_take_message(struct finding *finding, const char *message)
{
	const char *start = strstr(message, ": "), *at, *last = NULL;

	start = start && *message == '/' ? start + 2 : message;
	for (at = start; (at = strstr(at, "; ")); at++)
		last = at;
	finding_what(finding, "%.*s", last ? (int)(last - start) : (int)strlen(start),
		     start);
	finding_remedy(finding, "%s", last ? last + 2 : "");
}

void finding_format(const struct finding *finding, char *line, size_t size)
{
	char place[320], number[16] = "", *c;

	if (finding->line)
		snprintf(number, sizeof(number), ":%u", finding->line);
	snprintf(place, sizeof(place), "%s%s%s%s", finding->file,
		 *finding->file ? number : "",
		 *finding->file && *finding->node ? ": " : "", finding->node);
	snprintf(line, size, "%s: %s: %s%s%s", place, level_name(finding->level),
		 finding->what, *finding->remedy ? "; " : "", finding->remedy);
	/* A name out of a file could drive a terminal. */
	for (c = line; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
}

void findings_print(FILE *out, const struct findings *findings)
{
	char line[3 * FINDING_TEXT_BYTES];
	unsigned int i;

	for (i = 0; i < findings->n; i++) {
		finding_format(&findings->items[i], line, sizeof(line));
		fprintf(out, "%s\n", line);
	}
	if (findings->n_errors + findings->n_warnings > findings->n)
		fprintf(out, "%u more are not shown\n",
			findings->n_errors + findings->n_warnings - findings->n);
}

static void add_string(struct json_object *object, const char *key, const char *text)
{
	if (*text)
		json_object_object_add(object, key, json_object_new_string(text));
}

static struct json_object *finding_json(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();

	add_string(object, "level", level_name(finding->level));
	add_string(object, "file", finding->file);
	if (finding->line)
		json_object_object_add(object, "line",
				       json_object_new_int64(finding->line));
	add_string(object, "node", finding->node);
	add_string(object, "what", finding->what);
	add_string(object, "remedy", finding->remedy);
	return object;
}

struct json_object *findings_json(const struct findings *findings)
{
	struct json_object *whole = json_object_new_object();
	struct json_object *list = json_object_new_array();
	unsigned int i;

	for (i = 0; i < findings->n; i++)
		json_object_array_add(list, finding_json(&findings->items[i]));
	json_object_object_add(whole, "findings", list);
	json_object_object_add(whole, "errors",
			       json_object_new_int64(findings->n_errors));
	json_object_object_add(whole, "warnings",
			       json_object_new_int64(findings->n_warnings));
	return whole;
}
