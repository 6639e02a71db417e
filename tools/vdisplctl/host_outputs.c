// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/host_outputs.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 512

static FILE *attribute_open(const char *directory, const char *entry, const char *name)
{
	char path[PATH_BYTES];

	if (snprintf(path, sizeof(path), "%s/%s/%s", directory, entry, name) >=
	    (int)sizeof(path))
		return NULL;
	return fopen(path, "re");
}

static void status_read(struct host_output *output, const char *directory,
			const char *entry)
{
	FILE *file = attribute_open(directory, entry, "status");
	char text[32] = "";

	if (!file)
		return;
	if (fgets(text, sizeof(text), file))
		output->connected = !strcmp(text, "connected\n");
	fclose(file);
}

static void modes_read(struct host_output *output, const char *directory,
		       const char *entry)
{
	FILE *file = attribute_open(directory, entry, "modes");
	uint32_t width, height;
	char text[64];

	if (!file)
		return;
	while (fgets(text, sizeof(text), file)) {
		/* The same size at several rates stands there several times. */
		if (sscanf(text, "%ux%u", &width, &height) != 2 ||
		    host_output_has_mode(output, width, height) ||
		    output->n_modes == HOST_MODES_MAX)
			continue;
		output->modes[output->n_modes].width = width;
		output->modes[output->n_modes++].height = height;
	}
	fclose(file);
}

/* "card0-VGA-1" is output VGA-1 of card0; "card0" and "renderD128" are not outputs. */
static bool entry_split(const char *entry, struct host_output *output)
{
	const char *dash = strchr(entry, '-');
	size_t length = dash ? (size_t)(dash - entry) : 0;

	if (!dash || strncmp(entry, "card", 4) || length >= sizeof(output->card) ||
	    strlen(dash + 1) >= sizeof(output->name))
		return false;
	*output = (struct host_output){ 0 };
	memcpy(output->card, entry, length);
	strcpy(output->name, dash + 1);
	return true;
}

void host_outputs_read(struct host_outputs *outputs, const char *sysroot)
{
	char directory[PATH_BYTES / 2];
	struct dirent **entries;
	int i, n;

	outputs->n = 0;
	snprintf(directory, sizeof(directory), "%s/sys/class/drm", sysroot);
	n = scandir(directory, &entries, NULL, alphasort);
	for (i = 0; i < n; i++) {
		struct host_output *output = &outputs->outputs[outputs->n];

		if (outputs->n < HOST_OUTPUTS_MAX &&
		    entry_split(entries[i]->d_name, output)) {
			status_read(output, directory, entries[i]->d_name);
			modes_read(output, directory, entries[i]->d_name);
			outputs->n++;
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

const struct host_output *host_outputs_find(const struct host_outputs *outputs,
					    const char *name)
{
	unsigned int i;

	for (i = 0; i < outputs->n; i++)
		if (!strcmp(outputs->outputs[i].name, name))
			return &outputs->outputs[i];
	return NULL;
}

bool host_output_has_mode(const struct host_output *output, uint32_t width,
			  uint32_t height)
{
	unsigned int i;

	for (i = 0; i < output->n_modes; i++)
		if (output->modes[i].width == width &&
		    output->modes[i].height == height)
			return true;
	return false;
}
