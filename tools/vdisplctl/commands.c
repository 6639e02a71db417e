// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <string.h>

#include "tools/vdisplctl/suggest.h"

#define JSON { "--json", NULL, VALUE_NONE, "as JSON, for programs" }

#define SYSROOT(what) { "--sysroot", "DIRECTORY", VALUE_DIRECTORY, what }

const struct command commands[] = {
	{
		.name = "assign",
		.words = "OUTPUT [DOMAIN[:CONNECTOR]]",
		.values = { VALUE_OUTPUT, VALUE_DOMAIN },
		.min_words = 1,
		.max_words = 2,
		.what = "have an output of the host show another guest, at once",
		.options = {
			JSON,
			{ "--reset", NULL, VALUE_NONE,
			  "show again whose configuration names it" },
		},
		.run = cmd_assign,
	},
	{
		.name = "blank",
		.words = "OUTPUT on|off",
		.values = { VALUE_OUTPUT, VALUE_SWITCH },
		.min_words = 2,
		.max_words = 2,
		.what = "turn an output off (blank on), and on again (blank off)",
		.options = { JSON },
		.run = cmd_blank,
	},
	{
		.name = "buffers",
		.words = "",
		.what = "guests' buffers: size, format, pages, state, who holds them",
		.options = {
			JSON,
			SYSROOT("read the module's list from this directory's sys/"),
		},
		.run = cmd_buffers,
	},
	{
		.name = "check",
		.words = "[FILE.cfg]",
		.values = { VALUE_FILE },
		.max_words = 1,
		.what = "what is wrong with an xl configuration or a store, and the remedy",
		.options = {
			{ "--live", "DOMAIN", VALUE_DOMAIN,
			  "check the domain's devices in the running store" },
			{ "--dump", "FILE", VALUE_FILE,
			  "check a store as `xenstore-ls -fp` has shown it" },
			SYSROOT("take the host's outputs from this directory's sys/"),
			JSON,
		},
		.run = cmd_check,
	},
	{
		.name = "completion",
		.words = "bash|zsh",
		.values = { VALUE_SHELL },
		.min_words = 1,
		.max_words = 1,
		.what = "the code that completes command lines in that shell",
		.run = cmd_completion,
	},
	{
		.name = "doctor",
		.words = "",
		.what = "what keeps this host from showing guests, and the remedy",
		.options = {
			JSON,
			SYSROOT("look at the host whose files lie there"),
			{ "--book", NULL, VALUE_NONE,
			  "all that it can find: docs/troubleshooting.md" },
		},
		.run = cmd_doctor,
	},
	{
		.name = "events",
		.words = "",
		.what = "what happens to guests' screens, line by line, until it is ended",
		.options = {
			{ "--count", "N", VALUE_TEXT, "end after N of them" },
			{ "--json", NULL, VALUE_NONE, "as JSON, an object in each line" },
		},
		.run = cmd_events,
	},
	{
		.name = "identify",
		.words = "",
		.what = "a number on each display of the host for five seconds",
		.options = { JSON },
		.run = cmd_identify,
	},
	{
		.name = "list",
		.words = "",
		.what = "guests, their connectors, and how each is shown",
		.options = { JSON },
		.run = cmd_list,
	},
	{
		.name = "mirror",
		.words = "OUTPUT [DOMAIN[:CONNECTOR]]",
		.values = { VALUE_OUTPUT, VALUE_DOMAIN },
		.min_words = 1,
		.max_words = 2,
		.what = "have an output show what a guest shows elsewhere, as well",
		.options = {
			JSON,
			{ "--off", NULL, VALUE_NONE, "no longer" },
		},
		.run = cmd_mirror,
	},
	{
		.name = "outputs",
		.words = "",
		.what = "the host's outputs, and the guests on them",
		.options = {
			JSON,
			SYSROOT("take the outputs from this directory's sys/"),
		},
		.run = cmd_outputs,
	},
	{
		.name = "plane",
		.words = "DOMAIN[:CONNECTOR]",
		.values = { VALUE_DOMAIN },
		.min_words = 1,
		.max_words = 1,
		.what = "the buffer that the guest shows now: format, size, frame",
		.options = {
			{ "--follow", NULL, VALUE_NONE, "go on: a line for each picture" },
			{ "--count", "N", VALUE_TEXT, "end after N pictures" },
			{ "--json", NULL, VALUE_NONE, "as JSON, an object in each line" },
		},
		.run = cmd_plane,
	},
	{
		.name = "screenshot",
		.words = "DOMAIN[:CONNECTOR] FILE.png",
		.values = { VALUE_DOMAIN, VALUE_FILE },
		.min_words = 2,
		.max_words = 2,
		.what = "what the guest shows now, as a PNG file",
		.options = {
			{ "--json", NULL, VALUE_NONE, "say as JSON which picture it is" },
		},
		.run = cmd_screenshot,
	},
	{
		.name = "show",
		.words = "DOMAIN",
		.values = { VALUE_DOMAIN },
		.min_words = 1,
		.max_words = 1,
		.what = "all about the devices of one guest",
		.options = { JSON },
		.run = cmd_show,
	},
	{
		.name = "top",
		.words = "",
		.what = "flips a second, their latency, what is copied, every second",
		.options = {
			{ "--once", NULL, VALUE_NONE, "look for one second, and end" },
			{ "--json", NULL, VALUE_NONE, "as JSON, an object in each line" },
		},
		.run = cmd_top,
	},
	{
		.name = "trace",
		.words = "[DOMAIN[/ID]]",
		.values = { VALUE_DOMAIN },
		.max_words = 1,
		.what = "what goes over a guest's rings, message by message",
		.options = {
			{ "--record", "FILE", VALUE_FILE, "write it to FILE as well" },
			{ "--read", "FILE", VALUE_FILE, "show what has been recorded" },
			{ "--count", "N", VALUE_TEXT, "end after N lines" },
			{ "--json", NULL, VALUE_NONE, "as JSON, an object in each line" },
		},
		.run = cmd_trace,
	},
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

const unsigned int n_commands = N_COMMANDS;

const struct command *command_find(const char *name)
{
	const char *names[N_COMMANDS + 1] = { NULL };
	unsigned int i;

	for (i = 0; i < N_COMMANDS; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
		names[i] = commands[i].name;
	}
	fprintf(stderr, "vdisplctl: there is no command \"%s\"", name);
	suggest_say(name, names);
	return NULL;
}
