// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/vdisp-front/hostile/hostile.h"

static const char usage[] =
	"usage: vdisp-hostile [OPTION]... all | CASE...\n"
	"       vdisp-hostile --list\n"
	"\n"
	"Does to the back end of the guest's para-virtual display what a hostile guest would\n"
	"do, case by case, and checks that its answers are those that the protocol allows and\n"
	"that an honest connection is served after each. Prints TAP.\n"
	"\n"
	"  --device=N    the vdispl device (default: 0)\n"
	"  --timeout=MS  for each answer and event (default: 5000)\n"
	"  --refuse=MS   how long to wait before concluding that the back end does not accept\n"
	"                a connection (default: 1000; more than its longest back-off, if it\n"
	"                has one, makes sure that each lie in the store is really looked at)\n"
	"  --list        names the cases\n"
	"\n"
	"Needs the modules xen-evtchn and xen-gntalloc (limit=20000), and drm_xen_front not\n"
	"loaded. Cases about a second connector are skipped when there is none.\n"
	"\n"
	"exit status: 0 every check passed, 1 not so, 2 wrong usage or no device\n";

static const struct hostile_case *const tables[] = {
	directory_cases, number_cases, lifetime_cases,
	ring_cases,	 event_cases,  state_cases,    memory_cases,
};

#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

static void cases_list(void)
{
	const struct hostile_case *c;
	unsigned int i;

	for (i = 0; i < N_TABLES; i++)
		for (c = tables[i]; c->name; c++)
			printf("%-26s %s\n", c->name, c->text);
}

static const struct hostile_case *case_find(const char *name)
{
	const struct hostile_case *c;
	unsigned int i;

	for (i = 0; i < N_TABLES; i++)
		for (c = tables[i]; c->name; c++)
			if (!strcmp(c->name, name))
				return c;
	return NULL;
}

static void cases_run_all(struct hostile *hostile)
{
	const struct hostile_case *c;
	unsigned int i;

	for (i = 0; i < N_TABLES; i++)
		for (c = tables[i]; c->name; c++)
			hostile_run(hostile, c);
}

static int usage_fail(void)
{
	fputs(usage, stderr);
	return 2;
}

static int names_check(char **names)
{
	for (; *names; names++) {
		if (strcmp(*names, "all") && !case_find(*names)) {
			fprintf(stderr,
				"vdisp-hostile: there is no case %s (see --list)\n",
				*names);
			return 2;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "timeout", required_argument, NULL, 't' },
		{ "refuse", required_argument, NULL, 'r' },
		{ "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	unsigned int devid = 0, timeout_ms = 5000, refuse_ms = 1000;
	struct hostile hostile;
	int option, err;
	char **name;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			devid = strtoul(optarg, NULL, 10);
			break;
		case 't':
			timeout_ms = strtoul(optarg, NULL, 10);
			break;
		case 'r':
			refuse_ms = strtoul(optarg, NULL, 10);
			break;
		case 'l':
			cases_list();
			return 0;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			return usage_fail();
		}
	}
	if (optind == argc)
		return usage_fail();
	if (names_check(&argv[optind]))
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	err = hostile_init(&hostile, devid, timeout_ms, refuse_ms);
	if (err) {
		fprintf(stderr, "vdisp-hostile: vdispl device %u: %s\n", devid,
			strerror(-err));
		return 2;
	}
	for (name = &argv[optind]; *name; name++) {
		if (!strcmp(*name, "all"))
			cases_run_all(&hostile);
		else
			hostile_run(&hostile, case_find(*name));
	}
	if (hostile.front->connected)
		front_disconnect(hostile.front, timeout_ms);
	printf("1..%u\n", hostile.n_checks);
	err = hostile.n_failed > 0;
	hostile_finish(&hostile);
	return err;
}
