// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/doctor/doctor.h"

#include <glob.h>
#include <string.h>

#include "tools/vdisplctl/host_outputs.h"

#define MAX_TOKENS 16

/* Calls @look for each entry that the pattern below sysroot has, with its name. */
static unsigned int entries_look(struct doctor *doctor, const char *pattern,
				 void (*look)(struct doctor *doctor, const char *name))
{
	char full[512];
	glob_t found;
	size_t i, n = 0;

	host_path(doctor, pattern, full, sizeof(full));
	if (glob(full, 0, NULL, &found) == 0)
		n = found.gl_pathc;
	for (i = 0; i < n; i++)
		look(doctor, strrchr(found.gl_pathv[i], '/') + 1);
	globfree(&found);
	return (unsigned int)n;
}

/*
 * A line of DRM's list of clients: "Xorg 812 0 y y 0 0". The command can have
 * blanks, and newer kernels have more at the end: the two letters tell where we are.
 */
static bool client_is_foreign_master(char *line, const char *card, char *detail,
				     size_t size)
{
	char *tokens[MAX_TOKENS], *rest = line, *token;
	unsigned int i, n = 0;

	while (n < MAX_TOKENS && (token = strsep(&rest, " \t\n")))
		if (*token)
			tokens[n++] = token;
	for (i = 3; i + 1 < n; i++)
		if (strlen(tokens[i]) == 1 && strlen(tokens[i + 1]) == 1 &&
		    strchr("yn", *tokens[i]) && strchr("yn", *tokens[i + 1]))
			break;
	/* A worker is master of what it leases, and nothing else. */
	if (i + 1 >= n || *tokens[i] != 'y' || !strncmp(tokens[0], "vdispl", 6))
		return false;
	snprintf(detail, size, "%s: %s (pid %s)", card, tokens[0], tokens[i - 2]);
	return true;
}

static bool master_look(struct doctor *doctor, const char *card)
{
	char path[64], full[512], line[256], detail[160];
	bool taken = false;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%.20s/clients", card + 4);
	host_path(doctor, path, full, sizeof(full));
	file = fopen(full, "re");
	if (!file)
		return false;
	while (!taken && fgets(line, sizeof(line), file))
		taken = client_is_foreign_master(line, card, detail, sizeof(detail));
	fclose(file);
	if (taken)
		doctor_trouble(doctor, "card", TROUBLE_CARD_TAKEN, detail);
	return taken;
}

static void card_look(struct doctor *doctor, const char *card)
{
	static struct host_outputs outputs;
	unsigned int i, n = 0, connected = 0;

	host_outputs_read(&outputs, doctor->sysroot);
	for (i = 0; i < outputs.n; i++)
		if (!strcmp(outputs.outputs[i].card, card)) {
			n++;
			connected += outputs.outputs[i].connected;
		}
	if (n == 0 && outputs.n)
		doctor_good(doctor, "card", "%s: no outputs, another card has them", card);
	else if (n == 0)
		doctor_trouble(doctor, "card", TROUBLE_CARD_NO_OUTPUTS, card);
	else if (!master_look(doctor, card))
		doctor_good(doctor, "card", "%s: %u output%s, %u plugged in", card, n,
			    n == 1 ? "" : "s", connected);
}

static void outputs_look(struct doctor *doctor)
{
	static struct host_outputs outputs;
	char names[256] = "";
	unsigned int i;

	host_outputs_read(&outputs, doctor->sysroot);
	for (i = 0; i < outputs.n; i++)
		if (outputs.outputs[i].connected)
			snprintf(names + strlen(names), sizeof(names) - strlen(names),
				 "%s%s", *names ? ", " : "", outputs.outputs[i].name);
	if (outputs.n && !*names)
		doctor_trouble(doctor, "outputs", TROUBLE_NOTHING_PLUGGED_IN, NULL);
	else if (outputs.n)
		doctor_good(doctor, "outputs", "plugged in: %s", names);
}

static void console_look(struct doctor *doctor, const char *console)
{
	char path[96], name[64];
	uint64_t bound = 0;

	snprintf(path, sizeof(path), "/sys/class/vtconsole/%.30s/name", console);
	if (!host_read(doctor, path, name, sizeof(name)) || !strstr(name, "frame buffer"))
		return;
	snprintf(path, sizeof(path), "/sys/class/vtconsole/%.30s/bind", console);
	if (host_read_number(doctor, path, &bound) && bound)
		doctor_trouble(doctor, "console", TROUBLE_CONSOLE_ON_CARD, console);
}

void doctor_screens(struct doctor *doctor)
{
	if (!entries_look(doctor, "/sys/class/drm/card[0-9]", card_look))
		doctor_trouble(doctor, "card", TROUBLE_CARD_MISSING, NULL);
	outputs_look(doctor);
	entries_look(doctor, "/sys/class/vtconsole/vtcon*", console_look);
}
