// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shows the test card through the kernel's display interface. It runs in a guest
 * on the stock driver of the para-virtual display, and on any other KMS card.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xf86drm.h>

#include "tests/guest/screen.h"
#include "tools/vdisp-front/clock.h"
#include "tools/vdisp-front/hold.h"
#include "tools/vdisp-front/ppm.h"

#define EXIT_USAGE   2
#define EXIT_GONE    3
#define HOLD_POLL_MS 200

static const char usage[] =
	"usage: testcard [OPTION]...\n"
	"\n"
	"Shows a test card with a moving box on a KMS output, flips between its buffers and\n"
	"waits for the event of each flip.\n"
	"\n"
	"  --driver=NAME        the card by its driver's name (default: xendrm-du)\n"
	"  --card=PATH          the card by its device node\n"
	"  --prime=NAME         make the buffers on the card of that driver, and import them\n"
	"  --connector=INDEX    the connector, counted from 0 on its card (default: 0)\n"
	"  --all                every connected connector of the card at once\n"
	"  --size=WIDTHxHEIGHT  the mode (default: the one the connector prefers)\n"
	"  --buffers=2|3        how many framebuffers to flip between (default: 2)\n"
	"  --frames=N           how many flips (default: 300)\n"
	"  --timeout=MS         how long one flip may take (default: 2500; the stock driver\n"
	"                       hides a lost event after 3000)\n"
	"  --hold               keep the last frame until SIGINT, SIGTERM or SIGHUP\n"
	"  --hold-file=FILE     ... until FILE exists\n"
	"  --hold-seconds=N     ... or for N seconds\n"
	"  --checksum           print the checksum of the still part as it is in the buffer\n"
	"  --reference=FILE     write the last frame, read back from the buffer, as PPM\n"
	"                       (with --all: FILE of the last connector)\n"
	"\n"
	"Lines: \"testcard: connector 0: 1024x768 showing\", \"testcard: 1024x768 300 flips\",\n"
	"\"testcard: connector 0: slowest flip 17 ms\", \"testcard: holding\", \"testcard: done\".\n"
	"The frame that stays is number N (the first, before any flip, is 0).\n"
	"\n"
	"exit status: 0 done, 1 failed, 2 wrong usage, 3 the card went away\n";

struct testcard {
	const char *driver, *card_path, *prime, *reference;
	unsigned int connector, n_buffers, frames, timeout_ms;
	uint32_t width, height;
	bool all, checksum;
	struct hold hold;

	int fd, maker;
	unsigned int n_screens;
	struct output {
		struct screen screen;
		unsigned int flips, slowest_ms;
	} outputs[SCREEN_MAX];
};

/* What the kernel answers once the driver has let go of the device. */
static int fail(const char *what, int err)
{
	bool gone = err == -ENODEV;

	fprintf(stderr, "testcard: %s: %s%s\n", what, strerror(-err),
		gone ? " (the driver went away)" : "");
	return gone ? EXIT_GONE : EXIT_FAILURE;
}

static int output_init(struct testcard *card, unsigned int index,
		       uint32_t *used_crtcs)
{
	struct output *output = &card->outputs[card->n_screens];
	char what[64];
	int err;

	snprintf(what, sizeof(what), "connector %u", index);
	err = screen_init(&output->screen, card->fd, card->maker, index,
			  card->width, card->height, card->n_buffers, used_crtcs);
	if (card->all && (err == -ENOENT || err == -ENOTCONN))
		return 0;
	if (err == -ENXIO) {
		fprintf(stderr, "testcard: %s has no mode of %ux%u\n", what,
			card->width, card->height);
		return EXIT_FAILURE;
	}
	if (err == -ENOENT) {
		fprintf(stderr, "testcard: there is no %s\n", what);
		return EXIT_FAILURE;
	}
	if (err)
		return fail(what, err);
	card->n_screens++;
	return 0;
}

static int output_show(struct output *output)
{
	unsigned int i;
	int err;

	for (i = 0; i < output->screen.n_buffers; i++)
		card_draw(&output->screen.buffers[i].picture, 0);
	err = screen_show(&output->screen);
	if (err)
		return fail("setting the mode", err);
	printf("testcard: connector %u: %ux%u showing\n", output->screen.index,
	       output->screen.mode.hdisplay, output->screen.mode.vdisplay);
	return 0;
}

static int outputs_show(struct testcard *card)
{
	uint32_t used_crtcs = 0;
	unsigned int i;
	int status = 0;

	if (card->all)
		for (i = 0; i < SCREEN_MAX && !status; i++)
			status = output_init(card, i, &used_crtcs);
	else
		status = output_init(card, card->connector, &used_crtcs);
	if (!status && card->n_screens == 0)
		status = fail("no connector", -ENOTCONN);
	for (i = 0; i < card->n_screens && !status; i++)
		status = output_show(&card->outputs[i]);
	return status;
}

static void flip_handle(int fd, unsigned int sequence, unsigned int seconds,
			unsigned int microseconds, void *data)
{
	struct output *output = data; /* its first member is the screen */
	unsigned int took = screen_flip_done(&output->screen);

	output->flips++;
	if (took > output->slowest_ms)
		output->slowest_ms = took;
}

static int output_flip(struct output *output)
{
	int err;

	card_draw_moving(&screen_next(&output->screen)->picture,
			 output->flips + 1);
	err = screen_flip(&output->screen);
	return err ? fail("flip", err) : 0;
}

/* Waits until something comes, or until one of the flips is overdue. */
static int events_wait(struct testcard *card)
{
	drmEventContext context = { .version = 2,
				    .page_flip_handler = flip_handle };
	struct pollfd pollfd = { .fd = card->fd, .events = POLLIN };
	int count = poll(&pollfd, 1, HOLD_POLL_MS);
	unsigned int i;
	uint64_t dumb;

	if (count < 0 && errno != EINTR)
		return fail("poll", -errno);
	if (count > 0 && pollfd.revents & POLLIN &&
	    drmHandleEvent(card->fd, &context))
		return fail("reading events", -errno);
	for (i = 0; i < card->n_screens; i++) {
		struct output *output = &card->outputs[i];

		if (!output->screen.pending ||
		    clock_now_ms() - output->screen.flip_ms < card->timeout_ms)
			continue;
		/* An unplugged device sends no events: ask it for anything. */
		if (drmGetCap(card->fd, DRM_CAP_DUMB_BUFFER, &dumb))
			return fail("flip", -errno);
		fprintf(stderr,
			"testcard: connector %u: no event for flip %u within %u ms\n",
			output->screen.index, output->flips + 1,
			card->timeout_ms);
		return EXIT_FAILURE;
	}
	return 0;
}

/* Every output at its own pace. */
static int outputs_flip(struct testcard *card)
{
	unsigned int i, busy;
	int status = 0;

	do {
		busy = 0;
		for (i = 0; i < card->n_screens && !status; i++) {
			struct output *output = &card->outputs[i];

			if (!output->screen.pending &&
			    output->flips < card->frames && !hold_interrupted())
				status = output_flip(output);
			busy += output->screen.pending;
		}
		if (busy && !status)
			status = events_wait(card);
	} while (busy && !status);
	return status;
}

static int outputs_report(struct testcard *card)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < card->n_screens && !err; i++) {
		struct output *output = &card->outputs[i];
		const struct card_picture *picture =
			&output->screen.buffers[output->screen.shown].picture;

		printf("testcard: %ux%u %u flips\n", picture->width,
		       picture->height, output->flips);
		printf("testcard: connector %u: slowest flip %u ms\n",
		       output->screen.index, output->slowest_ms);
		if (card->checksum)
			printf("testcard: connector %u: still checksum %016" PRIx64
			       "\n",
			       output->screen.index, card_checksum(picture));
		if (card->reference)
			err = ppm_write(card->reference, picture);
	}
	return err ? fail(card->reference, err) : 0;
}

/* Asks now and then, so that a driver that goes away is noticed. */
static int card_hold(struct testcard *card)
{
	uint64_t dumb;

	if (!card->hold.wanted)
		return 0;
	printf("testcard: holding\n");
	for (hold_begin(&card->hold); !hold_over(&card->hold);
	     usleep(HOLD_POLL_MS * 1000))
		if (drmGetCap(card->fd, DRM_CAP_DUMB_BUFFER, &dumb))
			return fail("holding", -errno);
	return 0;
}

/* A descriptor, or a negative number with a line on stderr. */
static int card_open(const char *path, const char *driver)
{
	int fd = screen_open_card(path, driver);

	if (fd < 0)
		fprintf(stderr, "testcard: card %s: %s\n", path ? path : driver,
			strerror(-fd));
	return fd;
}

static int card_run(struct testcard *card)
{
	unsigned int i;
	int status;

	card->fd = card_open(card->card_path, card->driver);
	if (card->fd < 0)
		return EXIT_FAILURE;
	card->maker = card->prime ? card_open(NULL, card->prime) : card->fd;
	if (card->maker < 0) {
		close(card->fd);
		return EXIT_FAILURE;
	}
	status = outputs_show(card);
	if (!status)
		status = outputs_flip(card);
	if (!status)
		status = outputs_report(card);
	if (!status)
		status = card_hold(card);
	for (i = 0; i < card->n_screens; i++)
		screen_finish(&card->outputs[i].screen);
	if (card->prime)
		close(card->maker);
	close(card->fd);
	if (!status)
		printf("testcard: done\n");
	return status;
}

enum option_code {
	OPTION_DRIVER = 1,
	OPTION_CARD,
	OPTION_PRIME,
	OPTION_CONNECTOR,
	OPTION_ALL,
	OPTION_SIZE,
	OPTION_BUFFERS,
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
	{ "driver", required_argument, NULL, OPTION_DRIVER },
	{ "card", required_argument, NULL, OPTION_CARD },
	{ "prime", required_argument, NULL, OPTION_PRIME },
	{ "connector", required_argument, NULL, OPTION_CONNECTOR },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "size", required_argument, NULL, OPTION_SIZE },
	{ "buffers", required_argument, NULL, OPTION_BUFFERS },
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

static void option_take(struct testcard *card, int option)
{
	switch (option) {
	case OPTION_DRIVER:
		card->driver = optarg;
		break;
	case OPTION_CARD:
		card->card_path = optarg;
		break;
	case OPTION_PRIME:
		card->prime = optarg;
		break;
	case OPTION_CONNECTOR:
		card->connector = strtoul(optarg, NULL, 10);
		break;
	case OPTION_ALL:
		card->all = true;
		break;
	case OPTION_SIZE:
		if (sscanf(optarg, "%ux%u", &card->width, &card->height) != 2)
			card->width = card->height = CARD_SIZE_MAX;
		break;
	case OPTION_BUFFERS:
		card->n_buffers = strtoul(optarg, NULL, 10);
		break;
	case OPTION_FRAMES:
		card->frames = strtoul(optarg, NULL, 10);
		break;
	case OPTION_TIMEOUT:
		card->timeout_ms = strtoul(optarg, NULL, 10);
		break;
	case OPTION_HOLD_FILE:
		card->hold.until_file = optarg;
		break;
	case OPTION_HOLD_SECONDS:
		card->hold.seconds = strtoul(optarg, NULL, 10);
		break;
	case OPTION_CHECKSUM:
		card->checksum = true;
		break;
	case OPTION_REFERENCE:
		card->reference = optarg;
		break;
	}
	if (option == OPTION_HOLD || option == OPTION_HOLD_FILE ||
	    option == OPTION_HOLD_SECONDS)
		card->hold.wanted = true;
}

int main(int argc, char **argv)
{
	static struct testcard card = {
		.driver = "xendrm-du",
		.n_buffers = 2,
		.frames = 300,
		.timeout_ms = 2500,
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == OPTION_HELP) {
			fputs(usage, stdout);
			return 0;
		}
		if (option == '?')
			goto wrong_usage;
		option_take(&card, option);
	}
	if (optind != argc || card.n_buffers < 2 ||
	    card.n_buffers > SCREEN_BUFFERS_MAX)
		goto wrong_usage;
	setvbuf(stdout, NULL, _IOLBF, 0);
	hold_catch_signals();
	return card_run(&card);

wrong_usage:
	fputs(usage, stderr);
	return EXIT_USAGE;
}
