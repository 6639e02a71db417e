// SPDX-License-Identifier: GPL-2.0-only
/*
 * What bash and zsh have to know to complete a command line, from the table of
 * commands: nobody writes it twice.
 */
#include "tools/vdisplctl/command.h"

#include <string.h>

#define DOMAINS "xl list 2>/dev/null | awk 'NR > 1 { print $1 }'"
#define OUTPUTS "ls /sys/class/drm 2>/dev/null | sed -n 's/^card[0-9]*-//p'"
#define SHELLS "bash zsh"
#define SWITCH "on off"

/* Shell code that puts the candidates for a value into COMPREPLY. */
static const char *bash_reply(enum command_value value)
{
	switch (value) {
	case VALUE_DOMAIN:
		return "COMPREPLY=($(compgen -W \"$(" DOMAINS ")\" -- \"$word\"))";
	case VALUE_FILE:
		return "COMPREPLY=($(compgen -f -- \"$word\"))";
	case VALUE_DIRECTORY:
		return "COMPREPLY=($(compgen -d -- \"$word\"))";
	case VALUE_OUTPUT:
		return "COMPREPLY=($(compgen -W \"$(" OUTPUTS ")\" -- \"$word\"))";
	case VALUE_SHELL:
		return "COMPREPLY=($(compgen -W \"" SHELLS "\" -- \"$word\"))";
	case VALUE_SWITCH:
		return "COMPREPLY=($(compgen -W \"" SWITCH "\" -- \"$word\"))";
	case VALUE_NONE:
	case VALUE_TEXT:
		break;
	}
	return "COMPREPLY=()";
}

static void bash_options(const struct command *command)
{
	const struct command_option *option;

	for (option = command->options; option->name; option++)
		if (option->argument)
			printf("	%s/%s) %s; return ;;\n", command->name,
			       option->name, bash_reply(option->value));
}

static void bash_words(const struct command *command)
{
	const struct command_option *option;

	printf("	%s)\n		case $word in\n		-*) COMPREPLY=($(compgen -W \"--help",
	       command->name);
	for (option = command->options; option->name; option++)
		printf(" %s", option->name);
	printf("\" -- \"$word\")) ;;\n		*) ");
	if (command->max_words > 1)
		printf("if [ \"$COMP_CWORD\" -gt 2 ]; then\n			%s\n		else\n			%s\n		fi ;;\n		esac ;;\n",
		       bash_reply(command->values[1]), bash_reply(command->values[0]));
	else
		printf("%s ;;\n		esac ;;\n", bash_reply(command->values[0]));
}

static void bash_print(void)
{
	unsigned int i;

	fputs("# Completion of vdisplctl for bash, as `vdisplctl completion bash` prints it.\n"
	      "_vdisplctl()\n{\n"
	      "	local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}\n"
	      "	local command=${COMP_WORDS[1]}\n"
	      "	# bash takes \"--live=demo\" for three words.\n"
	      "	if [ \"$word\" = = ]; then\n"
	      "		word=\n"
	      "	elif [ \"$option\" = = ]; then\n"
	      "		option=${COMP_WORDS[COMP_CWORD - 2]}\n"
	      "	fi\n"
	      "	if [ \"$COMP_CWORD\" = 1 ]; then\n"
	      "		COMPREPLY=($(compgen -W \"--help --version", stdout);
	for (i = 0; i < n_commands; i++)
		printf(" %s", commands[i].name);
	fputs("\" -- \"$word\"))\n		return\n	fi\n	case $command/$option in\n",
	      stdout);
	for (i = 0; i < n_commands; i++)
		bash_options(&commands[i]);
	fputs("	esac\n	case $command in\n", stdout);
	for (i = 0; i < n_commands; i++)
		bash_words(&commands[i]);
	fputs("	*) COMPREPLY=() ;;\n	esac\n}\ncomplete -F _vdisplctl vdisplctl\n", stdout);
}

static const char *zsh_action(enum command_value value)
{
	switch (value) {
	case VALUE_DOMAIN:
		return "_vdisplctl_domains";
	case VALUE_FILE:
		return "_files";
	case VALUE_DIRECTORY:
		return "_files -/";
	case VALUE_OUTPUT:
		return "_vdisplctl_outputs";
	case VALUE_SHELL:
		return "(" SHELLS ")";
	case VALUE_SWITCH:
		return "(" SWITCH ")";
	case VALUE_NONE:
	case VALUE_TEXT:
		break;
	}
	return " ";
}

/* In single quotes, where zsh's own marks have to be kept from it. */
static void zsh_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\'", stdout);
		else if (strchr("[]:\\", *text))
			putchar('\\');
		putchar(*text);
	}
}

static void zsh_command(const struct command *command)
{
	const struct command_option *option;
	unsigned int i;

	printf("	%s)\n		_arguments", command->name);
	for (option = command->options; option->name; option++) {
		printf(" \\\n			'%s%s[", option->name, option->argument ? "=" : "");
		zsh_text(option->what);
		putchar(']');
		if (option->argument)
			printf(":%s:%s", option->argument, zsh_action(option->value));
		putchar('\'');
	}
	for (i = 0; i < command->max_words; i++)
		printf(" \\\n			'%u:word:%s'", i + 1, zsh_action(command->values[i]));
	fputs(" ;;\n", stdout);
}

static void zsh_print(void)
{
	unsigned int i;

	fputs("#compdef vdisplctl\n"
	      "# Completion of vdisplctl for zsh, as `vdisplctl completion zsh` prints it.\n"
	      "_vdisplctl_domains()\n{\n"
	      "	compadd -- ${(f)\"$(" DOMAINS ")\"}\n}\n\n"
	      "_vdisplctl_outputs()\n{\n"
	      "	compadd -- ${(f)\"$(" OUTPUTS ")\"}\n}\n\n"
	      "_vdisplctl()\n{\n	local -a commands=(\n", stdout);
	for (i = 0; i < n_commands; i++) {
		printf("		'%s:", commands[i].name);
		zsh_text(commands[i].what);
		fputs("'\n", stdout);
	}
	fputs("	)\n"
	      "	if (( CURRENT == 2 )); then\n"
	      "		_describe command commands\n"
	      "		return\n"
	      "	fi\n"
	      "	shift words\n"
	      "	(( CURRENT-- ))\n"
	      "	case $words[1] in\n", stdout);
	for (i = 0; i < n_commands; i++)
		zsh_command(&commands[i]);
	fputs("	esac\n}\n\n_vdisplctl \"$@\"\n", stdout);
}

int cmd_completion(const struct arguments *arguments)
{
	if (!strcmp(arguments->words[0], "bash")) {
		bash_print();
	} else if (!strcmp(arguments->words[0], "zsh")) {
		zsh_print();
	} else {
		fprintf(stderr, "vdisplctl: completion for \"%s\"; there is: " SHELLS "\n",
			arguments->words[0]);
		return COMMAND_USAGE;
	}
	return COMMAND_DONE;
}
