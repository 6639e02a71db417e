// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps pages that dom0 grants, for the tests of importing; runs in the guest.
 *
 *	mapper serve [-l] PAGES
 *	mapper ask PID VERB [ARGUMENT]
 *
 * serve grants a directory of PAGES pages for dom0 to write references into (-l:
 * one that comes back to its beginning), and prints
 *
 *	pid=P directory=D
 *
 * Verbs: map COUNT and map-ro COUNT map what the directory names, ref R and
 * ref-ro R one page, each in place of what was mapped before; verify SEED, fill
 * SEED, unmap, quit. The answer is 0, an errno, or how many words are wrong.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xengnttab.h>

#include "tests/module/pattern.h"
#include "tests/module/service.h"

#define DOM0 0
#define DIRECTORY_REFS 1023

struct mapper {
	xengnttab_handle *gnttab;
	uint32_t n_directory;
	uint32_t *directory, *directory_refs;	/* each page 1024 words */
	uint32_t count;
	uint32_t *pages;			/* NULL: nothing is mapped */
};

static long mapper_unmap(struct mapper *m)
{
	int failed;

	if (!m->pages)
		return 0;
	failed = xengnttab_unmap(m->gnttab, m->pages, m->count);
	m->pages = NULL;
	return failed ? errno : 0;
}

static long mapper_map(struct mapper *m, uint32_t *refs, uint32_t count,
		       int protection)
{
	mapper_unmap(m);
	m->count = count;
	m->pages = xengnttab_map_domain_grant_refs(m->gnttab, count, DOM0, refs,
						   protection);
	return m->pages ? 0 : errno;
}

static long mapper_map_directory(struct mapper *m, uint32_t count,
				 int protection)
{
	uint32_t i, *refs;
	long err;

	if (!count || count > m->n_directory * DIRECTORY_REFS)
		return EINVAL;
	refs = calloc(count, sizeof(*refs));
	if (!refs)
		return ENOMEM;
	for (i = 0; i < count; i++)
		refs[i] = m->directory[(size_t)(i / DIRECTORY_REFS) * 1024 + 1 +
				       i % DIRECTORY_REFS];
	err = mapper_map(m, refs, count, protection);
	free(refs);
	return err;
}

static long mapper_answer(void *context, const char *question)
{
	struct mapper *m = context;
	uint32_t n;

	if (sscanf(question, "map %u", &n) == 1)
		return mapper_map_directory(m, n, PROT_READ | PROT_WRITE);
	if (sscanf(question, "map-ro %u", &n) == 1)
		return mapper_map_directory(m, n, PROT_READ);
	if (sscanf(question, "ref %u", &n) == 1)
		return mapper_map(m, &n, 1, PROT_READ | PROT_WRITE);
	if (sscanf(question, "ref-ro %u", &n) == 1)
		return mapper_map(m, &n, 1, PROT_READ);
	if (!strcmp(question, "unmap"))
		return mapper_unmap(m);
	if (!m->pages)
		return EINVAL;
	if (sscanf(question, "verify %u", &n) == 1)
		return pattern_errors(m->pages, m->count, n);
	if (sscanf(question, "fill %u", &n) == 1) {
		pattern_fill(m->pages, m->count, n);
		return 0;
	}
	return EINVAL;
}

static void mapper_run(struct mapper *m, int loops)
{
	xengntshr_handle *gntshr = xengntshr_open(NULL, 0);
	int listener;
	uint32_t i;

	m->gnttab = xengnttab_open(NULL, 0);
	m->directory_refs = calloc(m->n_directory, sizeof(uint32_t));
	if (!gntshr || !m->gnttab || !m->directory_refs)
		service_die("no grants");
	m->directory = xengntshr_share_pages(gntshr, DOM0, m->n_directory,
					     m->directory_refs, 1);
	if (!m->directory)
		service_die("xengntshr_share_pages");
	for (i = 0; i + 1 < m->n_directory; i++)
		m->directory[(size_t)i * 1024] =
			m->directory_refs[loops ? 0 : i + 1];
	listener = service_listen();
	printf("pid=%d directory=%u\n", getpid(), m->directory_refs[0]);
	fflush(stdout);
	service_run(listener, mapper_answer, m);
}

static int serve(int argc, char **argv)
{
	int loops = argc == 3 && !strcmp(argv[1], "-l");
	struct mapper m = { .n_directory = strtoul(argv[argc - 1], NULL, 0) };
	int child;

	if (!m.n_directory || argc != 2 + loops)
		return 2;
	/* The grants belong to the process that made them: it is the child. */
	child = fork();
	if (child < 0)
		service_die("fork");
	if (!child) {
		setsid();
		mapper_run(&m, loops);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int status = 2;

	if (argc >= 3 && !strcmp(argv[1], "serve"))
		status = serve(argc - 1, argv + 1);
	else if ((argc == 4 || argc == 5) && !strcmp(argv[1], "ask"))
		status = service_ask(argv[2], argv[3], argv[4]);
	if (status == 2)
		fprintf(stderr, "usage: mapper serve [-l] PAGES\n"
				"       mapper ask PID VERB [ARGUMENT]\n");
	return status;
}
