// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/outputs.h"

#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/log.h"

void outputs_init(struct outputs *outputs, const struct config *config,
		  const char *const *paths, unsigned int n_paths)
{
	unsigned int i;

	*outputs = (struct outputs){
		.config = config, .paths = paths, .n_paths = n_paths,
	};
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

const struct output *outputs_find(const struct outputs *outputs, const char *name)
{
	return claim_find((struct outputs *)outputs, name);
}

static struct output *claim_of(struct outputs *outputs,
			       const struct output_owner *owner, unsigned int place)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (outputs->claims[i].owner == owner &&
		    outputs->claims[i].place == place)
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
	if (outputs->away)
		card_give_master(card);
	return slot;
}

static unsigned int path_list(struct outputs *outputs, const char *path, unsigned int n,
			      char names[OUTPUTS_MAX_CLAIMS][WORKER_OUTPUT_BYTES])
{
	struct card card;
	unsigned int i;

	if (card_open(&card, path))
		return n;
	for (i = 0; i < card.n_connectors && n < OUTPUTS_MAX_CLAIMS; i++)
		memcpy(names[n++], card.connectors[i].name, WORKER_OUTPUT_BYTES);
	card_close(&card);
	return n;
}

unsigned int outputs_list(struct outputs *outputs,
			  char names[OUTPUTS_MAX_CLAIMS][WORKER_OUTPUT_BYTES])
{
	glob_t found = { 0 };
	unsigned int n = 0;
	size_t i;

	if (outputs->paths) {
		for (i = 0; i < outputs->n_paths; i++)
			n = path_list(outputs, outputs->paths[i], n, names);
		return n;
	}
	if (!glob("/dev/dri/card*", 0, NULL, &found))
		for (i = 0; i < found.gl_pathc; i++)
			n = path_list(outputs, found.gl_pathv[i], n, names);
	globfree(&found);
	return n;
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
				      const struct output_owner *owner,
				      unsigned int place,
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
		return NULL;
	}
	*claim = (struct output){
		.owner = owner,
		.place = place,
		.card = card,
		.connector_id = connector->id,
		.crtc_id = outputs->cards[card].crtcs[crtc].id,
		.plane_id = outputs->cards[card].crtcs[crtc].primary_plane_id,
	};
	snprintf(claim->name, sizeof(claim->name), "%s", name);
	return claim;
}

static const struct output_order *order_find(const struct outputs *outputs,
					     const char *name)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (!strcmp(outputs->orders[i].name, name))
			return &outputs->orders[i];
	return NULL;
}

static struct output_order *order_of(struct outputs *outputs,
				     const struct output_owner *owner,
				     unsigned int place)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (outputs->orders[i].owner == owner &&
		    outputs->orders[i].place == place)
			return &outputs->orders[i];
	return NULL;
}

/* Whether the owner's connector may have the host connector. */
static bool claim_is_allowed(const struct outputs *outputs, const char *name,
			     const struct output_owner *owner, unsigned int place,
			     char reason[WORKER_REASON_BYTES])
{
	const struct output_order *order = order_find(outputs, name);
	const char *mirrored;

	/* No connector has a name that long; it would not fit a claim either. */
	if (strlen(name) >= WORKER_OUTPUT_BYTES) {
		reason_set(reason, "no host connector is called %s", name);
		return false;
	}
	if (outputs->reserved == owner)
		return true;
	if (outputs->reserved) {
		reason_set(reason, "%s shows its number", name);
		return false;
	}
	if (order && order->owner && (order->owner != owner || order->place != place)) {
		reason_set(reason, "%s is assigned to %s", name, order->owner->name);
		return false;
	}
	mirrored = config_mirrored_by(outputs->config, name);
	if (mirrored && place < WORKER_MAX_CONNECTORS && !(order && order->owner)) {
		reason_set(reason, "vdispld.conf has %s mirror %s", name, mirrored);
		return false;
	}
	return config_permits(outputs->config, name, &owner->guest, reason);
}

/* The host connector that it should have; NULL: none. */
static const char *name_choose(struct outputs *outputs, const struct output_owner *owner,
			       unsigned int place, const char *id)
{
	const struct output_order *order = order_of(outputs, owner, place);
	const struct output *own;

	if (order)
		return order->name;
	if (place < WORKER_MAX_CONNECTORS || outputs->reserved == owner)
		return config_is_headless(outputs->config, id) ? NULL : id;
	own = claim_of(outputs, owner, worker_place_connector(place));
	return own ? config_mirror_of(outputs->config, own->name) : NULL;
}

const struct output *outputs_claim(struct outputs *outputs,
				   const struct output_owner *owner,
				   unsigned int place, const char *id,
				   char reason[WORKER_REASON_BYTES])
{
	const char *name = name_choose(outputs, owner, place, id);
	struct output *held = claim_of(outputs, owner, place), *other;

	reason[0] = '\0';
	if (!name || !claim_is_allowed(outputs, name, owner, place, reason)) {
		if (held)
			held->owner = NULL;
		return NULL;
	}
	if (held && !strcmp(held->name, name))
		return held;
	if (held)
		held->owner = NULL;
	other = claim_find(outputs, name);
	if (!other)
		return claim_new(outputs, name, owner, place, reason);
	reason_set(reason, "%s is in use by %s", name, other->owner->name);
	return NULL;
}

void outputs_tidy(struct outputs *outputs)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CARDS; i++)
		if (outputs->cards[i].fd >= 0 && !card_is_used(outputs, i))
			card_close(&outputs->cards[i]);
}

bool outputs_exists(struct outputs *outputs, const char *name)
{
	int card = card_search(outputs, name);

	outputs_tidy(outputs);
	return card >= 0 || card == -EBUSY;
}

/* A slot that says nothing any more is free. */
static void order_trim(struct output_order *order)
{
	if (!order->owner && !order->blank)
		order->name[0] = '\0';
}

void outputs_release(struct outputs *outputs, const struct output_owner *owner)
{
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++) {
		if (outputs->claims[i].owner == owner)
			outputs->claims[i].owner = NULL;
		if (outputs->orders[i].owner == owner) {
			outputs->orders[i].owner = NULL;
			order_trim(&outputs->orders[i]);
		}
	}
	outputs_tidy(outputs);
}

/* The slot of that name, a new one if need be; NULL: none is free. */
static struct output_order *order_get(struct outputs *outputs, const char *name)
{
	struct output_order *order = (struct output_order *)order_find(outputs, name);

	if (order)
		return order;
	order = (struct output_order *)order_find(outputs, "");
	if (order) {
		*order = (struct output_order){ 0 };
		snprintf(order->name, sizeof(order->name), "%s", name);
	}
	return order;
}

int outputs_assign(struct outputs *outputs, const char *name,
		   const struct output_owner *owner, unsigned int place)
{
	struct output_order *order = order_get(outputs, name), *before;

	if (!order)
		return -ENOSPC;
	/* A place has one output. */
	before = owner ? order_of(outputs, owner, place) : NULL;
	if (before && before != order) {
		before->owner = NULL;
		order_trim(before);
	}
	order->owner = owner;
	order->place = place;
	order_trim(order);
	return 0;
}

bool outputs_is_assigned_mirror(const struct outputs *outputs, const char *name)
{
	const struct output_order *order = order_find(outputs, name);

	return order && order->owner && order->place >= WORKER_MAX_CONNECTORS;
}

int outputs_set_blank(struct outputs *outputs, const char *name, bool blank)
{
	struct output_order *order = order_get(outputs, name);

	if (!order)
		return -ENOSPC;
	order->blank = blank;
	order_trim(order);
	return 0;
}

bool outputs_is_blank(const struct outputs *outputs, const char *name)
{
	const struct output_order *order = order_find(outputs, name);

	return order && order->blank;
}

int outputs_lease(struct outputs *outputs, const struct output *output,
		  struct lease *lease)
{
	const uint32_t objects[] = {
		output->connector_id, output->crtc_id, output->plane_id,
	};

	struct card *card = &outputs->cards[output->card];
	int ret;

	/* Only a master can: for as long as that takes. */
	if (outputs->away && card_take_master(card))
		return -EBUSY;
	ret = lease_create(lease, card->fd, objects,
			   sizeof(objects) / sizeof(objects[0]));
	if (outputs->away)
		card_give_master(card);
	return ret;
}

void outputs_leave(struct outputs *outputs)
{
	unsigned int i;

	outputs->away = true;
	for (i = 0; i < OUTPUTS_MAX_CARDS; i++)
		if (outputs->cards[i].fd >= 0)
			card_give_master(&outputs->cards[i]);
}

void outputs_enter(struct outputs *outputs)
{
	unsigned int i;

	outputs->away = false;
	for (i = 0; i < OUTPUTS_MAX_CARDS; i++)
		if (outputs->cards[i].fd >= 0 && card_take_master(&outputs->cards[i]))
			log_warning("%s: another program holds it: nothing is shown there",
				    outputs->cards[i].path);
}
