// SPDX-License-Identifier: GPL-2.0-only
/*
 * The library splits lines into sections, names and values. It cuts what is too
 * long for it, passes over empty sections and does not tell the line, so lines are
 * looked at on their way to it.
 */
#include "tools/vdispld/config_file.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/number.h"

#define MAX_LINE 198			/* the library's: 200, a newline, a terminator */
#define MAX_SECTION 49			/* likewise */
#define MAX_LINES 4096

enum section { SECTION_NONE, SECTION_VDISPLD, SECTION_OUTPUT, SECTION_GUEST };

struct parser {
	FILE *in;
	const char *name;
	struct config *config;
	char *reason;
	unsigned int line;
	int error;			/* of .error_line; nothing is read any more */
	unsigned int error_line;

	enum section section;
	struct config_output *output;
	struct config_guest *guest;
	char last[64];			/* name of the setting before */
	bool indented;			/* this line: it may go on with that setting */
};

static const struct {
	const char *name;
	uint32_t min, max;
} settings[] = {
	[CONFIG_COPY] = { "copy", 0, 1 },
	[CONFIG_MAX_BUFFERS] = { "max-buffers", 1, WORKER_MAX_BUFFERS },
	[CONFIG_MAX_CONNECTORS] = { "max-connectors", 1, WORKER_MAX_CONNECTORS },
	[CONFIG_MAX_PAGES] = { "max-pages", 1, UINT32_MAX },
};

static int __attribute__((format(printf, 2, 3)))
refuse(struct parser *parser, const char *format, ...)
{
	va_list args;
	int n;

	if (parser->error)
		return parser->error;
	n = snprintf(parser->reason, CONFIG_FILE_REASON_BYTES, "%.200s:%u: ",
		     parser->name, parser->line);
	va_start(args, format);
	vsnprintf(parser->reason + n, CONFIG_FILE_REASON_BYTES - n, format, args);
	va_end(args);
	parser->error_line = parser->line;
	return parser->error = -EINVAL;
}

/* What is in names of outputs, domains and UUIDs. */
static bool word_is_good(const char *word)
{
	return word[strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				 "0123456789-_.+:@")] == '\0';
}

static int word_check(struct parser *parser, const char *word, size_t size)
{
	if (!word_is_good(word))
		return refuse(parser, "\"%s\" is no name; want names with spaces between them, a comment begins with ';'",
			      word);
	if (strlen(word) >= size)
		return refuse(parser, "\"%s\" is too long; want %zu characters at most",
			      word, size - 1);
	return 0;
}

static bool word_is_alone(const char *word)
{
	return !strcmp(word, "all") || !strcmp(word, "none");
}

/* Adds the value's words to a list; @size is that of the longest, terminated. */
static int list_add(struct parser *parser, char **list, const char *value, size_t size)
{
	char words[MAX_LINE + 1], *word, *rest, *longer;
	size_t length = *list ? strlen(*list) : 0;

	snprintf(words, sizeof(words), "%s", value);
	longer = realloc(*list, length + strlen(words) + 2);
	if (!longer)
		return parser->error = -ENOMEM;
	*list = longer;
	longer[length] = '\0';
	/* The library leaves a comment in a line that goes on with a list. */
	for (word = strtok_r(words, " \t", &rest); word && *word != ';';
	     word = strtok_r(NULL, " \t", &rest)) {
		if (word_check(parser, word, size))
			return parser->error;
		if (*longer && (word_is_alone(word) || word_is_alone(longer)))
			return refuse(parser, "\"%s\" stands beside other names; want it alone, or the others",
				      word_is_alone(word) ? word : longer);
		if (*longer)
			strcat(longer, " ");
		strcat(longer, word);
	}
	return *longer ? 0 : refuse(parser, "nothing stands behind the '='; want names, or all or none");
}

static int copy_parse(struct parser *parser, const char *value, uint32_t *copy)
{
	*copy = !strcmp(value, "allow");
	if (*copy || !strcmp(value, "never"))
		return 0;
	return refuse(parser, "copy = %s: want allow or never", value);
}

/* 1: it is none of these. */
static int setting_set(struct parser *parser, struct config_settings *to,
		       const char *name, const char *value)
{
	unsigned int i;

	for (i = 0; i < CONFIG_N_SETTINGS && strcmp(settings[i].name, name); i++)
		;
	if (i == CONFIG_N_SETTINGS)
		return 1;
	if (to->given[i])
		return refuse(parser, "%s stands here for the second time in its section; want it once",
			      name);
	to->given[i] = true;
	if (i == CONFIG_COPY)
		return copy_parse(parser, value, &to->values[i]);
	if (number_parse_u32(value, &to->values[i]) ||
	    to->values[i] < settings[i].min || to->values[i] > settings[i].max)
		return refuse(parser, "%s = %s: want a number from %u to %u", name,
			      value, settings[i].min, settings[i].max);
	return 0;
}

static int list_set(struct parser *parser, char **list, const char *name,
		    const char *value, size_t size)
{
	if (*list && !(parser->indented && !strcmp(parser->last, name)))
		return refuse(parser, "%s stands here for the second time in its section; want it once, further lines of it indented",
			      name);
	return list_add(parser, list, value, size);
}

static int vdispld_set(struct parser *parser, const char *name, const char *value)
{
	int ret;

	if (!strcmp(name, "outputs"))
		return list_set(parser, &parser->config->outputs, name, value,
				WORKER_OUTPUT_BYTES);
	if (!strcmp(name, "headless"))
		return list_set(parser, &parser->config->headless, name, value,
				WORKER_UNIQUE_ID_BYTES);
	ret = setting_set(parser, &parser->config->settings, name, value);
	return ret <= 0 ? ret :
	       refuse(parser, "[vdispld] has no setting \"%s\"; want outputs, headless, copy, max-buffers, max-connectors or max-pages",
		      name);
}

/* One picture on two outputs, and not on more: no mirror of a mirror, nor two of one. */
static int mirror_set(struct parser *parser, const char *value)
{
	const struct config_output *other;
	struct config *config = parser->config;
	unsigned int i;

	if (parser->output->mirror[0])
		return refuse(parser, "mirror stands here for the second time in its section; want it once");
	if (!*value || strchr(value, ' ') || word_is_alone(value))
		return refuse(parser, "mirror = %s: want the name of one output", value);
	if (word_check(parser, value, WORKER_OUTPUT_BYTES))
		return parser->error;
	if (!strcmp(value, parser->output->name))
		return refuse(parser, "mirror = %s: want another output than this", value);
	for (i = 0; i < config->n_outputs; i++) {
		other = &config->by_output[i];
		if (!strcmp(other->mirror, value))
			return refuse(parser, "mirror = %s: [output %s] in line %u mirrors it already; want one mirror of an output",
				      value, other->name, other->line);
		if (other->mirror[0] && (!strcmp(other->name, value) ||
					 !strcmp(other->mirror, parser->output->name)))
			return refuse(parser, "mirror = %s: [output %s] in line %u mirrors %s; want no mirror of a mirror",
				      value, other->name, other->line, other->mirror);
	}
	strcpy(parser->output->mirror, value);
	return 0;
}

static int output_set(struct parser *parser, const char *name, const char *value)
{
	if (!strcmp(name, "guests"))
		return list_set(parser, &parser->output->guests, name, value,
				CONFIG_GUEST_BYTES);
	if (!strcmp(name, "mirror"))
		return mirror_set(parser, value);
	return refuse(parser, "[output %s] has no setting \"%s\"; want guests or mirror",
		      parser->output->name, name);
}

static int guest_set(struct parser *parser, const char *name, const char *value)
{
	int ret = setting_set(parser, &parser->guest->settings, name, value);

	return ret <= 0 ? ret :
	       refuse(parser, "[guest %s] has no setting \"%s\"; want copy, max-buffers, max-connectors or max-pages",
		      parser->guest->name, name);
}

/* The library's handler: 0 is failure. */
static int value_set(void *user, const char *section, const char *name,
		     const char *value)
{
	struct parser *parser = user;

	if (parser->error)
		return 0;
	switch (parser->section) {
	case SECTION_NONE:
		refuse(parser, "\"%s\" stands before any section; write [vdispld] above it",
		       name);
		break;
	case SECTION_VDISPLD:
		vdispld_set(parser, name, value);
		break;
	case SECTION_OUTPUT:
		output_set(parser, name, value);
		break;
	case SECTION_GUEST:
		guest_set(parser, name, value);
		break;
	}
	snprintf(parser->last, sizeof(parser->last), "%s", name);
	return !parser->error;
}

static int twice(struct parser *parser, const char *section, unsigned int line)
{
	return refuse(parser, "[%s] stands in line %u already; want one section of it",
		      section, line);
}

static int output_open(struct parser *parser, const char *section, const char *name)
{
	struct config *config = parser->config;
	unsigned int i;

	if (word_check(parser, name, WORKER_OUTPUT_BYTES))
		return parser->error;
	for (i = 0; i < config->n_outputs; i++)
		if (!strcmp(config->by_output[i].name, name))
			return twice(parser, section, config->by_output[i].line);
	if (i == CONFIG_MAX_OUTPUTS)
		return refuse(parser, "one [output] section too many; want %u at most",
			      CONFIG_MAX_OUTPUTS);
	parser->output = &config->by_output[config->n_outputs++];
	parser->output->line = parser->line;
	strcpy(parser->output->name, name);
	parser->section = SECTION_OUTPUT;
	return 0;
}

static int guest_open(struct parser *parser, const char *section, const char *name)
{
	struct config *config = parser->config;
	unsigned int i;

	if (word_check(parser, name, CONFIG_GUEST_BYTES))
		return parser->error;
	for (i = 0; i < config->n_guests; i++)
		if (!strcmp(config->by_guest[i].name, name))
			return twice(parser, section, config->by_guest[i].line);
	if (i == CONFIG_MAX_GUESTS)
		return refuse(parser, "one [guest] section too many; want %u at most",
			      CONFIG_MAX_GUESTS);
	parser->guest = &config->by_guest[config->n_guests++];
	parser->guest->line = parser->line;
	strcpy(parser->guest->name, name);
	parser->section = SECTION_GUEST;
	return 0;
}

/* @line begins with '['. */
static int section_open(struct parser *parser, const char *line)
{
	char section[MAX_SECTION + 1], word[8], name[MAX_SECTION + 1];
	const char *end = strchr(line, ']');
	int n;

	parser->last[0] = '\0';
	if (!end)
		return refuse(parser, "the section has no ']'; write [%.40s]", line + 1);
	if (end - line > MAX_SECTION)
		return refuse(parser, "the section's name is too long; want %u characters at most, a guest may be named by its UUID",
			      MAX_SECTION - 1);
	snprintf(section, sizeof(section), "%.*s", (int)(end - line - 1), line + 1);
	for (n = strlen(section); n && strchr(" \t", section[n - 1]); n--)
		section[n - 1] = '\0';
	n = sscanf(section, "%7s %49[^\n]", word, name);
	if (n == 1 && !strcmp(word, "vdispld")) {
		if (parser->config->line)
			return twice(parser, section, parser->config->line);
		parser->config->line = parser->line;
		parser->section = SECTION_VDISPLD;
		return 0;
	}
	if (n == 2 && !strcmp(word, "output"))
		return output_open(parser, section, name);
	if (n == 2 && !strcmp(word, "guest"))
		return guest_open(parser, section, name);
	return refuse(parser, "there is no section [%s]; want [vdispld], [output NAME] or [guest NAME]",
		      section);
}

static int line_check(struct parser *parser, const char *line)
{
	const char *text = line + strspn(line, " \t"), *bad;

	if (++parser->line > MAX_LINES)
		return refuse(parser, "too many lines; want %u at most", MAX_LINES);
	parser->indented = text != line;
	for (bad = text; *bad; bad++)
		if (iscntrl((unsigned char)*bad) && *bad != '\t')
			return refuse(parser, "there is a control character, octet %u; want plain text",
				      (unsigned char)*bad);
	if (*text != '[')
		return 0;
	if (parser->indented)
		return refuse(parser, "the section is indented; write it at the beginning of its line");
	return section_open(parser, line);
}

/* The library's fgets(). NULL, the end, after a mistake as well. */
static char *line_read(char *line, int size, void *user)
{
	struct parser *parser = user;
	int c, n = 0;

	if (parser->error)
		return NULL;
	while ((c = getc(parser->in)) != EOF && c != '\n' && n < MAX_LINE && n < size - 1)
		line[n++] = c ? c : '\1';	/* a text has none: to be refused */
	if (c == EOF && n == 0)
		return NULL;
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	if (c != EOF && c != '\n') {
		parser->line++;
		refuse(parser, "the line is too long; want %u characters at most, further lines of a list indented",
		       MAX_LINE);
		return NULL;
	}
	/* What some editors put before everything else; the library takes it away. */
	if (line_check(parser, parser->line == 0 && !strncmp(line, "\xef\xbb\xbf", 3) ?
			       line + 3 : line))
		return NULL;
	return line;
}

int config_file_parse(FILE *in, const char *name, struct config *config,
		      char reason[CONFIG_FILE_REASON_BYTES])
{
	struct parser parser = {
		.in = in, .name = name, .config = config, .reason = reason,
	};
	int line;

	reason[0] = '\0';
	line = ini_parse_stream(line_read, &parser, value_set, &parser);
	if (parser.error == -ENOMEM || line < 0)
		return -ENOMEM;
	if (ferror(in))
		return -EIO;
	if (line > 0 && (!parser.error || (unsigned int)line < parser.error_line)) {
		/* The library has met it, in a line that we found nothing in. */
		parser.error = 0;
		parser.line = line;
		refuse(&parser, "neither a section nor a setting; write [SECTION], NAME = VALUE or ; COMMENT");
	}
	return parser.error;
}

int config_file_read(const char *path, struct config *config,
		     char reason[CONFIG_FILE_REASON_BYTES])
{
	FILE *in = fopen(path, "re");
	int ret;

	if (!in) {
		ret = -errno;
		snprintf(reason, CONFIG_FILE_REASON_BYTES, "%.200s: %s", path,
			 strerror(-ret));
		return ret;
	}
	ret = config_file_parse(in, path, config, reason);
	if (ret && !reason[0])
		snprintf(reason, CONFIG_FILE_REASON_BYTES, "%.200s: %s", path,
			 strerror(-ret));
	fclose(in);
	return ret;
}
