// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <string.h>

#include "tools/vdisplctl/suggest.h"

#define WIDTH 80

void json_print(struct json_object *object)
{
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

/* One more word of a usage, on the next line when this one is full. */
static void usage_word(FILE *out, size_t *column, const char *word)
{
	size_t length = strlen(word) + 1;

	if (*column + length > WIDTH)
		*column = (size_t)fprintf(out, "\n%*s", 16, "") - 1;
	*column += length;
	fprintf(out, " %s", word);
}

void command_usage(FILE *out, const struct command *command, int options)
{
	const struct command_option *option;
	char word[64];
	size_t column;

	column = (size_t)fprintf(out, "usage: vdisplctl %s", command->name);
	for (option = command->options; option->name; option++) {
		snprintf(word, sizeof(word), "[%s%s%s]", option->name,
			 option->argument ? "=" : "",
			 option->argument ? option->argument : "");
		usage_word(out, &column, word);
	}
	if (*command->words)
		usage_word(out, &column, command->words);
	fputc('\n', out);
	if (!options)
		return;
	fprintf(out, "\n%s\n", command->what);
	for (option = command->options; option->name; option++) {
		snprintf(word, sizeof(word), "%s%s%s", option->name,
			 option->argument ? "=" : "",
			 option->argument ? option->argument : "");
		fprintf(out, "  %-22s %s\n", word, option->what);
	}
}

static int usage_fail(const struct command *command)
{
	command_usage(stderr, command, 0);
	return COMMAND_USAGE;
}

static int option_unknown(const struct command *command, const char *text, size_t length)
{
	const char *names[COMMAND_MAX_OPTIONS + 1] = { NULL };
	char name[64];
	unsigned int i;

	for (i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name; i++)
		names[i] = command->options[i].name;
	snprintf(name, sizeof(name), "%.*s", (int)length, text);
	fprintf(stderr, "vdisplctl: %s has no option \"%s\"", command->name, name);
	suggest_say(name, names);
	return COMMAND_USAGE;
}

/* "--dump=FILE" or "--dump FILE": *@argv is moved behind what was taken. */
static int option_take(struct arguments *arguments, char ***argv)
{
	const struct command *command = arguments->command;
	const char *text = *(*argv)++, *value = strchr(text, '=');
	size_t length = value ? (size_t)(value - text) : strlen(text);
	unsigned int i;

	for (i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name; i++)
		if (strlen(command->options[i].name) == length &&
		    !strncmp(command->options[i].name, text, length))
			break;
	if (i == COMMAND_MAX_OPTIONS || !command->options[i].name)
		return option_unknown(command, text, length);
	value = value ? value + 1 : NULL;
	if (command->options[i].argument && !value && **argv)
		value = *(*argv)++;
	if (!command->options[i].argument != !value) {
		fprintf(stderr, "vdisplctl: %s %s %s\n", command->name,
			command->options[i].name,
			value ? "takes no value" : "wants a value");
		return usage_fail(command);
	}
	arguments->options[i] = value ? value : "";
	return COMMAND_DONE;
}

int arguments_parse(struct arguments *arguments, const struct command *command,
		    int argc, char **argv)
{
	int status;

	arguments->command = command;
	while (*argv) {
		if (!strncmp(*argv, "--", 2)) {
			status = option_take(arguments, &argv);
			if (status)
				return status;
			continue;
		}
		if (arguments->n_words == command->max_words)
			return usage_fail(command);
		arguments->words[arguments->n_words++] = *argv++;
	}
	return arguments->n_words < command->min_words ? usage_fail(command) :
							 COMMAND_DONE;
}

const char *arguments_option(const struct arguments *arguments, const char *name)
{
	unsigned int i;

	for (i = 0; i < COMMAND_MAX_OPTIONS; i++)
		if (arguments->command->options[i].name &&
		    !strcmp(arguments->command->options[i].name, name))
			return arguments->options[i];
	return NULL;
}
