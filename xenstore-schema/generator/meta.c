// SPDX-License-Identifier: GPL-2.0-only
#include "xenstore-schema/generator/meta.h"

#include <ctype.h>
#include <string.h>

#include "xenstore-schema/generator/meta_keys.h"
#include "xenstore-schema/runtime/internal.h"

struct meta {
	struct document *document;
	struct report *report;
};

static void check_map(struct meta *meta, const yaml_node_t *map,
		      const struct meta_key *keys);

static bool is_name(const char *text)
{
	if (!islower((unsigned char)*text))
		return false;
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] ==
	       '\0';
}

static bool is_bound(const char *text)
{
	uint64_t width, height;

	return !meta_number(text, &width) || !meta_size(text, &width, &height);
}

static bool is_scalar_of(enum meta_kind kind, const char *text)
{
	uint64_t number;

	switch (kind) {
	case META_TEXT:
		return *text != '\0';
	case META_NAME:
		return is_name(text);
	case META_NUMBER:
		return !meta_number(text, &number);
	case META_BOUND:
		return is_bound(text);
	case META_TRUE:
		return !strcmp(text, "true");
	case META_TYPE:
		return meta_type(text) < SCHEMA_N_TYPES;
	case META_SIDE:
	case META_SIDES:
		return meta_side(text) < SCHEMA_N_SIDES;
	case META_ID:
		return meta_id(text) < SCHEMA_N_IDS;
	case META_STATES:
		return meta_state(text) < SCHEMA_N_STATES;
	case META_TEXTS:
		return *text != '\0';
	case META_MAPS:
		break;
	}
	return false;
}

static const char *kind_wants(enum meta_kind kind)
{
	switch (kind) {
	case META_TEXT:
		return "is text";
	case META_NAME:
		return "is a name of a-z, 0-9 and '-'";
	case META_NUMBER:
		return "is a decimal number";
	case META_BOUND:
		return "is a decimal number, or WIDTHxHEIGHT for a resolution";
	case META_TRUE:
		return "is true or left out";
	case META_TYPE:
		return "is integer, boolean, gntref, evtchn, domid, xenbus-state, resolution, string, enum, integers or path";
	case META_SIDE:
		return "is toolstack, frontend or backend";
	case META_ID:
		return "is backend-domid, frontend-domid, devid or index";
	case META_SIDES:
		return "is a list of toolstack, frontend, backend";
	case META_STATES:
		return "is always, never or a list of initialising, init-wait, initialised, connected, closing, closed, reconfiguring, reconfigured";
	case META_TEXTS:
		return "is a list of texts";
	case META_MAPS:
		break;
	}
	return "is a list of mappings";
}

static bool is_plain(const yaml_node_t *node)
{
	const char *text = document_text(node);

	/* "\0" in quotes would hide the rest of the text from us. */
	return text && strlen(text) == node->data.scalar.length;
}

static bool is_list_of(struct meta *meta, const yaml_node_t *value,
		       enum meta_kind kind)
{
	unsigned int i;

	for (i = 0; i < document_length(value); i++) {
		yaml_node_t *item = document_item(meta->document, value, i);

		if (!is_plain(item) || !is_scalar_of(kind, document_text(item)))
			return false;
	}
	return i > 0 || kind == META_SIDES;
}

static void check_maps(struct meta *meta, const yaml_node_t *value,
		       const struct meta_key *key)
{
	unsigned int i;

	for (i = 0; i < document_length(value); i++)
		check_map(meta, document_item(meta->document, value, i),
			  key->of);
	if (i == 0)
		report_error(meta->report, document_line(value),
			     "\"%s\" is empty; write for example \"- %s\"",
			     key->name, key->of[0].sample);
}

static void check_value(struct meta *meta, const yaml_node_t *value,
			const struct meta_key *key)
{
	bool list = value->type == YAML_SEQUENCE_NODE;
	const char *text = document_text(value);
	bool good = false;

	if (key->kind == META_MAPS && list) {
		check_maps(meta, value, key);
		return;
	}
	if (list)
		good = (key->kind == META_SIDES || key->kind == META_STATES ||
			key->kind == META_TEXTS) &&
		       is_list_of(meta, value, key->kind);
	else if (is_plain(value) && key->kind == META_STATES)
		good = !strcmp(text, "always") || !strcmp(text, "never");
	else if (is_plain(value) && key->kind != META_SIDES &&
		 key->kind != META_TEXTS)
		good = is_scalar_of(key->kind, text);
	if (!good)
		report_error(meta->report, document_line(value),
			     "bad \"%s\": it %s; write for example \"%s\"",
			     key->name, kind_wants(key->kind), key->sample);
}

static void report_unknown(struct meta *meta, const yaml_node_t *key,
			   const struct meta_key *keys)
{
	const char *name = document_text(key);
	const struct meta_key *best = keys, *at;

	for (at = keys; name && at->name; at++)
		if (schema_name_distance(name, at->name) <
		    schema_name_distance(name, best->name))
			best = at;
	report_error(
		meta->report, document_line(key),
		"unknown key \"%s\"; remove it or write for example \"%s\"",
		name ? name : "?", best->sample);
}

static const struct meta_key *find_key(const struct meta_key *keys,
				       const char *name)
{
	for (; name && keys->name; keys++)
		if (!strcmp(keys->name, name))
			return keys;
	return NULL;
}

static unsigned int type_bit(struct meta *meta, const yaml_node_t *map)
{
	const char *text =
		document_text(document_get(meta->document, map, "type"));
	unsigned int type = text ? meta_type(text) : SCHEMA_N_TYPES;

	return type < SCHEMA_N_TYPES ? 1u << type : 0;
}

static void check_required(struct meta *meta, const yaml_node_t *map,
			   const struct meta_key *keys)
{
	unsigned int type = type_bit(meta, map);
	const struct meta_key *key;

	for (key = keys; key->name; key++) {
		if (document_get(meta->document, map, key->name))
			continue;
		if (key->required)
			report_error(
				meta->report, document_line(map),
				"missing key \"%s\"; write for example \"%s\"",
				key->name, key->sample);
		else if (key->required_types & type)
			report_error(
				meta->report, document_line(map),
				"missing key \"%s\", which this type needs; write for example \"%s\"",
				key->name, key->sample);
	}
}

static void check_map(struct meta *meta, const yaml_node_t *map,
		      const struct meta_key *keys)
{
	unsigned int type;
	yaml_node_pair_t *pair;

	if (map->type != YAML_MAPPING_NODE) {
		report_error(
			meta->report, document_line(map),
			"keys and values are wanted here; write for example \"%s\"",
			keys[0].sample);
		return;
	}
	type = type_bit(meta, map);
	for (pair = map->data.mapping.pairs.start;
	     pair < map->data.mapping.pairs.top; pair++) {
		yaml_document_t *yaml = &meta->document->yaml;
		yaml_node_t *name = yaml_document_get_node(yaml, pair->key);
		yaml_node_t *value = yaml_document_get_node(yaml, pair->value);
		const struct meta_key *key =
			find_key(keys, document_text(name));

		if (!key)
			report_unknown(meta, name, keys);
		else if (document_get(meta->document, map, key->name) != value)
			report_error(meta->report, document_line(name),
				     "\"%s\" stands here twice; remove one",
				     key->name);
		else if (key->types && type && !(key->types & type))
			report_error(
				meta->report, document_line(name),
				"\"%s\" means nothing for this type; remove it",
				key->name);
		else
			check_value(meta, value, key);
	}
	check_required(meta, map, keys);
}

void meta_check(struct document *document, struct report *report)
{
	struct meta meta = { .document = document, .report = report };

	check_map(&meta, document->root, meta_top);
}
