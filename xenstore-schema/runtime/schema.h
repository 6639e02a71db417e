/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xenstore nodes, as tables: what the generated descriptors are made of, and
 * the functions that read a value, a path or a mistake through them. Pure code:
 * no xenstore, no allocation, no logging; every buffer is the caller's and
 * bounded. Nothing here knows a device by name; that is what the tables are for.
 *
 * A reader, whole (README.md has more):
 *
 *	const struct schema_node *node = &vdispl_nodes[VDISPL_CONNECTOR_RESOLUTION];
 *	struct schema_ids ids = { .frontend_domid = 5, .devid = 0, .index = 0 };
 *	char path[SCHEMA_PATH_BYTES], message[SCHEMA_MESSAGE_BYTES];
 *
 *	schema_path_build(node, &ids, path, sizeof(path));
 *	untrusted_text = xs_read(xs, XBT_NULL, path, &length);
 *	err = schema_value_check(node, &ids, untrusted_text, length, &value,
 *				 message, sizeof(message));
 */
#ifndef XENSTORE_SCHEMA_RUNTIME_SCHEMA_H
#define XENSTORE_SCHEMA_RUNTIME_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Enough for every path of every schema; the generator refuses one that is longer. */
#define SCHEMA_PATH_BYTES 128
/* Enough for every message, a path and a quoted value in it included. */
#define SCHEMA_MESSAGE_BYTES 512
/* The longest list of numbers that a node may hold. */
#define SCHEMA_MAX_NUMBERS 16

enum schema_type {
	SCHEMA_INTEGER,		/* decimal, no sign, no leading zero */
	SCHEMA_BOOLEAN,		/* "0" or "1" */
	SCHEMA_GNTREF,		/* grant reference */
	SCHEMA_EVTCHN,		/* event channel port */
	SCHEMA_DOMID,		/* domain identifier */
	SCHEMA_XENBUS_STATE,		/* enum xenbus_state, as a number */
	SCHEMA_RESOLUTION,	/* WIDTHxHEIGHT */
	SCHEMA_STRING,		/* of a length and out of a set of characters */
	SCHEMA_ENUM,		/* one of a few words */
	SCHEMA_INTEGERS,	/* integers, rising, with commas between */
	SCHEMA_PATH,		/* of another directory of the same device */
	SCHEMA_N_TYPES,
};

enum schema_side {
	SCHEMA_TOOLSTACK,	/* the domain that runs libxl */
	SCHEMA_FRONTEND,	/* the guest */
	SCHEMA_BACKEND,		/* domain 0 or a driver domain */
	SCHEMA_N_SIDES,
};

#define SCHEMA_SIDE_BIT(side) (1u << (side))

/* The numbers that a path can hold; each has the same name as a {placeholder}. */
enum schema_id {
	SCHEMA_BACKEND_DOMID,
	SCHEMA_FRONTEND_DOMID,
	SCHEMA_DEVID,
	SCHEMA_INDEX,
	SCHEMA_N_IDS,
	SCHEMA_NO_ID = SCHEMA_N_IDS,
};

#define SCHEMA_ID_BIT(id) (1u << (id))

struct schema_ids {
	uint32_t backend_domid;
	uint32_t frontend_domid;
	uint32_t devid;
	uint32_t index;
};

/* Values of a state node: enum xenbus_state of xen/io/xenbus.h. */
#define SCHEMA_N_STATES 9
#define SCHEMA_STATE_BIT(state) (1u << (state))
#define SCHEMA_ALWAYS ((1u << SCHEMA_N_STATES) - 1)
#define SCHEMA_NEVER 0u

struct schema_range {
	uint64_t min;
	uint64_t max;
};

struct schema;

struct schema_directory {
	const struct schema *schema;
	const char *name;
	const char *path;		/* with {placeholders} */
	enum schema_side side;		/* whose half of the device this is */
	const char *doc;
};

struct schema_node {
	const struct schema_directory *directory;
	const char *name;
	enum schema_type type;
	struct schema_range range;	/* numbers, each of a list, the width */
	struct schema_range height;	/* SCHEMA_RESOLUTION */
	uint32_t min_length;		/* SCHEMA_STRING, octets */
	uint32_t max_length;
	const char *charset;		/* SCHEMA_STRING: "a-z0-9", a '-' itself at the end */
	const char *const *words;	/* SCHEMA_ENUM, ends with NULL */
	enum schema_id equals;		/* the value repeats this number of the path */
	const struct schema_directory *target; /* SCHEMA_PATH */
	const char *unit;		/* NULL: none */
	const char *fallback;		/* the value when the node is absent; NULL: none */
	const char *example;
	unsigned int writers;		/* SCHEMA_SIDE_BIT()s */
	enum schema_side owner;		/* whom xenstore names as the node's owner */
	unsigned int readers;		/* SCHEMA_SIDE_BIT()s, beside the owner */
	unsigned int required_in;	/* SCHEMA_STATE_BIT()s of the directory's side */
	uint32_t since;			/* protocol version */
	bool deprecated;
	const char *constant;		/* its name in schema.header; NULL: has none */
	const char *doc;
};

struct schema {
	const char *name;
	const char *title;
	const char *doc;
	const char *header;		/* "xen/io/displif.h" */
	const char *header_prefix;	/* "XENDISPL_FIELD_"; NULL: it names no nodes */
	uint32_t protocol_version;
	const char *id_docs[SCHEMA_N_IDS];	/* NULL: no path here uses it */
	struct schema_range ids[SCHEMA_N_IDS];
	struct schema_ids example;
	const struct schema_directory *directories;
	unsigned int n_directories;
	const struct schema_node *nodes;
	unsigned int n_nodes;
};

struct schema_value {
	uint64_t number;		/* numbers, boolean, state; index of the word */
	uint32_t width;			/* SCHEMA_RESOLUTION, pixels */
	uint32_t height;
	uint32_t numbers[SCHEMA_MAX_NUMBERS];	/* SCHEMA_INTEGERS */
	unsigned int n_numbers;
	struct schema_ids ids;		/* SCHEMA_PATH: what the path says */
	unsigned int known_ids;		/* SCHEMA_ID_BIT()s of what it says */
};

/*
 * Reads one value, strictly: all of it or nothing. @untrusted_text is @length
 * octets as the store has them: not terminated as far as this function cares,
 * and read once. A string is not copied; after 0 it has no NUL in it and
 * is not longer than node->max_length.
 *
 * Returns 0; -EINVAL: malformed; -ERANGE: well formed, but too small or too
 * large. *@wrong (may be NULL) then says which, as the end of "VALUE ...": "is
 * empty", "is above the largest value".
 */
int schema_value_parse(const struct schema_node *node,
		       const char *untrusted_text, size_t length,
		       struct schema_value *value, const char **wrong);

/*
 * The same, and what a value must have in common with the path it stands at:
 * node->equals, and the numbers in a SCHEMA_PATH. When it fails @message gets
 * one line, ready for a log: the node, what was wrong, what is allowed, what to
 * write instead. @message may be NULL when @size is 0.
 */
int schema_value_check(const struct schema_node *node,
		       const struct schema_ids *ids,
		       const char *untrusted_text, size_t length,
		       struct schema_value *value, char *message, size_t size);

/*
 * The node's path, its directory's path, or the path above the directory that
 * lists the values of @id ("/local/domain/0/backend/vdispl" lists the guests:
 * @id is SCHEMA_FRONTEND_DOMID; what to watch, and what to list).
 * @ids == NULL leaves the {placeholders} in.
 *
 * Returns the length; -ENAMETOOLONG: @size is too small (SCHEMA_PATH_BYTES never
 * is); -ERANGE: a number is outside what the schema allows; -ENOENT: no @id in
 * this path. The buffer holds "" then.
 */
int schema_path_build(const struct schema_node *node,
		      const struct schema_ids *ids, char *path, size_t size);
int schema_path_directory(const struct schema_directory *directory,
			  const struct schema_ids *ids, char *path,
			  size_t size);
int schema_path_listing(const struct schema_directory *directory,
			const struct schema_ids *ids, enum schema_id id,
			char *path, size_t size);

struct schema_match {
	const struct schema_directory *directory;
	const struct schema_node *node;	/* NULL: the directory itself, or unknown */
	struct schema_ids ids;
	unsigned int known_ids;		/* SCHEMA_ID_BIT()s of what the path says */
	enum schema_id bad_id;		/* after -ERANGE */
};

/*
 * What a concrete, terminated path is.
 *
 * Returns 0: match->node, or with that NULL match->directory itself; -ENOENT: not
 * in this schema; when match->directory is set, it is inside that directory, which
 * has no such node; -ERANGE: the number match->bad_id is outside its range.
 */
int schema_path_match(const struct schema *schema, const char *path,
		      struct schema_match *match);

/*
 * One line each, for what is not a bad value. They return @message, terminated
 * whatever its size.
 *
 * missing: @node is not there although its side's state is @state.
 * owner: it belongs to @domid, so whoever that is may have written it.
 * unknown: after schema_path_match() failed for @path.
 */
char *schema_message_missing(const struct schema_node *node,
			     const struct schema_ids *ids, unsigned int state,
			     char *message, size_t size);
char *schema_message_owner(const struct schema_node *node,
			   const struct schema_ids *ids, uint32_t domid,
			   char *message, size_t size);
char *schema_message_unknown(const struct schema *schema, const char *path,
			     const struct schema_match *match, char *message,
			     size_t size);

/* What @node may hold, in words: "a decimal number from 1 to 131071". */
char *schema_message_allowed(const struct schema_node *node, char *text,
			     size_t size);

/*
 * How many letters two names differ by, for "did you mean"; a large number when
 * one is very long.
 */
unsigned int schema_name_distance(const char *a, const char *b);

/* The words of the schema language; NULL for what is no such number. */
const char *schema_type_name(enum schema_type type);
const char *schema_side_name(enum schema_side side);
const char *schema_id_name(enum schema_id id);
const char *schema_state_name(unsigned int state);

#endif
