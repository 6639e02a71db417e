/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands: each gets its own arguments and returns the exit status. */
#ifndef TOOLS_VDISPLCTL_COMMAND_H
#define TOOLS_VDISPLCTL_COMMAND_H

#include <json-c/json.h>
#include <stdio.h>

enum command_status {
	COMMAND_DONE = 0,
	COMMAND_FAILED = 1,
	COMMAND_USAGE = 2,		/* the command line is wrong */
};

int cmd_list(const char *socket_path, int argc, char **argv);
int cmd_screenshot(const char *socket_path, int argc, char **argv);

/* The table of `list` for an array of devices as "show" describes them. */
void list_print(FILE *out, struct json_object *devices);

#endif
