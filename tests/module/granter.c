// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grants pages to dom0, for the tests of the kernel module; runs in the guest.
 *
 *	granter share [-r] [-s SEED] [-b KIND] COUNT
 *	granter ask PID (fill SEED | verify SEED | quit)
 *
 * share fills COUNT pages with a pattern (pattern.h), grants them (-r: for
 * reading only), grants a page directory of them, and prints
 *
 *	pid=P directory=D count=N refs=R,R,...		(the first 64 references)
 *
 * from then on a process in the background keeps the grants. -b makes the
 * directory a bad one: self, loop (it comes back to itself), short (it ends a
 * page too early), zero (its last reference is 0), dead (it goes on at a
 * reference that nobody granted).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xengnttab.h>

#include "tests/module/pattern.h"
#include "tests/module/service.h"

#define DOM0 0
#define DIRECTORY_REFS 1023
#define SHOWN_REFS 64
#define DEAD_REF 4000000

struct share {
	xengntshr_handle *handle;
	uint32_t count, n_directory;
	int writable;
	uint32_t seed;
	const char *bad;
	uint32_t *pages, *refs;			/* the data */
	uint32_t *directory, *directory_refs;	/* each page 1024 words */
};

static void directory_fill(struct share *s)
{
	uint32_t i, *page;

	for (i = 0; i < s->count; i++) {
		page = s->directory + (size_t)(i / DIRECTORY_REFS) * 1024;
		page[1 + i % DIRECTORY_REFS] = s->refs[i];
	}
	for (i = 0; i + 1 < s->n_directory; i++)
		s->directory[(size_t)i * 1024] = s->directory_refs[i + 1];
}

static void directory_spoil(struct share *s)
{
	uint32_t *last = s->directory + (size_t)(s->n_directory - 1) * 1024;
	uint32_t *before = s->n_directory > 1 ? last - 1024 : last;

	if (!s->bad)
		return;
	if (!strcmp(s->bad, "self"))
		s->directory[0] = s->directory_refs[0];
	else if (!strcmp(s->bad, "loop"))
		before[0] = s->directory_refs[0];
	else if (!strcmp(s->bad, "short"))
		before[0] = 0;
	else if (!strcmp(s->bad, "zero"))
		last[1 + (s->count - 1) % DIRECTORY_REFS] = 0;
	else if (!strcmp(s->bad, "dead"))
		before[0] = DEAD_REF;
	else
		service_die("unknown kind of bad directory");
}

static void *pages_share(struct share *s, uint32_t count, int writable,
			 uint32_t **refs)
{
	void *pages;

	*refs = calloc(count, sizeof(**refs));
	if (!*refs)
		service_die("calloc");
	pages = xengntshr_share_pages(s->handle, DOM0, count, *refs, writable);
	if (!pages)
		service_die("xengntshr_share_pages");
	return pages;
}

static void share_print(const struct share *s)
{
	uint32_t i;

	printf("pid=%d directory=%u count=%u refs=", getpid(),
	       s->directory_refs[0], s->count);
	for (i = 0; i < s->count && i < SHOWN_REFS; i++)
		printf("%s%u", i ? "," : "", s->refs[i]);
	printf("\n");
	fflush(stdout);
}

/* The answer to one question: 0 or what went wrong. */
static long share_answer(void *context, const char *question)
{
	struct share *s = context;
	uint32_t seed;

	if (sscanf(question, "fill %u", &seed) == 1) {
		pattern_fill(s->pages, s->count, seed);
		return 0;
	}
	if (sscanf(question, "verify %u", &seed) == 1)
		return pattern_errors(s->pages, s->count, seed);
	return -1;
}

static void share_run(struct share *s)
{
	int listener;

	s->handle = xengntshr_open(NULL, 0);
	if (!s->handle)
		service_die("xengntshr_open");
	s->n_directory = (s->count + DIRECTORY_REFS - 1) / DIRECTORY_REFS;
	s->pages = pages_share(s, s->count, s->writable, &s->refs);
	s->directory = pages_share(s, s->n_directory, 0, &s->directory_refs);
	pattern_fill(s->pages, s->count, s->seed);
	directory_fill(s);
	directory_spoil(s);

	listener = service_listen();
	share_print(s);
	service_run(listener, share_answer, s);
}

static int share(int argc, char **argv)
{
	struct share s = { .writable = 1, .seed = 1 };
	int option, child;

	while ((option = getopt(argc, argv, "rs:b:")) != -1) {
		switch (option) {
		case 'r':
			s.writable = 0;
			break;
		case 's':
			s.seed = strtoul(optarg, NULL, 0);
			break;
		case 'b':
			s.bad = optarg;
			break;
		default:
			return 2;
		}
	}
	if (optind != argc - 1)
		return 2;
	s.count = strtoul(argv[optind], NULL, 0);
	if (!s.count)
		return 2;
	/* The grants belong to the process that made them: it is the child. */
	child = fork();
	if (child < 0)
		service_die("fork");
	if (!child) {
		setsid();
		share_run(&s);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int status = 2;

	if (argc >= 3 && !strcmp(argv[1], "share"))
		status = share(argc - 1, argv + 1);
	else if ((argc == 4 || argc == 5) && !strcmp(argv[1], "ask"))
		status = service_ask(argv[2], argv[3], argv[4]);
	if (status == 2)
		fprintf(stderr, "usage: granter share [-r] [-s SEED] [-b KIND] COUNT\n"
				"       granter ask PID VERB [SEED]\n");
	return status;
}
