// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/outputs.h"

#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>


void outputs_init(struct outputs *outputs, const char *const *paths,
		  unsigned int n_paths)
{
	unsigned int i;

	*outputs = (struct outputs){ .paths = paths, .n_paths = n_paths };
	for (i = 0; i < OUTPUTS_MAX_CARDS; i++)
		outputs->cards[i].fd = -1;
}

static struct output *claim_find(struct outputs *outputs, const char *name)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (outputs->claims[i].owner && !strcmp(outputs->claims[i].name, name))
			return &outputs->claims[i];
	return NULL;
}

static struct output *claim_slot(struct outputs *outputs)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (!outputs->claims[i].owner)
			return &outputs->claims[i];
	return NULL;
}

static bool card_is_used(const struct outputs *outputs, unsigned int card)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (outputs->claims[i].owner && outputs->claims[i].card == card)
			return true;
	return false;
}

static bool crtc_is_used(const struct outputs *outputs, unsigned int card,
			 uint32_t crtc_id)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (outputs->claims[i].owner && outputs->claims[i].card == card &&
		    outputs->claims[i].crtc_id == crtc_id)
			return true;
	return false;
}

/* A CRTC with a primary plane that nobody has; the one in use now, if possible. */
static int crtc_choose(const struct outputs *outputs, unsigned int card,
		       const struct card_connector *connector)
{
	const struct card *chosen = &outputs->cards[card];
	int best = -EBUSY;
	unsigned int i;

	for (i = 0; i < chosen->n_crtcs; i++) {
		if (!(connector->possible_crtcs & (1u << i)) ||
		    !chosen->crtcs[i].primary_plane_id ||
		    crtc_is_used(outputs, card, chosen->crtcs[i].id))
			continue;
		if (chosen->crtcs[i].id == connector->current_crtc_id)
			return i;
		if (best < 0)
			best = i;
	}
	return best;
}

static int path_search(struct outputs *outputs, const char *path, const char *name)
{
	unsigned int i, slot = OUTPUTS_MAX_CARDS;
	struct card *card;

	for (i = 0; i < OUTPUTS_MAX_CARDS; i++) {
		card = &outputs->cards[i];
		if (card->fd < 0)
			slot = i < slot ? i : slot;
		else if (!strcmp(card->path, path))
			return card_find_connector(card, name) < 0 ? -ENOENT : (int)i;
	}
	if (slot == OUTPUTS_MAX_CARDS)
		return -ENOENT;
	card = &outputs->cards[slot];
	if (card_open(card, path))
		return -ENOENT;
	if (card_find_connector(card, name) < 0) {
		card_close(card);
		return -ENOENT;
	}
	if (card_take_master(card)) {
		card_close(card);
		return -EBUSY;
	}
	return slot;
}

/* Index of the open card that has the connector; -ENOENT, -EBUSY. */
static int card_search(struct outputs *outputs, const char *name)
{
	glob_t found = { 0 };
	int ret = -ENOENT;
	size_t i;

	if (outputs->paths) {
		for (i = 0; i < outputs->n_paths && ret == -ENOENT; i++)
			ret = path_search(outputs, outputs->paths[i], name);
		return ret;
	}
	if (!glob("/dev/dri/card*", 0, NULL, &found))
		for (i = 0; i < found.gl_pathc && ret == -ENOENT; i++)
			ret = path_search(outputs, found.gl_pathv[i], name);
	globfree(&found);
	return ret;
}

static void __attribute__((format(printf, 2, 3)))
reason_set(char reason[WORKER_REASON_BYTES], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(reason, WORKER_REASON_BYTES, format, args);
	va_end(args);
}

static const struct output *claim_new(struct outputs *outputs, const char *name,
				      const void *owner, const char *owner_name,
				      char reason[WORKER_REASON_BYTES])
{
	struct output *claim = claim_slot(outputs);
	const struct card_connector *connector;
	int card, crtc;

	if (!claim) {
		reason_set(reason, "more than %u outputs are in use",
			   OUTPUTS_MAX_CLAIMS);
		return NULL;
	}
	card = card_search(outputs, name);
	if (card < 0) {
		reason_set(reason, card == -EBUSY ?
			   "the card of %s is held by another program" :
			   "no host connector is called %s", name);
		return NULL;
	}
	connector = &outputs->cards[card].connectors[
		card_find_connector(&outputs->cards[card], name)];
	crtc = crtc_choose(outputs, card, connector);
	if (crtc < 0) {
		reason_set(reason, "no CRTC of the card is left for %s", name);
		if (!card_is_used(outputs, card))
			card_close(&outputs->cards[card]);
		return NULL;
	}
	*claim = (struct output){
		.owner = owner,
		.card = card,
		.connector_id = connector->id,
		.crtc_id = outputs->cards[card].crtcs[crtc].id,
		.plane_id = outputs->cards[card].crtcs[crtc].primary_plane_id,
	};
	snprintf(claim->owner_name, sizeof(claim->owner_name), "%s", owner_name);
	snprintf(claim->name, sizeof(claim->name), "%s", name);
	return claim;
}

const struct output *outputs_claim(struct outputs *outputs, const char *name,
				   const void *owner, const char *owner_name,
				   char reason[WORKER_REASON_BYTES])
{
	const struct output *claim;

	reason[0] = '\0';
	if (!strcmp(name, OUTPUTS_HEADLESS))
		return NULL;
	/* No connector has a name that long; it would not fit a claim either. */
	if (strlen(name) >= WORKER_OUTPUT_BYTES) {
		reason_set(reason, "no host connector is called %s", name);
		return NULL;
	}
	claim = claim_find(outputs, name);
	if (!claim)
		return claim_new(outputs, name, owner, owner_name, reason);
	if (claim->owner == owner)
		return claim;
	reason_set(reason, "%s is in use by %s", name, claim->owner_name);
	return NULL;
}

void outputs_release(struct outputs *outputs, const void *owner)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (outputs->claims[i].owner == owner)
			outputs->claims[i].owner = NULL;
	for (i = 0; i < OUTPUTS_MAX_CARDS; i++)
		if (outputs->cards[i].fd >= 0 && !card_is_used(outputs, i))
			card_close(&outputs->cards[i]);
}

int outputs_lease(struct outputs *outputs, const void *owner, unsigned int card,
		  struct lease *lease)
{
	uint32_t objects[3 * WORKER_MAX_CONNECTORS];
	unsigned int i, n = 0;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++) {
		const struct output *claim = &outputs->claims[i];

		if (claim->owner != owner || claim->card != card)
			continue;
		if (n == sizeof(objects) / sizeof(objects[0]))
			return -E2BIG;
		objects[n++] = claim->connector_id;
		objects[n++] = claim->crtc_id;
		objects[n++] = claim->plane_id;
	}
	return lease_create(lease, outputs->cards[card].fd, objects, n);
}
