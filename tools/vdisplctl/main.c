// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/command.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

static void help(FILE *out)
{
	unsigned int i;

	fputs("usage: vdisplctl [--socket=PATH] COMMAND [OPTION]... [ARGUMENT]...\n\n", out);
	for (i = 0; i < n_commands; i++)
		fprintf(out, "  %-11s %s\n", commands[i].name, commands[i].what);
	fputs("\nDOMAIN is a name or an id; CONNECTOR an index or the id in the guest's\n"
	      "configuration (default: the first). vdisplctl COMMAND --help has the options;\n"
	      "see also vdisplctl(1).\n", out);
}

static int command_run(const char *socket_path, int argc, char **argv)
{
	struct arguments arguments = { .socket_path = socket_path };
	const struct command *command = command_find(argv[0]);
	int i, status;

	if (!command)
		return COMMAND_USAGE;
	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--help")) {
			command_usage(stdout, command, 1);
			return COMMAND_DONE;
		}
	status = arguments_parse(&arguments, command, argc - 1, argv + 1);
	return status ? status : command->run(&arguments);
}

int main(int argc, char **argv)
{
	const char *socket_path = CONTROL_SOCKET_PATH;
	int first = 1;

	if (argc > first && !strncmp(argv[first], "--socket=", 9))
		socket_path = argv[first++] + 9;
	if (argc <= first) {
		help(stderr);
		return COMMAND_USAGE;
	}
	if (!strcmp(argv[first], "--help") || !strcmp(argv[first], "help")) {
		help(stdout);
		return COMMAND_DONE;
	}
	if (!strcmp(argv[first], "--version")) {
		puts("vdisplctl " VERSION);
		return COMMAND_DONE;
	}
	return command_run(socket_path, argc - first, argv + first);
}
