// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <errno.h>
#include <string.h>

#include "tools/common/domain.h"
#include "tools/vdisplctl/check/config.h"
#include "tools/vdisplctl/check/store.h"

static struct findings findings;

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "vdisplctl: %s: %s\n", what, why);
	return COMMAND_FAILED;
}

static int config_run(const char *path, const char *sysroot)
{
	static struct config_host host;
	int ret;

	config_host_read(&host, sysroot ? sysroot : "");
	ret = config_check(path, &host, &findings);
	return ret ? fail(path, strerror(-ret)) : COMMAND_DONE;
}

static int dump_run(const char *path)
{
	struct snapshot snapshot = { 0 };
	unsigned int line, n = 0;
	char what[64];
	int ret;

	findings.file = path;
	ret = snapshot_read_dump(&snapshot, path, &line);
	if (!ret)
		n = store_check(&snapshot, &findings);
	snapshot_finish(&snapshot);
	if (ret == -EINVAL) {
		snprintf(what, sizeof(what), "line %u is not what `xenstore-ls -fp` prints", line);
		return fail(path, what);
	}
	if (ret)
		return fail(path, strerror(-ret));
	if (!n)
		return fail(path, "there is no vdispl device in it");
	return COMMAND_DONE;
}

static int live_run(const char *domain)
{
	struct snapshot snapshot = { 0 };
	struct xs_handle *xs = xs_open(0);
	unsigned int n = 0;
	uint32_t domid;
	int ret;

	if (!xs)
		return fail("xenstore", strerror(errno));
	ret = domain_find(xs, domain, &domid);
	if (!ret)
		ret = snapshot_read_live(&snapshot, xs, domid);
	if (!ret)
		n = store_check(&snapshot, &findings);
	snapshot_finish(&snapshot);
	xs_close(xs);
	if (ret == -ENOENT)
		return fail(domain, "there is no such domain: see `xl list`");
	if (ret)
		return fail(domain, strerror(-ret));
	if (!n)
		return fail(domain, "it has no vdispl device: see `vdisplctl check` for its configuration");
	return COMMAND_DONE;
}

static int findings_show(int json)
{
	if (json)
		json_print(findings_json(&findings));
	else
		findings_print(stdout, &findings);
	return findings.n_errors ? COMMAND_FOUND : COMMAND_DONE;
}

int cmd_check(const struct arguments *arguments)
{
	const char *live = arguments_option(arguments, "--live");
	const char *dump = arguments_option(arguments, "--dump");
	int status;

	if (!!live + !!dump + arguments->n_words != 1) {
		fputs("vdisplctl: check one thing: FILE.cfg, --live=DOMAIN or --dump=FILE\n", stderr);
		command_usage(stderr, arguments->command, 0);
		return COMMAND_USAGE;
	}
	if (live)
		status = live_run(live);
	else if (dump)
		status = dump_run(dump);
	else
		status = config_run(arguments->words[0],
				    arguments_option(arguments, "--sysroot"));
	return status ? status :
			findings_show(arguments_option(arguments, "--json") != NULL);
}
