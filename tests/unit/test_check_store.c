// SPDX-License-Identifier: GPL-2.0-only
/*
 * `vdisplctl check --dump` and `--live` over tests/vectors/store/: each file is a dump
 * of a real store with changes, and what has to be found then, in order, and
 * nothing else:
 *
 *	base connected.txt
 *	remove /local/domain/1/device/vdispl/0/1
 *	/local/domain/1/device/vdispl/0/0/resolution = "0x0"   (n0,r1)
 *	finds PATH: error: WHAT; REMEDY
 *
 * Each is tried both ways, and each way is a TAP line of its own.
 */
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fake/xenstore.h"
#include "tools/vdisplctl/check/store.h"

#define VECTORS "tests/vectors/store/*.txt"
#define BASES "xenstore-schema/tests/dumps/"
#define GUEST 1
#define LINE_BYTES 2048
#define MAX_LINES 256
#define LEAST_BAD 30
#define LEAST_GOOD 8

static struct findings findings;
static struct snapshot snapshot;
static char lines[MAX_LINES][LINE_BYTES];	/* of the dump, in its order */
static unsigned int n_lines;
static char wanted[32][LINE_BYTES];
static unsigned int n_wanted;
static unsigned int n_tests, n_failed, n_bad, n_good;

static void report(int good, const char *way, const char *name)
{
	n_tests++;
	n_failed += !good;
	printf("%sok %u - check_store: %s %s\n", good ? "" : "not ", n_tests, way, name);
}

static size_t path_length(const char *line)
{
	return strcspn(line, " ");
}

static void line_remove(const char *path, int below)
{
	unsigned int from, to = 0;
	size_t length = strlen(path);

	for (from = 0; from < n_lines; from++) {
		char next = lines[from][length];

		if (!strncmp(lines[from], path, length) &&
		    (next == ' ' || (below && next == '/')))
			continue;
		if (to != from)
			memcpy(lines[to], lines[from], LINE_BYTES);
		to++;
	}
	n_lines = to;
}

static void line_set(const char *line)
{
	char path[LINE_BYTES];

	snprintf(path, sizeof(path), "%.*s", (int)path_length(line), line);
	line_remove(path, 0);
	if (n_lines < MAX_LINES)
		snprintf(lines[n_lines++], LINE_BYTES, "%s", line);
}

static void file_read(const char *path)
{
	char line[LINE_BYTES], base[LINE_BYTES + 64];
	FILE *file = fopen(path, "r");

	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "base ", 5)) {
			snprintf(base, sizeof(base), BASES "%s", line + 5);
			file_read(base);
		} else if (!strncmp(line, "remove ", 7)) {
			line_remove(line + 7, 1);
		} else if (!strncmp(line, "finds ", 6)) {
			strcpy(wanted[n_wanted++], line + 6);
		} else if (*line == '/') {
			line_set(line);
		}
	}
	if (file)
		fclose(file);
}

static void begin(const char *path)
{
	memset(&findings, 0, sizeof(findings));
	n_lines = n_wanted = 0;
	line_set("/local/domain/0 = \"\"   (n0)");
	line_set("/local/domain/1 = \"\"   (n0,r1)");
	file_read(path);
}

/* What was found against what was to be found; the line of the dump is the node's. */
static int findings_compare(int dump)
{
	unsigned int i, n = findings.n > n_wanted ? findings.n : n_wanted;
	char got[LINE_BYTES];
	int good = 1;

	for (i = 0; i < n; i++) {
		struct finding *finding = &findings.items[i];
		unsigned int line = i < findings.n ? finding->line : 0;

		if (line && (!dump || line > n_lines ||
			     strncmp(lines[line - 1], finding->node,
				     path_length(lines[line - 1]))))
			good = 0;
		*got = '\0';
		if (i < findings.n) {
			finding->line = 0;
			*finding->file = '\0';
			finding_format(finding, got, sizeof(got));
		}
		if (i < n_wanted && !strcmp(got, wanted[i]))
			continue;
		printf("# want %s\n# got  %s\n", i < n_wanted ? wanted[i] : "", got);
		good = 0;
	}
	return good;
}

static int dump_write(char *name)
{
	int fd = mkstemp(name);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	unsigned int i;

	if (!file)
		return -EIO;
	for (i = 0; i < n_lines; i++)
		fprintf(file, "%s\n", lines[i]);
	return fclose(file);
}

static int dump_try(const char *path)
{
	char name[] = "/tmp/test_check_store.XXXXXX";
	unsigned int line, n;
	int good;

	begin(path);
	if (dump_write(name))
		return 0;
	findings.file = name;
	good = !snapshot_read_dump(&snapshot, name, &line);
	n = good ? store_check(&snapshot, &findings) : 0;
	good = good && n && findings_compare(1);
	snapshot_finish(&snapshot);
	unlink(name);
	return good;
}

/* The dump in lines[]: how many findings, or UINT_MAX when it cannot be read. */
static unsigned int lines_check(unsigned int *line)
{
	char name[] = "/tmp/test_check_store.XXXXXX";
	unsigned int n = UINT_MAX;

	memset(&findings, 0, sizeof(findings));
	if (!dump_write(name) && !snapshot_read_dump(&snapshot, name, line)) {
		store_check(&snapshot, &findings);
		n = findings.n;
	}
	snapshot_finish(&snapshot);
	unlink(name);
	return n;
}

/* What xenstore-ls leaves out is not a fault of the store; other text is no dump. */
static void dump_forms_try(void)
{
	unsigned int i, line;

	begin(BASES "connected.txt");
	for (i = 0; i < n_lines; i++)
		*strstr(lines[i], "   (") = '\0';
	report(lines_check(&line) == 0, "--dump", "without owners");

	begin(BASES "connected.txt");
	line_set("/local/domain/1/device/vdispl/0/0/resolution = \"10...\"   (n0,r1)");
	line_set("/local/domain/1/device/vdispl/0/0/unique-id = \"a \"quoted\" one...\"   (n1)");
	report(lines_check(&line) == 1 && strstr(findings.items[0].what, "belongs to"),
	       "--dump", "with values that are cut");

	begin(BASES "connected.txt");
	strcpy(lines[7], "state = 4");
	report(lines_check(&line) == UINT_MAX && line == 8, "--dump",
	       "that is none, in its eighth line");
}

/* Through the dump's reader: a line has an owner and escapes to be understood. */
static void store_fill(void)
{
	char name[] = "/tmp/test_check_store.XXXXXX";
	unsigned int i, line;

	if (dump_write(name) || snapshot_read_dump(&snapshot, name, &line))
		return;
	for (i = 0; i < snapshot.n; i++)
		fake_store_set_bytes(snapshot.nodes[i].path, snapshot.nodes[i].value,
				     snapshot.nodes[i].length, snapshot.nodes[i].owner);
	snapshot_finish(&snapshot);
	unlink(name);
}

static int live_try(const char *path)
{
	struct xs_handle *xs;
	int good;

	begin(path);
	fake_store_reset();
	fake_store_set("/local/domain/0/domid", "0", 0);
	store_fill();
	xs = xs_open(0);
	good = !snapshot_read_live(&snapshot, xs, GUEST) &&
	       store_check(&snapshot, &findings) && findings_compare(0);
	snapshot_finish(&snapshot);
	xs_close(xs);
	return good;
}

int main(void)
{
	glob_t files;
	size_t i;

	if (glob(VECTORS, 0, NULL, &files))
		return 1;
	for (i = 0; i < files.gl_pathc; i++) {
		const char *name = strrchr(files.gl_pathv[i], '/') + 1;

		report(dump_try(files.gl_pathv[i]), "--dump", name);
		report(live_try(files.gl_pathv[i]), "--live", name);
		if (n_wanted)
			n_bad++;
		else
			n_good++;
	}
	globfree(&files);
	dump_forms_try();
	report(n_bad >= LEAST_BAD && n_good >= LEAST_GOOD, "the vectors", "are all there");
	printf("1..%u\n", n_tests);
	return n_failed != 0;
}
