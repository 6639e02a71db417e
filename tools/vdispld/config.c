// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void config_init(struct config *config, uint32_t max_pages)
{
	*config = (struct config){
		.settings.values = {
			[CONFIG_COPY] = 1,
			[CONFIG_MAX_BUFFERS] = WORKER_MAX_BUFFERS,
			[CONFIG_MAX_CONNECTORS] = WORKER_MAX_CONNECTORS,
			[CONFIG_MAX_PAGES] = max_pages,
		},
	};
}

void config_finish(struct config *config)
{
	unsigned int i;

	free(config->outputs);
	free(config->headless);
	for (i = 0; i < config->n_outputs; i++)
		free(config->by_output[i].guests);
	config_init(config, 0);
}

typedef int (*compare_fn)(const char *, const char *, size_t);

static bool list_has_as(const char *list, const char *word, compare_fn compare)
{
	size_t length = strlen(word);
	const char *at;

	if (!strcmp(list, "all"))
		return true;
	if (!length || strchr(word, ' ') || !strcmp(list, "none"))
		return false;
	for (at = list; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (!compare(at, word, length) && (!at[length] || at[length] == ' '))
			return true;
	}
	return false;
}

static bool list_has(const char *list, const char *word)
{
	return list_has_as(list, word, strncmp);
}

bool config_is_headless(const struct config *config, const char *id)
{
	return !strcmp(id, "headless") ||
	       (config->headless && list_has(config->headless, id));
}

static const struct config_output *output_find(const struct config *config,
					       const char *name)
{
	unsigned int i;

	for (i = 0; i < config->n_outputs; i++)
		if (!strcmp(config->by_output[i].name, name))
			return &config->by_output[i];
	return NULL;
}

bool config_permits(const struct config *config, const char *output,
		    const struct config_identity *guest,
		    char reason[WORKER_REASON_BYTES])
{
	const struct config_output *section = output_find(config, output);

	if (config->outputs && !list_has(config->outputs, output)) {
		snprintf(reason, WORKER_REASON_BYTES,
			 "vdispld.conf does not offer %.40s to guests", output);
		return false;
	}
	if (!section || !section->guests || list_has(section->guests, guest->name) ||
	    list_has_as(section->guests, guest->uuid, strncasecmp))
		return true;
	if (!strcmp(section->guests, "none"))
		snprintf(reason, WORKER_REASON_BYTES, "vdispld.conf lets nobody use %s",
			 output);
	else
		snprintf(reason, WORKER_REASON_BYTES,
			 "vdispld.conf does not let %.63s use %.31s", guest->name, output);
	return false;
}

const char *config_mirror_of(const struct config *config, const char *output)
{
	unsigned int i;

	for (i = 0; i < config->n_outputs; i++)
		if (!strcmp(config->by_output[i].mirror, output))
			return config->by_output[i].name;
	return NULL;
}

const char *config_mirrored_by(const struct config *config, const char *output)
{
	const struct config_output *section = output_find(config, output);

	return section && section->mirror[0] ? section->mirror : NULL;
}

uint32_t config_value(const struct config *config, const struct config_identity *guest,
		      enum config_setting setting)
{
	unsigned int i;

	for (i = 0; i < config->n_guests; i++) {
		const struct config_guest *section = &config->by_guest[i];

		if (section->settings.given[setting] &&
		    (!strcmp(section->name, guest->name) ||
		     !strcasecmp(section->name, guest->uuid)))
			return section->settings.values[setting];
	}
	return config->settings.values[setting];
}
