// SPDX-License-Identifier: GPL-2.0-only
/*
 * One line for a person: the node, what was wrong, what is allowed, what to write
 * instead. Nothing here decides whether something is wrong, except
 * schema_value_check(), which also knows the path that a value stands at.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "xenstore-schema/runtime/internal.h"

#define MAX_QUOTED 48 /* octets of a value */

static void add_path(struct text *text, const struct schema_node *node,
		     const struct schema_ids *ids)
{
	char path[SCHEMA_PATH_BYTES];

	/* A number that is no good leaves the {placeholders} in. */
	if (schema_path_build(node, ids, path, sizeof(path)) < 0)
		schema_path_build(node, NULL, path, sizeof(path));
	text_add(text, "%s: ", path);
}

static void add_side(struct text *text, enum schema_side side)
{
	static const char *const names[SCHEMA_N_SIDES] = {
		"the toolstack",
		"the front end",
		"the back end",
	};

	text_add(text, "%s", names[side]);
}

static void add_sides(struct text *text, unsigned int sides)
{
	const char *between = "";
	enum schema_side side;

	for (side = 0; side < SCHEMA_N_SIDES; side++)
		if (sides & SCHEMA_SIDE_BIT(side)) {
			text_add(text, "%s", between);
			add_side(text, side);
			between = " or ";
		}
}

static void add_range(struct text *text, const char *what,
		      const struct schema_node *node)
{
	text_add(text, "%s from %" PRIu64 " to %" PRIu64, what, node->range.min,
		 node->range.max);
	if (node->unit)
		text_add(text, " (%s)", node->unit);
}

static void add_allowed(struct text *text, const struct schema_node *node)
{
	unsigned int i;

	switch (node->type) {
	case SCHEMA_INTEGER:
		add_range(text, "a decimal number", node);
		break;
	case SCHEMA_BOOLEAN:
		text_add(text, "0 or 1");
		break;
	case SCHEMA_GNTREF:
		add_range(text, "a grant reference", node);
		break;
	case SCHEMA_EVTCHN:
		add_range(text, "an event channel port", node);
		break;
	case SCHEMA_DOMID:
		add_range(text, "a domain id", node);
		break;
	case SCHEMA_XENBUS_STATE:
		text_add(text, "a xenbus state from %u (%s) to %u (%s)",
			 (unsigned int)node->range.min,
			 schema_state_name((unsigned int)node->range.min),
			 (unsigned int)node->range.max,
			 schema_state_name((unsigned int)node->range.max));
		break;
	case SCHEMA_RESOLUTION:
		text_add(text,
			 "WIDTHxHEIGHT in %s, %" PRIu64 "x%" PRIu64
			 " to %" PRIu64 "x%" PRIu64,
			 node->unit ? node->unit : "pixels", node->range.min,
			 node->height.min, node->range.max, node->height.max);
		break;
	case SCHEMA_STRING:
		text_add(text, "%u to %u characters out of [%s]",
			 node->min_length, node->max_length, node->charset);
		break;
	case SCHEMA_ENUM:
		for (i = 0; node->words[i]; i++)
			text_add(text, "%s%s", i ? " or " : "", node->words[i]);
		break;
	case SCHEMA_INTEGERS:
		add_range(text,
			  "rising decimal numbers with commas between, each",
			  node);
		break;
	case SCHEMA_PATH:
		text_add(text, "the path %s", node->target->path);
		break;
	case SCHEMA_N_TYPES:
		break;
	}
}

char *schema_message_allowed(const struct schema_node *node, char *buffer,
			     size_t size)
{
	struct text text;

	text_init(&text, buffer, size);
	add_allowed(&text, node);
	return buffer;
}

static void message_bad(const struct schema_node *node,
			const struct schema_ids *ids, const char *untrusted,
			size_t length, const char *wrong, char *message,
			size_t size)
{
	char better[SCHEMA_PATH_BYTES];
	struct text text;

	text_init(&text, message, size);
	add_path(&text, node, ids);
	text_add_quoted(&text, untrusted, length, MAX_QUOTED);
	text_add(&text, " %s; want ", wrong);
	add_allowed(&text, node);
	if (value_mend(node, untrusted, length, better, sizeof(better)))
		text_add(&text, "; write \"%s\"", better);
	else
		text_add(&text, "; write for example \"%s\"", node->example);
}

/* The value is good by itself, but at this path it has to be @right. */
static int message_other(const struct schema_node *node,
			 const struct schema_ids *ids, const char *untrusted,
			 size_t length, const char *right, char *message,
			 size_t size)
{
	struct text text;

	text_init(&text, message, size);
	add_path(&text, node, ids);
	text_add_quoted(&text, untrusted, length, MAX_QUOTED);
	text_add(&text, " does not belong to this path; write \"%s\"", right);
	return -EINVAL;
}

static int check_place(const struct schema_node *node,
		       const struct schema_ids *ids,
		       const struct schema_value *value, char *right,
		       size_t size)
{
	unsigned int common = value->known_ids & path_ids(node->directory);
	struct schema_ids here = *ids, there = value->ids;
	enum schema_id id;
	bool differs = false;

	if (node->equals != SCHEMA_NO_ID) {
		uint32_t number = *schema_id_of(&here, node->equals);

		snprintf(right, size, "%u", number);
		return value->number == number ? 0 : -EINVAL;
	}
	if (node->type != SCHEMA_PATH)
		return 0;
	for (id = 0; id < SCHEMA_N_IDS; id++)
		if (common & SCHEMA_ID_BIT(id)) {
			differs |= *schema_id_of(&here, id) !=
				   *schema_id_of(&there, id);
			*schema_id_of(&there, id) = *schema_id_of(&here, id);
		}
	if (schema_path_directory(node->target, &there, right, size) < 0)
		return -EINVAL;
	return differs ? -EINVAL : 0;
}

int schema_value_check(const struct schema_node *node,
		       const struct schema_ids *ids, const char *untrusted_text,
		       size_t length, struct schema_value *value, char *message,
		       size_t size)
{
	char right[SCHEMA_PATH_BYTES];
	const char *wrong;
	int err;

	err = schema_value_parse(node, untrusted_text, length, value, &wrong);
	if (err) {
		message_bad(node, ids, untrusted_text, length, wrong, message,
			    size);
		return err;
	}
	if (!ids || !check_place(node, ids, value, right, sizeof(right)))
		return 0;
	return message_other(node, ids, untrusted_text, length, right, message,
			     size);
}

char *schema_message_missing(const struct schema_node *node,
			     const struct schema_ids *ids, unsigned int state,
			     char *message, size_t size)
{
	struct text text;

	text_init(&text, message, size);
	add_path(&text, node, ids);
	text_add(&text, "missing; ");
	if (node->required_in == SCHEMA_ALWAYS || !schema_state_name(state)) {
		text_add(&text, "it must always be there");
	} else {
		add_side(&text, node->directory->side);
		text_add(&text, " is in state %u (%s), where it must be there",
			 state, schema_state_name(state));
	}
	text_add(&text, "; ");
	add_sides(&text, node->writers);
	text_add(&text, " has to write ");
	add_allowed(&text, node);
	text_add(&text, ", for example \"%s\"", node->example);
	return message;
}

char *schema_message_owner(const struct schema_node *node,
			   const struct schema_ids *ids, uint32_t domid,
			   char *message, size_t size)
{
	struct text text;

	text_init(&text, message, size);
	add_path(&text, node, ids);
	text_add(
		&text,
		"belongs to domain %u, so that domain may have written it; want ",
		domid);
	add_side(&text, node->owner);
	text_add(&text, " as its owner; let ");
	add_sides(&text, node->writers);
	text_add(&text, " write it anew");
	return message;
}
