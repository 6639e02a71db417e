// SPDX-License-Identifier: GPL-2.0-only
/* The schema language, as data. README.md says the same in prose. */
#include <stddef.h>

#include "xenstore-schema/generator/meta_keys.h"
#include "xenstore-schema/runtime/schema.h"

#define TYPE(type) (1u << SCHEMA_##type)
#define SPANS (TYPE(INTEGER) | TYPE(INTEGERS) | TYPE(RESOLUTION))
#define NUMBERS (TYPE(GNTREF) | TYPE(EVTCHN) | TYPE(DOMID) | TYPE(XENBUS_STATE))

static const struct meta_key node_keys[] = {
	{ "name", META_NAME, true, .sample = "name: resolution" },
	{ "type", META_TYPE, true, .sample = "type: integer" },
	{ "min", META_BOUND, .types = SPANS | NUMBERS, .required_types = SPANS,
	  .sample = "min: 1" },
	{ "max", META_BOUND, .types = SPANS | NUMBERS, .required_types = SPANS,
	  .sample = "max: 65535" },
	{ "unit", META_TEXT, .types = SPANS, .sample = "unit: pixels" },
	{ "min-length", META_NUMBER, .types = TYPE(STRING),
	  .sample = "min-length: 0" },
	{ "max-length", META_NUMBER, .types = TYPE(STRING),
	  .required_types = TYPE(STRING), .sample = "max-length: 63" },
	{ "charset", META_TEXT, .types = TYPE(STRING),
	  .required_types = TYPE(STRING), .sample = "charset: A-Za-z0-9_-" },
	{ "values", META_TEXTS, .types = TYPE(ENUM),
	  .required_types = TYPE(ENUM), .sample = "values: [on, off]" },
	{ "refers-to", META_NAME, .types = TYPE(PATH),
	  .required_types = TYPE(PATH), .sample = "refers-to: backend" },
	{ "equals", META_ID, .types = TYPE(INTEGER) | TYPE(DOMID),
	  .sample = "equals: frontend-domid" },
	{ "default", META_TEXT, .sample = "default: 0" },
	{ "constant", META_TEXT, .sample = "constant: XENDISPL_FIELD_RESOLUTION" },
	{ "deprecated", META_TRUE, .sample = "deprecated: true" },
	{ "writer", META_SIDES, true, .sample = "writer: [frontend]" },
	{ "owner", META_SIDE, .sample = "owner: backend" },
	{ "reader", META_SIDES, .sample = "reader: [frontend]" },
	{ "required-in", META_STATES, true, .sample = "required-in: always" },
	{ "since", META_NUMBER, .sample = "since: 1" },
	{ "example", META_TEXT, true, .sample = "example: 1920x1080" },
	{ "doc", META_TEXT, true, .sample = "doc: The visible size." },
	{ .name = NULL },
};

static const struct meta_key directory_keys[] = {
	{ "name", META_NAME, true, .sample = "name: backend" },
	{ "path", META_TEXT, true,
	  .sample = "path: /local/domain/{frontend-domid}/device/vdispl/{devid}" },
	{ "side", META_SIDE, true, .sample = "side: frontend" },
	{ "owner", META_SIDE, true, .sample = "owner: frontend" },
	{ "reader", META_SIDES, true, .sample = "reader: [backend]" },
	{ "doc", META_TEXT, true, .sample = "doc: The front end's half." },
	{ "repeats", META_NAME, .sample = "repeats: backend" },
	{ "nodes", META_MAPS, true, .of = node_keys, .sample = "nodes:" },
	{ .name = NULL },
};

static const struct meta_key placeholder_keys[] = {
	{ "name", META_ID, true, .sample = "name: devid" },
	{ "min", META_NUMBER, true, .sample = "min: 0" },
	{ "max", META_NUMBER, true, .sample = "max: 65535" },
	{ "example", META_NUMBER, true, .sample = "example: 0" },
	{ "doc", META_TEXT, true, .sample = "doc: Counts a guest's devices." },
	{ .name = NULL },
};

const struct meta_key meta_top[] = {
	{ "name", META_NAME, true, .sample = "name: vdispl" },
	{ "title", META_TEXT, true, .sample = "title: para-virtual display" },
	{ "header", META_TEXT, true, .sample = "header: xen/io/displif.h" },
	{ "header-prefix", META_TEXT, .sample = "header-prefix: XENDISPL_FIELD_" },
	{ "protocol-version", META_NUMBER, true,
	  .sample = "protocol-version: 1" },
	{ "doc", META_TEXT, true, .sample = "doc: A guest's screen." },
	{ "placeholders", META_MAPS, true, .of = placeholder_keys,
	  .sample = "placeholders:" },
	{ "directories", META_MAPS, true, .of = directory_keys,
	  .sample = "directories:" },
	{ .name = NULL },
};
