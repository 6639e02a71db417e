// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/outputs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/vdispl-worker/mirror.h"
#include "tools/vdispl-worker/ops.h"
#include "tools/vdispl-worker/output_headless.h"
#include "tools/vdispl-worker/output_kms.h"

static uint64_t worker_now_ms(void *context)
{
	const struct worker *w = context;

	return uv_now(&w->loop);
}

/* A mirror's flips are nobody's affair. */
static void no_report(void *context, unsigned int index, uint64_t fb_cookie)
{
}

/*
 * On the lease, if there is one. A display that cannot be had leaves the guest with
 * a headless one; @headless says why there is none.
 */
static int output_create(struct worker *w, unsigned int place, int lease,
			 const char *headless)
{
	const struct worker_connector *c = &w->setup.connectors[place];
	struct card *card = &w->cards[place];
	char why[WORKER_REASON_BYTES];
	int rc = -ENODEV;

	card->fd = -1;
	if (lease < 0)
		snprintf(why, sizeof(why), "%s", headless);
	else if (card_open(card, lease))
		snprintf(why, sizeof(why), "the lease of %s is of no use", c->output);
	else
		rc = output_kms_create(&w->loop, place, c, card, why,
				       &w->outputs[place]);
	if (rc)
		rc = output_headless_create(&w->loop, place, c, why,
					    &w->outputs[place]);
	if (rc)
		return rc;
	w->outputs[place]->report = place < WORKER_MAX_CONNECTORS ? ops_report_flip :
								    no_report;
	w->outputs[place]->now_ms = worker_now_ms;
	w->outputs[place]->context = w;
	return card->fd >= 0 ? card_start(card, &w->loop) : 0;
}

/* Gives back all that was shown there, and the lease. */
static void place_leave(struct worker *w, unsigned int place)
{
	output_destroy(w->outputs[place]);
	w->outputs[place] = NULL;
	buffers_leave_card(&w->buffers, place);
	card_close(&w->cards[place]);
}

/* One that cannot be had at all is none: the connector goes on without. */
static void mirror_open(struct worker *w, unsigned int connector, int lease)
{
	unsigned int place = worker_mirror_place(connector);
	int rc = output_create(w, place, lease, "");

	if (!rc)
		return;
	log_error("connector %u on %s: %s", connector, w->setup.connectors[place].output,
		  strerror(-rc));
	place_leave(w, place);
}

int outputs_open(struct worker *w, const int leases[WORKER_MAX_CARDS])
{
	char why[WORKER_REASON_BYTES];
	unsigned int i;
	int rc = 0;

	for (i = 0; i < WORKER_MAX_CARDS; i++)
		w->cards[i].fd = -1;
	for (i = 0; !rc && i < w->setup.n_connectors; i++) {
		const struct worker_connector *c = &w->setup.connectors[i];

		snprintf(why, sizeof(why), "no display is called %s", c->unique_id);
		rc = output_create(w, i, c->card < 0 ? -1 : leases[c->card], why);
	}
	if (rc)
		log_error("outputs: %s", strerror(-rc));
	for (i = 0; !rc && i < w->setup.n_connectors; i++) {
		int card = w->setup.connectors[worker_mirror_place(i)].card;

		if (card >= 0)
			mirror_open(w, i, leases[card]);
	}
	return rc;
}

static void mirror_set(struct worker *w, const struct worker_set_output *output,
		       int lease)
{
	unsigned int connector = worker_place_connector(output->index);

	place_leave(w, output->index);
	w->setup.connectors[output->index] = output->connector;
	if (lease < 0)
		return;
	mirror_open(w, connector, lease);
	if (w->cards[output->index].fd >= 0)
		buffers_join_card(&w->buffers, output->index);
	mirror_show(w, connector);
}

int outputs_set(void *context, const struct worker_set_output *output, int lease)
{
	struct worker *w = context;
	struct output past;
	unsigned int i = output->index;
	int rc;

	if (!worker_setup_has(&w->setup, i))
		return -EBADMSG;
	if (i >= WORKER_MAX_CONNECTORS) {
		mirror_set(w, output, lease);
		return 0;
	}
	output_leave(w->outputs[i], &past);
	place_leave(w, i);
	w->setup.connectors[i] = output->connector;
	rc = output_create(w, i, lease, output->reason);
	if (rc) {
		log_error("connector %u: another output: %s", i, strerror(-rc));
		return rc;
	}
	if (w->cards[i].fd >= 0)
		buffers_join_card(&w->buffers, i);
	output_follow(w->outputs[i], &past);
	return 0;
}
