// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/command.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

static const struct command {
	const char *name;
	const char *arguments;
	const char *what;
	int (*run)(const char *socket_path, int argc, char **argv);
} commands[] = {
	{ "list", "[--json]",
	  "guests, their connectors, and how each is shown", cmd_list },
	{ "screenshot", "DOMAIN[:CONNECTOR] FILE.png",
	  "what the guest shows now, as a PNG file", cmd_screenshot },
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void help(FILE *out)
{
	size_t i;

	fputs("usage: vdisplctl [--socket=PATH] COMMAND [ARGUMENT]...\n\n", out);
	for (i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %s %s\n        %s\n", commands[i].name,
			commands[i].arguments, commands[i].what);
	fputs("\nDOMAIN is a name or an id; CONNECTOR an index or the id in the guest's\n"
	      "configuration (default: the first). See vdisplctl(1).\n", out);
}

int main(int argc, char **argv)
{
	const char *socket_path = CONTROL_SOCKET_PATH;
	int first = 1;
	size_t i;

	if (argc > first && !strncmp(argv[first], "--socket=", 9))
		socket_path = argv[first++] + 9;
	if (argc <= first) {
		help(stderr);
		return COMMAND_USAGE;
	}
	if (!strcmp(argv[first], "--help") || !strcmp(argv[first], "help") ||
	    (argc > first + 1 && !strcmp(argv[first + 1], "--help"))) {
		help(stdout);
		return COMMAND_DONE;
	}
	if (!strcmp(argv[first], "--version")) {
		puts("vdisplctl " VERSION);
		return COMMAND_DONE;
	}
	for (i = 0; i < N_COMMANDS; i++)
		if (!strcmp(argv[first], commands[i].name))
			return commands[i].run(socket_path, argc - first - 1,
					       argv + first + 1);
	fprintf(stderr, "vdisplctl: %s: no such command; vdisplctl --help lists them\n",
		argv[first]);
	return COMMAND_USAGE;
}
