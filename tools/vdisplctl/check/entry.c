// SPDX-License-Identifier: GPL-2.0-only
/*
 * "backend=0,be-alloc=0,connectors=VGA-1:1920x1080;side:640x480", read as xl
 * does: commas between options, blanks only behind a comma, semicolons between
 * connectors. Where xl is content with anything, this is not.
 */
#include "tools/vdisplctl/check/config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/common/number.h"
#include "tools/vdisplctl/suggest.h"
#include "xenstore-schema/generated/vdispl_schema.h"

#define EXAMPLE "backend=0,be-alloc=0,connectors=HDMI-A-1:1920x1080"

enum option { BACKEND, BE_ALLOC, CONNECTORS, N_OPTIONS };


struct entry {
	struct config *config;
	unsigned int line;
	unsigned int devid;
	unsigned int seen;	/* bit by enum option */
};

/* xl's words; libxl calls the node of be-alloc the same. */
static const char *const *option_names(void)
{
	static const char *names[N_OPTIONS + 1] = {
		[BACKEND] = "backend",
		[CONNECTORS] = "connectors",
	};

	names[BE_ALLOC] = vdispl_nodes[VDISPL_FRONTEND_BE_ALLOC].name;
	return names;
}

static struct finding *error_add(struct entry *entry)
{
	return findings_add(entry->config->findings, FINDING_ERROR, entry->line, NULL);
}

static void end_trim(char *text)
{
	size_t length = strlen(text);

	while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		text[--length] = '\0';
}

static void backend_check(struct entry *entry, const char *value)
{
	struct finding *finding;
	uint32_t domid;

	if (*value && !strpbrk(value, " \t") &&
	    (number_parse_u32(value, &domid) || domid <= VDISPL_BACKEND_DOMID_MAX))
		return;
	finding = error_add(entry);
	finding_what(finding, "backend \"%s\" is no domain's name or id", value);
	finding_remedy(finding, "write backend=0, or the driver domain's name");
}

static void be_alloc_check(struct entry *entry, char *value)
{
	struct finding *finding;

	end_trim(value);
	if (!strcmp(value, "1"))
		entry->config->be_alloc = true;
	if (!strcmp(value, "0") || !strcmp(value, "1"))
		return;
	finding = error_add(entry);
	finding_what(finding, "be-alloc \"%s\" is neither 0 nor 1; xl would take it for a number",
		     value);
	finding_remedy(finding, "write be-alloc=0");
}

static void connectors_check(struct entry *entry, char *value)
{
	unsigned int n = 0;
	struct finding *finding;
	char *connector;

	end_trim(value);
	while ((connector = strsep(&value, ";"))) {
		if (!*connector)	/* xl passes over it, too */
			continue;
		config_check_connector(entry->config, entry->line, entry->devid,
				       connector);
		n++;
	}
	if (n >= 1 && n <= FRONT_MAX_CONNECTORS)
		return;
	finding = error_add(entry);
	if (n == 0) {
		finding_what(finding, "connectors= names none");
		finding_remedy(finding, "write connectors=ID:WIDTHxHEIGHT, for example connectors=HDMI-A-1:1920x1080");
	} else if (n > VDISPL_INDEX_MAX + 1) {
		finding_what(finding, "%u connectors; vdispld serves %u of one device",
			     n, VDISPL_INDEX_MAX + 1);
		finding_remedy(finding, "make it several strings of the list, with %u connectors each at most",
			       FRONT_MAX_CONNECTORS);
	} else {
		finding_what(finding, "%u connectors; Linux's driver takes %u of one device",
			     n, FRONT_MAX_CONNECTORS);
		finding_remedy(finding, "make it several strings of the list, with %u connectors each at most",
			       FRONT_MAX_CONNECTORS);
	}
}

static void unknown_add(struct entry *entry, const char *name, const char *value)
{
	const char *near = suggest(name, option_names());
	struct finding *finding = error_add(entry);
	size_t length = strcspn(name, " \t");

	if (name[length] && near && strlen(near) == length) {
		finding_what(finding, "blanks between \"%s\" and \"=\"", near);
		finding_remedy(finding, "write %s=%s", near, value ? value : "");
		return;
	}
	if (value)
		finding_what(finding, "\"%s\" is no option of vdispl", name);
	else
		finding_what(finding, "\"%s\" is no OPTION=VALUE", name);
	if (strpbrk(name, ":") && !value)
		finding_remedy(finding, "write \";\" between connectors, not \",\"");
	else if (near)
		finding_remedy(finding, "did you mean \"%s=\"?", near);
	else
		finding_remedy(finding, "leave it out; there are backend=, be-alloc= and connectors=");
}

static void option_check(struct entry *entry, char *name)
{
	char *value = strchr(name, '=');
	struct finding *finding;
	enum option option;

	if (value)
		*value++ = '\0';
	for (option = 0; option < N_OPTIONS; option++)
		if (value && !strcmp(name, option_names()[option]))
			break;
	if (option < N_OPTIONS && entry->seen & (1u << option)) {
		finding = error_add(entry);
		finding_what(finding, "%s= stands here twice", name);
		finding_remedy(finding, "leave one of them out");
		return;
	}
	entry->seen |= 1u << option;
	switch (option) {
	case BACKEND:
		backend_check(entry, value);
		break;
	case BE_ALLOC:
		be_alloc_check(entry, value);
		break;
	case CONNECTORS:
		connectors_check(entry, value);
		break;
	case N_OPTIONS:
		unknown_add(entry, name, value);
		break;
	}
}

void config_check_entry(struct config *config, unsigned int line,
			unsigned int devid, const char *text)
{
	struct entry entry = { .config = config, .line = line, .devid = devid };
	unsigned int before = config->findings->n_errors;
	char *copy = strdup(text), *rest = copy, *option;
	struct finding *finding;

	while ((option = strsep(&rest, ","))) {
		option += strspn(option, " ");
		if (*option)
			option_check(&entry, option);
	}
	/* A misspelt connectors= has been found already. */
	if (!(entry.seen & (1u << CONNECTORS)) && config->findings->n_errors == before) {
		finding = error_add(&entry);
		finding_what(finding, "no connectors=, so there is no screen");
		finding_remedy(finding, "write for example \"" EXAMPLE "\"");
	}
	free(copy);
}
