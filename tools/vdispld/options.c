// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/common/defaults.h"
#include "tools/common/log.h"
#include "tools/common/number.h"
#include "tools/vdispld/config_file.h"
#include "tools/vdispld/vt.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

/*
 * A worker's uid is this and its domain's number. Nothing hands out ids here:
 * container ranges end below, systemd's own uses begin far above.
 */
#define DEFAULT_UID_BASE 1879048192u

static const char help[] =
"usage: vdispld [OPTION]...\n"
"\n"
"Shows the screens of Xen guests (vdispl= in their configuration) on this\n"
"domain's displays. Runs in the foreground until SIGTERM.\n"
"\n"
"  --card=PATH            use this DRM card; may be given more than once\n"
"                         (default: every /dev/dri/card*)\n"
"  --check-config=FILE    say what is wrong with a configuration, and exit\n"
"  --config=FILE          configuration (" CONFIG_FILE_PATH ", if it is there)\n"
"  --max-pages=N          of one guest's memory to hold at once (65536)\n"
"  --socket=PATH          control socket (" CONTROL_SOCKET_PATH ")\n"
"  --verbose              log what a guest can cause often, too\n"
"  --vt=N                 show guests on virtual terminal N of the host only, and\n"
"                         leave the cards to others while another is seen\n"
"  --worker=PATH          the worker program (beside vdispld, or in\n"
"                         ../libexec from there)\n"
"  --worker-uid-base=N    workers run as user N + domain id (1879048192)\n"
"  --help, --version\n"
"\n"
"See vdispld(8); vdisplctl(1) shows what it does.\n";

enum { OPT_CARD = 256, OPT_CHECK_CONFIG, OPT_CONFIG, OPT_MAX_PAGES, OPT_SOCKET, OPT_VERBOSE, OPT_VT, OPT_WORKER,
       OPT_UID_BASE, OPT_HELP, OPT_VERSION };

static const struct option long_options[] = {
	{ "card", required_argument, NULL, OPT_CARD },
	{ "check-config", required_argument, NULL, OPT_CHECK_CONFIG },
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "max-pages", required_argument, NULL, OPT_MAX_PAGES },
	{ "socket", required_argument, NULL, OPT_SOCKET },
	{ "verbose", no_argument, NULL, OPT_VERBOSE },
	{ "vt", required_argument, NULL, OPT_VT },
	{ "worker", required_argument, NULL, OPT_WORKER },
	{ "worker-uid-base", required_argument, NULL, OPT_UID_BASE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

static int number_parse(const char *name, const char *text, uint32_t min,
			uint32_t max, uint32_t *number)
{
	if (!number_parse_u32(text, number) && *number >= min && *number <= max)
		return 0;
	fprintf(stderr, "vdispld: --%s=%s: want a number from %u to %u\n", name,
		text, min, max);
	return -EINVAL;
}

static int card_add(struct options *options, const char *path)
{
	if (options->n_cards == OUTPUTS_MAX_CARDS) {
		fprintf(stderr, "vdispld: --card=%s: at most %u cards\n", path,
			OUTPUTS_MAX_CARDS);
		return -EINVAL;
	}
	options->cards[options->n_cards++] = path;
	return 0;
}

static int option_set(struct options *options, int option)
{
	uint32_t number;
	int ret = 0;

	switch (option) {
	case OPT_CARD:
		return card_add(options, optarg);
	case OPT_CHECK_CONFIG:
		options->check_path = optarg;
		return 0;
	case OPT_CONFIG:
		options->config_path = optarg;
		return 0;
	case OPT_MAX_PAGES:
		return number_parse("max-pages", optarg, 1, UINT32_MAX,
				    &options->max_pages);
	case OPT_SOCKET:
		options->socket_path = optarg;
		return 0;
	case OPT_VERBOSE:
		options->broker.log_level = LOG_LEVEL_DEBUG;
		return 0;
	case OPT_VT:
		return number_parse("vt", optarg, 1, VT_MAX, &options->vt);
	case OPT_WORKER:
		options->broker.worker_path = optarg;
		return 0;
	case OPT_UID_BASE:
		/* Not root, and room for every domain above it. */
		ret = number_parse("worker-uid-base", optarg, 1,
				   UINT32_MAX - 65536, &number);
		options->broker.worker_uid_base = number;
		return ret;
	case OPT_HELP:
		fputs(help, stdout);
		return 1;
	case OPT_VERSION:
		puts("vdispld " VERSION);
		return 1;
	}
	fputs("vdispld: try vdispld --help\n", stderr);
	return -EINVAL;
}

/* Beside vdispld in a build tree, in ../libexec when installed under any prefix. */
static void worker_find(struct options *options)
{
	static const char *const places[] = { "/vdispl-worker",
					      "/../libexec/vdispl-worker" };
	char directory[PATH_MAX - 32];
	ssize_t n = readlink("/proc/self/exe", directory, sizeof(directory) - 1);
	size_t i;

	directory[n > 0 ? n : 0] = '\0';
	if (strrchr(directory, '/'))
		*strrchr(directory, '/') = '\0';
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(options->worker_path, sizeof(options->worker_path), "%s%s",
			 directory, places[i]);
		if (!access(options->worker_path, X_OK))
			return;
	}
}

int options_parse(struct options *options, int argc, char **argv)
{
	int option, ret;

	*options = (struct options){
		.broker = {
			.worker_uid_base = DEFAULT_UID_BASE,
			.log_level = LOG_LEVEL_INFO,
		},
		.socket_path = CONTROL_SOCKET_PATH,
		.max_pages = DEFAULT_MAX_PAGES,
	};
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		ret = option_set(options, option);
		if (ret)
			return ret;
	}
	if (optind < argc) {
		fprintf(stderr, "vdispld: %s: not an option; try vdispld --help\n",
			argv[optind]);
		return -EINVAL;
	}
	if (!options->broker.worker_path) {
		worker_find(options);
		options->broker.worker_path = options->worker_path;
	}
	return 0;
}
