// SPDX-License-Identifier: GPL-2.0-only
/*
 * `vdisplctl check FILE.cfg` over tests/vectors/config/: each file says in comments
 * what has to be found in it, word by word, in order, and nothing else:
 *
 *	# finds 4: error: be-alloc "2" is neither ...; write be-alloc=0
 *
 * One TAP line for each file, as each is a test of its own.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xenctrl.h>

#include "tools/vdisplctl/check/config.h"

#define VECTORS "tests/vectors/config/*.cfg"
#define EXAMPLES "config/xl/*.cfg"	/* what we ship has to be good */
#define MARK "# finds "
#define LINE_BYTES 2048
/* What issue and manual promise; the vectors must not dwindle unseen. */
#define LEAST_BAD 40
#define LEAST_GOOD 12

static struct config_host host;
static const char *xen_options;	/* NULL: there is no Xen */
static int xen_version;
static struct findings findings;
static unsigned int n_tests, n_failed, n_bad, n_good;

static void report(int good, const char *name)
{
	n_tests++;
	n_failed += !good;
	printf("%sok %u - check_config: %s\n", good ? "" : "not ", n_tests, name);
}

/* The finding without its file. */
static void finding_line(const struct finding *finding, char line[LINE_BYTES])
{
	struct finding copy = *finding;

	strcpy(copy.file, "f");
	finding_format(&copy, line, LINE_BYTES);
	memmove(line, line + 2, strlen(line + 2) + 1);
	if (*line == ' ')	/* of a file without a line */
		memmove(line, line + 1, strlen(line));
}

static int file_try(const char *path)
{
	char want[LINE_BYTES], got[LINE_BYTES];
	unsigned int n = 0;
	int good = 1;
	FILE *file;

	memset(&findings, 0, sizeof(findings));
	file = fopen(path, "r");
	if (!file || config_check(path, &host, &findings))
		return 0;
	while (fgets(want, sizeof(want), file)) {
		if (strncmp(want, MARK, strlen(MARK)))
			continue;
		want[strcspn(want, "\n")] = '\0';
		*got = '\0';
		if (n < findings.n)
			finding_line(&findings.items[n], got);
		n++;
		if (!strcmp(want + strlen(MARK), got))
			continue;
		printf("# want %s\n# got  %s\n", want + strlen(MARK), got);
		good = 0;
	}
	fclose(file);
	for (; n < findings.n; n++) {
		finding_line(&findings.items[n], got);
		printf("# got  %s\n", got);
		good = 0;
	}
	if (findings.n)
		n_bad++;
	else
		n_good++;
	return good;
}

/* The fake Xen: its version and its command line. */
xc_interface *xc_interface_open(xentoollog_logger *logger,
				xentoollog_logger *dombuild_logger, unsigned int flags)
{
	return xen_options ? (xc_interface *)&xen_options : NULL;
}

int xc_interface_close(xc_interface *xc)
{
	return 0;
}

int xc_version(xc_interface *xc, int command, void *argument)
{
	if (command == XENVER_version)
		return xen_version;
	snprintf(argument, sizeof(xen_commandline_t), "%s", xen_options);
	return 0;
}

/* One file against a Xen: the beginning of the only finding, NULL: none. */
static void xen_try(const char *file, int minor, const char *options, unsigned int xl_frames,
		    const char *want, const char *name)
{
	char path[160], got[LINE_BYTES] = "";

	xen_version = 4 << 16 | minor;
	xen_options = options;
	xen_limits_read(&host.xen, "/dev/null");
	host.grant_frames = xl_frames;
	memset(&findings, 0, sizeof(findings));
	snprintf(path, sizeof(path), "tests/vectors/config/%s.cfg", file);
	if (config_check(path, &host, &findings))
		strcpy(got, "not read");
	else if (findings.n)
		finding_line(&findings.items[0], got);
	report(findings.n == (want != NULL) && strstr(got, want ? want : "") && host.xen.known,
	       name);
	if (*got)
		printf("# got %s\n", got);
}

static void xen_limits_try(void)
{
	if (geteuid() != 0) {
		n_tests++;
		printf("ok %u - check_config: Xen's limits # SKIP only root is told\n", n_tests);
		return;
	}
	xen_try("good-many-frames", 17, "", 0,
		"3: error: max_grant_frames is 128, and this Xen makes no guest with more than 64; "
		"write gnttab_max_frames=128 into GRUB_CMDLINE_XEN", "more frames than Xen 4.17 gives");
	xen_try("good-many-frames", 17, "gnttab_max_frames=128", 0, NULL,
		"... unless it is told to");
	xen_try("good-many-frames", 18, "", 0, NULL, "... and Xen 4.18 needs not be");
	xen_try("bad-too-many-grants", 18, "", 0, "; write max_grant_frames = 105",
		"the remedy with Xen 4.18");
	xen_try("bad-too-many-grants", 17, "gnttab_max_frames=256", 0, NULL,
		"Xen's command line is a guest's default");
	xen_try("bad-too-many-grants", 17, "gnttab_max_frames=256", 32,
		"xl.conf's max_grant_frames is 32; write max_grant_frames = 105",
		"xl.conf comes before it");
}

int main(void)
{
	glob_t files;
	size_t i;

	config_host_read(&host, "tests/vectors/host");
	report(host.outputs.n == 3 && !host.xen.known, "the host has three outputs, and no Xen");
	if (glob(VECTORS, 0, NULL, &files) ||
	    glob(EXAMPLES, GLOB_APPEND, NULL, &files))
		return 1;
	for (i = 0; i < files.gl_pathc; i++)
		report(file_try(files.gl_pathv[i]),
		       strrchr(files.gl_pathv[i], '/') + 1);
	globfree(&files);
	report(n_bad >= LEAST_BAD && n_good >= LEAST_GOOD, "the vectors are all there");
	report(config_check("tests/vectors/config/none", &host, &findings) < 0,
	       "a file that is not there is no finding");
	xen_limits_try();
	printf("1..%u\n", n_tests);
	return n_failed != 0;
}
