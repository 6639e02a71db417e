// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/check/config.h"

#include <errno.h>
#include <libxlutil.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "xenstore-schema/runtime/schema.h"

#define CONFIG_MAX_BYTES (1 << 20)
#define SETTING "vdispl"
#define FRAMES "max_grant_frames"
#define EXAMPLE "backend=0,be-alloc=0,connectors=HDMI-A-1:1920x1080"

/* A file in libxlutil's hands. */
struct source {
	char *text;		/* all of the file */
	XLU_Config *parsed;
	FILE *report;		/* what the library says, ... */
	char *said;		/* ... here, when the report is flushed */
	size_t said_bytes;
	struct config config;
};

static int text_read(const char *path, char **text)
{
	FILE *file = fopen(path, "re");
	size_t n;
	int ret = 0;

	*text = NULL;
	if (!file)
		return -errno;
	*text = malloc(CONFIG_MAX_BYTES + 1);
	n = *text ? fread(*text, 1, CONFIG_MAX_BYTES + 1, file) : 0;
	if (!*text)
		ret = -ENOMEM;
	else if (ferror(file))
		ret = -EIO;
	else if (n > CONFIG_MAX_BYTES)
		ret = -EFBIG;
	else
		(*text)[n] = '\0';
	fclose(file);
	return ret;
}

static struct finding *error_add(struct source *source, unsigned int line)
{
	return findings_add(source->config.findings, FINDING_ERROR, line, NULL);
}

static void report_forget(struct source *source)
{
	fflush(source->report);
	rewind(source->report);
	*source->said = '\0';
}

/* The library begins what it says about a value with "config:LINE:". */
static unsigned int report_line(struct source *source)
{
	unsigned int line = 0;

	fflush(source->report);
	if (sscanf(source->said, "config:%u:", &line) != 1)
		line = 0;
	report_forget(source);
	return line;
}

/* Where a setting is: asked for as what it is not, it makes the library complain. */
static unsigned int setting_line(struct source *source, const char *name, bool is_list)
{
	const char *string;

	report_forget(source);
	if (is_list)
		xlu_cfg_get_string(source->parsed, name, &string, 0);
	else
		xlu_cfg_get_list(source->parsed, name, NULL, NULL, 0);
	return report_line(source);
}

static unsigned int item_line(struct source *source, XLU_ConfigValue *item)
{
	XLU_ConfigList *list;
	char *string;

	report_forget(source);
	if (xlu_cfg_value_type(item) == XLU_STRING)
		xlu_cfg_value_get_list(source->parsed, item, &list, 0);
	else
		xlu_cfg_value_get_string(source->parsed, item, &string, 0);
	return report_line(source);
}

/* A line that sets something, outside of strings: its name, and whether with "+=". */
static bool line_setting(const char *line, char name[32], bool *adds)
{
	size_t length = strcspn(line, "\n");
	char copy[64], operation[3] = "";

	/* A blank in a format takes line ends, too. */
	snprintf(copy, sizeof(copy), "%.*s", length < 63 ? (int)length : 63, line);
	if (sscanf(copy, " %31[A-Za-z0-9_] %2[+=]", name, operation) != 2)
		return false;
	*adds = !strcmp(operation, "+=");
	return *adds || operation[0] == '=';
}

/* Whether the line sets @name: then what is wrong there began above it. */
static bool line_sets(const struct source *source, unsigned int line, const char *name)
{
	const char *at = source->text;
	char found[32];
	bool adds;

	while (--line && at)
		at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
	return at && line_setting(at, found, &adds) && !strcmp(found, name);
}

static void syntax_remedy(const struct source *source, struct finding *finding,
			  const char *near)
{
	const char *expecting = strstr(finding->what, "expecting ");

	if (expecting && strstr(expecting, "']'") && *near != '"' && *near != '\'' &&
	    !line_sets(source, finding->line, near) &&
	    strstr(finding->what, "unexpected IDENT"))
		finding_remedy(finding, "put the whole string into quotes");
	else if (expecting && strstr(expecting, "']'"))
		finding_remedy(finding, "write \",\" or \"]\" before it");
	else if (expecting && strstr(expecting, "'='"))
		finding_remedy(finding, "write \"=\" before it");
	else if (*near == '"' || *near == '\'')
		finding_remedy(finding, "end the string with the quotation mark that it begins with");
	else if (!strcasecmp(near, SETTING) || !strcasecmp(near, FRAMES))
		finding_remedy(finding, "write %s in small letters", near);
	else
		finding_remedy(finding, "leave it out; xl knows NAME = VALUE, strings in quotes, lists in brackets");
}

/* "config:2: config parsing error near `X': syntax error, unexpected Y, expecting Z" */
static void syntax_add(struct source *source)
{
	char near[64] = "", *words;
	struct finding *finding;
	unsigned int line = 0;

	fflush(source->report);
	source->said[strcspn(source->said, "\n")] = '\0';
	sscanf(source->said, "config:%u: config parsing error near `%63[^']", &line, near);
	if (near[0] == '\0' && strstr(source->said, "near `'"))
		snprintf(near, sizeof(near), "'");
	words = strstr(source->said, "': ");
	finding = error_add(source, line);
	finding_what(finding, "near %s: %s", near, words ? words + 3 : source->said);
	syntax_remedy(source, finding, near);
}

static void item_check(struct source *source, XLU_ConfigValue *item, unsigned int devid)
{
	unsigned int line = item_line(source, item);
	struct finding *finding;
	char *text;

	if (xlu_cfg_value_type(item) == XLU_STRING) {
		xlu_cfg_value_get_string(source->parsed, item, &text, 1);
		config_check_entry(&source->config, line, devid, text);
		return;
	}
	finding = error_add(source, line);
	finding_what(finding, "a list inside " SETTING "'s list");
	finding_remedy(finding, "write a string for each device, \"" EXAMPLE "\"");
}

static bool is_defined(struct source *source, const char *name)
{
	return xlu_cfg_get_list(source->parsed, name, NULL, NULL, 1) != ESRCH;
}

static void misspelt_add(struct source *source, unsigned int line, const char *name,
			 const char *meant)
{
	struct finding *finding;

	if (strcmp(name, meant) && schema_name_distance(name, meant) <= 2 &&
	    is_defined(source, name)) {
		finding = error_add(source, line);
		finding_what(finding, "xl does not know \"%s\" and passes over it", name);
		finding_remedy(finding, "did you mean \"%s\"?", meant);
	}
}

/* What the library has no word for: settings that xl ignores. */
static void lines_check(struct source *source)
{
	unsigned int line = 1, last = 0;
	struct finding *finding;
	char name[32];
	const char *at;
	bool adds;

	for (at = source->text; at; at = strchr(at, '\n'), line++) {
		at += *at == '\n';
		if (!line_setting(at, name, &adds))
			continue;
		misspelt_add(source, line, name, SETTING);
		misspelt_add(source, line, name, FRAMES);
		if (strcmp(name, SETTING))
			continue;
		if (last && !adds) {
			finding = error_add(source, last);
			finding_what(finding, SETTING " is set again in line %u, and only that counts", line);
			finding_remedy(finding, "write both into one list, or += in line %u", line);
		}
		last = line;
	}
}

static unsigned int frames_check(struct source *source, unsigned int *line)
{
	struct finding *finding;
	long frames = 0;
	int err;

	err = xlu_cfg_get_bounded_long(source->parsed, FRAMES, 1, INT32_MAX, &frames, 1);
	if (err == ESRCH)
		return 0;
	*line = setting_line(source, FRAMES, false);
	if (!err)
		return (unsigned int)frames;
	finding = error_add(source, *line);
	finding_what(finding, FRAMES " is no number of frames");
	finding_remedy(finding, "write " FRAMES " = 64, or leave it out");
	return 0;
}

static void setting_check(struct source *source)
{
	unsigned int before = source->config.findings->n_errors, frames, line = 0;
	struct finding *finding;
	XLU_ConfigList *list;
	int err, i, n;

	lines_check(source);
	err = xlu_cfg_get_list(source->parsed, SETTING, &list, &n, 1);
	if (err == ESRCH || (!err && n == 0)) {
		if (source->config.findings->n_errors > before)
			return;
		finding = error_add(source, err ? 0 : setting_line(source, SETTING, true));
		finding_what(finding, "no " SETTING " in it, so the guest has no screen");
		finding_remedy(finding, "write " SETTING " = [ \"" EXAMPLE "\" ]");
		return;
	}
	if (err) {
		finding = error_add(source, setting_line(source, SETTING, false));
		finding_what(finding, SETTING " is a string, and xl wants a list");
		finding_remedy(finding, "write brackets around it: " SETTING " = [ \"...\" ]");
		return;
	}
	for (i = 0; i < n; i++)
		item_check(source, xlu_cfg_get_listitem2(list, i), i);
	frames = frames_check(source, &line);
	config_check_guest(&source->config, setting_line(source, SETTING, true), frames,
			   line);
}

static unsigned int xl_conf_frames(const char *sysroot)
{
	XLU_Config *parsed;
	char path[512];
	FILE *unheard;
	long frames = 0;

	snprintf(path, sizeof(path), "%s/etc/xen/xl.conf", sysroot);
	unheard = fopen("/dev/null", "we");
	parsed = unheard ? xlu_cfg_init(unheard, path) : NULL;
	if (parsed && !access(path, R_OK) && !xlu_cfg_readfile(parsed, path))
		xlu_cfg_get_bounded_long(parsed, FRAMES, 1, INT32_MAX, &frames, 1);
	if (parsed)
		xlu_cfg_destroy(parsed);
	if (unheard)
		fclose(unheard);
	return (unsigned int)frames;
}

void config_host_read(struct config_host *host, const char *sysroot)
{
	char privcmd[512];

	snprintf(privcmd, sizeof(privcmd), "%s/dev/xen/privcmd", sysroot);
	host_outputs_read(&host->outputs, sysroot);
	xen_limits_read(&host->xen, privcmd);
	host->grant_frames = xl_conf_frames(sysroot);
}

int config_check(const char *path, const struct config_host *host,
		 struct findings *findings)
{
	struct source source = {
		.config = { .findings = findings, .host = host },
	};
	int ret;

	ret = text_read(path, &source.text);
	if (ret)
		goto free_text;
	ret = -ENOMEM;
	source.report = open_memstream(&source.said, &source.said_bytes);
	if (!source.report)
		goto free_text;
	source.parsed = xlu_cfg_init(source.report, "config");
	if (!source.parsed)
		goto close_report;
	findings->file = path;
	if (xlu_cfg_readdata(source.parsed, source.text, (int)strlen(source.text)))
		syntax_add(&source);
	else
		setting_check(&source);
	findings->file = NULL;
	ret = 0;
	xlu_cfg_destroy(source.parsed);
close_report:
	fclose(source.report);
	free(source.said);
free_text:
	free(source.text);
	return ret;
}
