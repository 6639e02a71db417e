/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XENSTORE_SCHEMA_GENERATOR_META_KEYS_H
#define XENSTORE_SCHEMA_GENERATOR_META_KEYS_H

#include <stdbool.h>

enum meta_kind {
	META_TEXT,	/* a scalar, not empty */
	META_NAME,	/* a-z, 0-9 and '-', begins with a letter */
	META_NUMBER,	/* decimal */
	META_BOUND,	/* decimal, or WxH in a resolution node */
	META_TRUE,	/* the word true; leave the key out for false */
	META_TYPE,	/* a word of schema_type_name() */
	META_SIDE,	/* a word of schema_side_name() */
	META_ID,	/* a word of schema_id_name() */
	META_SIDES,	/* a list of such words */
	META_STATES,	/* "always", "never" or a list of words of schema_state_name() */
	META_TEXTS,	/* a list of scalars, not empty */
	META_MAPS,	/* a list of mappings with the keys of .of, not empty */
};

struct meta_key {
	const char *name;	/* NULL ends a table */
	enum meta_kind kind;
	bool required;
	unsigned int types;	/* bits of enum schema_type that may have it; 0: all */
	unsigned int required_types;	/* bits of those that must have it */
	const struct meta_key *of;
	const char *sample;	/* what a message proposes */
};

/* The keys at the top of a file; the other tables hang from it. */
extern const struct meta_key meta_top[];

#endif
