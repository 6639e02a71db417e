// SPDX-License-Identifier: GPL-2.0-only
/* One connector of a configuration, by itself and against the host's outputs. */
#include "tools/vdisplctl/check/config.h"

#include <string.h>

#include "xenstore-schema/generated/vdispl_schema.h"

struct connector {
	struct config *config;
	unsigned int line;
	unsigned int devid;
	const char *id;
	uint32_t width;
	uint32_t height;
};

static struct finding *add(const struct connector *connector, enum finding_level level)
{
	return findings_add(connector->config->findings, level, connector->line, NULL);
}

/* A value as it would get into the store. */
static bool value_check(const struct connector *connector, enum vdispl_node node,
			const char *text, struct schema_value *value)
{
	char message[SCHEMA_MESSAGE_BYTES];
	struct finding *finding;
	char what[FINDING_TEXT_BYTES];

	if (!schema_value_check(&vdispl_nodes[node], NULL, text, strlen(text), value,
				message, sizeof(message)))
		return true;
	finding = add(connector, FINDING_ERROR);
	finding_take_message(finding, message);
	snprintf(what, sizeof(what), "%s", finding->what);
	finding_what(finding, "%s %s", vdispl_nodes[node].name, what);
	return false;
}

static void size_check(const struct connector *connector)
{
	struct finding *finding;
	uint32_t width = connector->width, height = connector->height;

	if (width <= FRONT_MAX_WIDTH && height <= FRONT_MAX_HEIGHT)
		return;
	if (width > FRONT_MAX_WIDTH)
		width = FRONT_MAX_WIDTH;
	if (height > FRONT_MAX_HEIGHT)
		height = FRONT_MAX_HEIGHT;
	finding = add(connector, FINDING_ERROR);
	finding_what(finding, "%s: %ux%u is more than Linux's driver can show, %ux%u",
		     connector->id, connector->width, connector->height,
		     FRONT_MAX_WIDTH, FRONT_MAX_HEIGHT);
	if (connector->width == 3840 && connector->height == 2160)
		finding_remedy(finding, "write %s:1920x1080", connector->id);
	else
		finding_remedy(finding, "write at most %s:%ux%u", connector->id, width,
			       height);
}

static void mode_check(const struct connector *connector,
		       const struct host_output *output)
{
	char modes[256] = "";
	struct finding *finding;
	unsigned int i;

	if (output->n_modes == 0 ||
	    host_output_has_mode(output, connector->width, connector->height))
		return;
	for (i = 0; i < output->n_modes && i < 6; i++)
		snprintf(modes + strlen(modes), sizeof(modes) - strlen(modes),
			 "%s%ux%u", i ? " or " : "", output->modes[i].width,
			 output->modes[i].height);
	finding = add(connector, FINDING_WARNING);
	finding_what(finding, "%s: %ux%u is no mode of this output, so every frame is copied into the middle of another",
		     connector->id, connector->width, connector->height);
	finding_remedy(finding, "write %s", modes);
}

/* The output that @id was probably meant to be, or NULL. */
static const char *output_near(const struct host_outputs *outputs, const char *id)
{
	unsigned int i;

	for (i = 0; i < outputs->n; i++) {
		const char *name = outputs->outputs[i].name;

		if (!strcasecmp(name, id) || schema_name_distance(name, id) == 1)
			return name;
	}
	return NULL;
}

static void output_check(const struct connector *connector)
{
	const struct host_outputs *outputs = &connector->config->host->outputs;
	const struct host_output *output;
	struct finding *finding;
	const char *near;

	output = host_outputs_find(outputs, connector->id);
	if (output && output->connected) {
		mode_check(connector, output);
		return;
	}
	if (output) {
		finding = add(connector, FINDING_WARNING);
		finding_what(finding, "%s: nothing is plugged in there", connector->id);
		finding_remedy(finding, "plug the display in, or name another output");
		return;
	}
	near = output_near(outputs, connector->id);
	if (!near)
		return;
	finding = add(connector, FINDING_WARNING);
	finding_what(finding, "%s is no output of this host, so it is a screen without hardware",
		     connector->id);
	finding_remedy(finding, "did you mean \"%s\"?", near);
}

static void collision_check(const struct connector *connector)
{
	const struct config *config = connector->config;
	struct finding *finding;
	unsigned int i;

	for (i = 0; i < config->n_connectors; i++) {
		const struct config_connector *other = &config->connectors[i];

		if (strcmp(other->id, connector->id))
			continue;
		finding = add(connector, FINDING_ERROR);
		finding_what(finding, "%s is the id of another connector as well (line %u)",
			     connector->id, other->line);
		finding_remedy(finding, "give this one a different id");
		return;
	}
}

static void remember(const struct connector *connector)
{
	struct config *config = connector->config;
	struct config_connector *kept;

	if (config->n_connectors == CONFIG_MAX_CONNECTORS)
		return;
	kept = &config->connectors[config->n_connectors++];
	kept->line = connector->line;
	kept->devid = connector->devid;
	kept->width = connector->width;
	kept->height = connector->height;
	snprintf(kept->id, sizeof(kept->id), "%s", connector->id);
}

void config_check_connector(struct config *config, unsigned int line,
			    unsigned int devid, char *text)
{
	struct connector connector = { config, line, devid, "", 0, 0 };
	char *resolution = strrchr(text, ':');
	struct schema_value value;
	struct finding *finding;

	if (!resolution) {
		finding = add(&connector, FINDING_ERROR);
		finding_what(finding, "connector \"%s\" has no resolution", text);
		finding_remedy(finding, "write %s:WIDTHxHEIGHT, for example %s:1920x1080",
			       text, text);
		return;
	}
	*resolution++ = '\0';
	if (value_check(&connector, VDISPL_CONNECTOR_UNIQUE_ID, text, &value))
		connector.id = text;
	if (value_check(&connector, VDISPL_CONNECTOR_RESOLUTION, resolution, &value)) {
		connector.width = value.width;
		connector.height = value.height;
	}
	if (*connector.id)
		collision_check(&connector);
	if (*connector.id && connector.width) {
		size_check(&connector);
		if (config->host->outputs.n)
			output_check(&connector);
	}
	remember(&connector);
}
