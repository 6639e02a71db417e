// SPDX-License-Identifier: GPL-2.0-only
/* A guest without a driver for the para-virtual display shows the test card. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/vdisp-front/hold.h"
#include "tools/vdisp-front/ppm.h"
#include "tools/vdisp-front/show.h"

#define EXIT_USAGE   2
#define EXIT_GONE    3
#define HOLD_POLL_MS 200

static const char usage[] =
	"usage: vdisp-front [OPTION]...\n"
	"\n"
	"Drives the guest's para-virtual display from user space: shows a test card with a\n"
	"moving box, flips between its buffers and waits for the event of each flip.\n"
	"\n"
	"  --device=N           the vdispl device (default: 0)\n"
	"  --connector=INDEX    the connector (default: 0)\n"
	"  --all                every connector, in turns\n"
	"  --buffers=2|3        how many buffers to flip between (default: 2)\n"
	"  --back-end-memory    in memory of the back end's, if the toolstack allows it\n"
	"  --edid=FILE          write the EDID of --connector to FILE first\n"
	"  --frames=N           how many flips (default: 300)\n"
	"  --timeout=MS         for each wait for the back end (default: 5000)\n"
	"  --hold               keep the last frame until SIGINT, SIGTERM or SIGHUP\n"
	"  --hold-file=FILE     ... until FILE exists\n"
	"  --hold-seconds=N     ... or for N seconds\n"
	"  --checksum           print the checksum of the still part as it is in the buffer\n"
	"  --reference=FILE     write the last frame, read back from the buffer, as PPM\n"
	"\n"
	"Needs the modules xen-evtchn and xen-gntalloc (limit=20000), and drm_xen_front not\n"
	"loaded. The frame that stays is number N (the first, before any flip, is 0).\n"
	"\n"
	"exit status: 0 done, 1 failed, 2 wrong usage, 3 the back end ended the connection\n";

struct program {
	unsigned int device, connector, n_buffers, frames, timeout_ms;
	bool all, checksum, be_alloc;
	const char *reference, *edid;
	struct hold hold;

	struct front *front;
	unsigned int n_shows;
	struct show shows[FRONT_CONNECTORS_MAX];
};

static int fail(const char *what, int err)
{
	fprintf(stderr, "vdisp-front: %s: %s%s\n", what, strerror(-err),
		err == -ENOTCONN ? " (the back end ended the connection)"
		: err == -ENOSPC ? " (is xen-gntalloc's limit too low?)"
				 : "");
	return err == -ENOTCONN ? EXIT_GONE : EXIT_FAILURE;
}

/* What the monitor says of itself, as it came. */
static int edid_write(struct program *program)
{
	char edid[XENDISPL_EDID_MAX_SIZE];
	FILE *file;
	int size;

	if (!program->edid)
		return 0;
	size = front_get_edid(program->front, program->connector, edid);
	if (size < 0)
		return fail("the EDID", size);
	file = fopen(program->edid, "w");
	if (!file || fwrite(edid, 1, size, file) != (size_t)size || fclose(file))
		return fail(program->edid, -errno);
	printf("vdisp-front: connector %u: EDID of %d octets\n",
	       program->connector, size);
	return 0;
}

static int shows_init(struct program *program)
{
	unsigned int first = program->all ? 0 : program->connector;
	unsigned int last =
		program->all ? front_n_connectors(program->front) - 1 : first;
	uint32_t width, height;
	int err;

	if (last >= front_n_connectors(program->front)) {
		fprintf(stderr, "vdisp-front: there is no connector %u\n",
			last);
		return EXIT_FAILURE;
	}
	for (; first <= last; first++) {
		err = show_init(&program->shows[program->n_shows],
				program->front, first, program->n_buffers,
				program->be_alloc);
		if (err)
			return fail("showing the card", err);
		program->n_shows++;
		front_get_size(program->front, first, &width, &height);
		printf("vdisp-front: connector %u: %ux%u showing\n", first,
		       width, height);
	}
	return 0;
}

static int shows_flip(struct program *program)
{
	unsigned int frame, i;
	int err;

	for (frame = 0; frame < program->frames && !hold_interrupted();
	     frame++) {
		for (i = 0; i < program->n_shows; i++) {
			err = show_flip(&program->shows[i],
					program->timeout_ms);
			if (err)
				return fail("flip", err);
		}
	}
	return 0;
}

static int shows_report(struct program *program)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < program->n_shows && !err; i++) {
		const struct show *show = &program->shows[i];
		const struct card_picture *picture =
			&show->buffers[show->shown].picture;

		printf("vdisp-front: %ux%u %u flips\n", picture->width,
		       picture->height, show->flips);
		printf("vdisp-front: connector %u: slowest flip %u ms\n",
		       show->connector, show->slowest_ms);
		if (program->checksum)
			printf("vdisp-front: connector %u: still checksum %016" PRIx64
			       "\n",
			       show->connector, card_checksum(picture));
		if (program->reference)
			err = ppm_write(program->reference, picture);
	}
	return err ? fail(program->reference, err) : 0;
}

static int shows_hold(struct program *program)
{
	if (!program->hold.wanted)
		return 0;
	printf("vdisp-front: holding\n");
	hold_begin(&program->hold);
	while (!hold_over(&program->hold))
		if (front_wait_end(program->front, HOLD_POLL_MS) == 0)
			return fail("holding", -ENOTCONN);
	return 0;
}

static int program_run(struct program *program)
{
	int status, err;

	err = front_create(&program->front, program->device);
	if (err)
		return fail("vdispl device", err);
	front_set_request_time(program->front, program->timeout_ms);
	err = front_connect(program->front, program->timeout_ms);
	if (err) {
		status = fail("connecting", err);
		goto destroy_front;
	}
	printf("vdisp-front: connected, %u connectors\n",
	       front_n_connectors(program->front));
	status = edid_write(program);
	if (!status)
		status = shows_init(program);
	if (!status)
		status = shows_flip(program);
	if (!status)
		status = shows_report(program);
	if (!status)
		status = shows_hold(program);
	while (program->n_shows > 0)
		show_finish(&program->shows[--program->n_shows]);
	err = front_disconnect(program->front, program->timeout_ms);
	if (err && !status)
		status = fail("disconnecting", err);
	if (!status)
		printf("vdisp-front: done\n");
destroy_front:
	front_destroy(program->front);
	return status;
}

enum option_code {
	OPTION_DEVICE = 1,
	OPTION_CONNECTOR,
	OPTION_ALL,
	OPTION_BUFFERS,
	OPTION_BE_ALLOC,
	OPTION_EDID,
	OPTION_FRAMES,
	OPTION_TIMEOUT,
	OPTION_HOLD,
	OPTION_HOLD_FILE,
	OPTION_HOLD_SECONDS,
	OPTION_CHECKSUM,
	OPTION_REFERENCE,
	OPTION_HELP,
};

static const struct option options[] = {
	{ "device", required_argument, NULL, OPTION_DEVICE },
	{ "connector", required_argument, NULL, OPTION_CONNECTOR },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "buffers", required_argument, NULL, OPTION_BUFFERS },
	{ "back-end-memory", no_argument, NULL, OPTION_BE_ALLOC },
	{ "edid", required_argument, NULL, OPTION_EDID },
	{ "frames", required_argument, NULL, OPTION_FRAMES },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "hold", no_argument, NULL, OPTION_HOLD },
	{ "hold-file", required_argument, NULL, OPTION_HOLD_FILE },
	{ "hold-seconds", required_argument, NULL, OPTION_HOLD_SECONDS },
	{ "checksum", no_argument, NULL, OPTION_CHECKSUM },
	{ "reference", required_argument, NULL, OPTION_REFERENCE },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ 0 }
};

static void option_take(struct program *program, int option)
{
	switch (option) {
	case OPTION_DEVICE:
		program->device = strtoul(optarg, NULL, 10);
		break;
	case OPTION_CONNECTOR:
		program->connector = strtoul(optarg, NULL, 10);
		break;
	case OPTION_ALL:
		program->all = true;
		break;
	case OPTION_BUFFERS:
		program->n_buffers = strtoul(optarg, NULL, 10);
		break;
	case OPTION_BE_ALLOC:
		program->be_alloc = true;
		break;
	case OPTION_EDID:
		program->edid = optarg;
		break;
	case OPTION_FRAMES:
		program->frames = strtoul(optarg, NULL, 10);
		break;
	case OPTION_TIMEOUT:
		program->timeout_ms = strtoul(optarg, NULL, 10);
		break;
	case OPTION_HOLD_FILE:
		program->hold.until_file = optarg;
		break;
	case OPTION_HOLD_SECONDS:
		program->hold.seconds = strtoul(optarg, NULL, 10);
		break;
	case OPTION_CHECKSUM:
		program->checksum = true;
		break;
	case OPTION_REFERENCE:
		program->reference = optarg;
		break;
	}
	if (option == OPTION_HOLD || option == OPTION_HOLD_FILE ||
	    option == OPTION_HOLD_SECONDS)
		program->hold.wanted = true;
}

int main(int argc, char **argv)
{
	static struct program program = {
		.n_buffers = 2,
		.frames = 300,
		.timeout_ms = 5000,
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == OPTION_HELP) {
			fputs(usage, stdout);
			return 0;
		}
		if (option == '?')
			goto wrong_usage;
		option_take(&program, option);
	}
	if (optind != argc || program.n_buffers < 2 ||
	    program.n_buffers > SHOW_BUFFERS_MAX)
		goto wrong_usage;
	setvbuf(stdout, NULL, _IOLBF, 0);
	hold_catch_signals();
	return program_run(&program);

wrong_usage:
	fputs(usage, stderr);
	return EXIT_USAGE;
}
