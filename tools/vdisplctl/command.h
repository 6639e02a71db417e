/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands, as a table (commands.c): how the command line is read, the help and
 * the completion of the shells all come from it. A command gets what was read and
 * returns the exit status.
 */
#ifndef TOOLS_VDISPLCTL_COMMAND_H
#define TOOLS_VDISPLCTL_COMMAND_H

#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>

#define COMMAND_MAX_OPTIONS 6
#define COMMAND_MAX_WORDS 2

enum command_status {
	COMMAND_DONE = 0,
	COMMAND_FAILED = 1,
	COMMAND_USAGE = 2,		/* the command line is wrong */
	COMMAND_FOUND = 3,		/* what was checked has errors */
};

/* What a word or an option's value is; the shells complete it accordingly. */
enum command_value {
	VALUE_NONE,
	VALUE_DOMAIN,
	VALUE_FILE,
	VALUE_DIRECTORY,
	VALUE_OUTPUT,
	VALUE_SHELL,
	VALUE_SWITCH,			/* on or off */
	VALUE_TEXT,
};

struct command_option {
	const char *name;		/* "--live" */
	const char *argument;		/* "DOMAIN"; NULL: takes none */
	enum command_value value;
	const char *what;
};

struct arguments;

struct command {
	const char *name;
	const char *words;		/* as the usage has them; "" none */
	enum command_value values[COMMAND_MAX_WORDS];
	unsigned int min_words, max_words;
	const char *what;
	struct command_option options[COMMAND_MAX_OPTIONS];	/* to the first nameless */
	int (*run)(const struct arguments *arguments);
};

extern const struct command commands[];
extern const unsigned int n_commands;

struct arguments {
	const char *socket_path;
	const struct command *command;
	const char *options[COMMAND_MAX_OPTIONS];	/* value, "" for none; NULL: not given */
	unsigned int n_words;
	const char *words[COMMAND_MAX_WORDS];
};

/* NULL: there is none of this name, which has been said with what was meant. */
const struct command *command_find(const char *name);

/*
 * Reads what stands behind the command. COMMAND_DONE, or COMMAND_USAGE when it is
 * wrong, which has been said.
 */
int arguments_parse(struct arguments *arguments, const struct command *command,
		    int argc, char **argv);

/* The value of an option of the command, NULL when it was not given. */
const char *arguments_option(const struct arguments *arguments, const char *name);

/* "usage: vdisplctl check ...", and with @options a line about each of them. */
void command_usage(FILE *out, const struct command *command, int options);

int cmd_assign(const struct arguments *arguments);
int cmd_blank(const struct arguments *arguments);
int cmd_buffers(const struct arguments *arguments);
int cmd_check(const struct arguments *arguments);
int cmd_completion(const struct arguments *arguments);
int cmd_doctor(const struct arguments *arguments);
int cmd_events(const struct arguments *arguments);
int cmd_identify(const struct arguments *arguments);
int cmd_list(const struct arguments *arguments);
int cmd_mirror(const struct arguments *arguments);
int cmd_outputs(const struct arguments *arguments);
int cmd_plane(const struct arguments *arguments);
int cmd_screenshot(const struct arguments *arguments);
int cmd_show(const struct arguments *arguments);
int cmd_top(const struct arguments *arguments);
int cmd_trace(const struct arguments *arguments);

/* The tables; @devices is an array of devices as vdispld's "show" describes them. */
struct host_outputs;

void buffers_print(FILE *out, struct json_object *rows, struct json_object *devices);
struct json_object *buffers_json(struct json_object *rows, struct json_object *devices);
void event_print(FILE *out, struct json_object *event);
void list_print(FILE *out, struct json_object *devices);
void outputs_print(FILE *out, const struct host_outputs *outputs,
		   struct json_object *devices, struct json_object *orders);
void plane_heading_print(FILE *out);
void plane_print(FILE *out, const char *name, struct json_object *plane);
void show_print(FILE *out, struct json_object *device);
void trace_print(FILE *out, struct json_object *line, uint64_t begin_ns);
void top_print(FILE *out, struct json_object *devices);	/* after rates_add() */

/* On standard output, as every --json has it; puts @object. */
void json_print(struct json_object *object);

#endif
