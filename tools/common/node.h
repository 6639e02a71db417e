/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One node of the store, through the tables made from xenstore-schema/: its
 * path is built from numbers, its value copied once and checked whole. This is
 * how every program here reads and writes the nodes of a device.
 *
 * The numbers in @ids have to be in the schema's range, else -ERANGE.
 */
#ifndef TOOLS_COMMON_NODE_H
#define TOOLS_COMMON_NODE_H

#include <xenstore.h>

#include "xenstore-schema/generated/vdispl_schema.h"

#define NODE_TEXT_BYTES 512	/* no schema has a longer string */

struct node_value {
	struct schema_value is;
	char text[NODE_TEXT_BYTES];	/* as it stands there, terminated */
	char wrong[SCHEMA_MESSAGE_BYTES];	/* after -EINVAL: a line for the log */
};

/*
 * 0: good. -ENOENT: not there. -EINVAL: no value that the schema allows at this
 * path; value->wrong says what is. Other -errno: the store failed.
 */
int node_read(struct xs_handle *xs, const struct schema_node *node,
	      const struct schema_ids *ids, struct node_value *value);

/*
 * The same, and -EINVAL when the node does not belong to whom the schema says: a
 * guest can replace what the toolstack wrote by a node of its own, but it cannot
 * make one that is not its own.
 */
int node_read_trusted(struct xs_handle *xs, const struct schema_node *node,
		      const struct schema_ids *ids, struct node_value *value);

/* The domain that has to own the node. */
uint32_t node_owner(const struct schema_node *node, const struct schema_ids *ids);

/* Writes @text as it is, good or bad, and creates the node when needed. */
int node_write(struct xs_handle *xs, xs_transaction_t transaction,
	       const struct schema_node *node, const struct schema_ids *ids,
	       const char *text);
int node_write_number(struct xs_handle *xs, xs_transaction_t transaction,
		      const struct schema_node *node,
		      const struct schema_ids *ids, uint32_t number);

/* store_replace() for a number: -ENOENT when the node has gone. */
int node_replace_number(struct xs_handle *xs, const struct schema_node *node,
			const struct schema_ids *ids, uint32_t number);

/* store_write_beside(): -ENOENT when the node @guard has gone. */
int node_write_beside(struct xs_handle *xs, const struct schema_node *guard,
		      const struct schema_node *node, const struct schema_ids *ids,
		      const char *text);

/* Removes the node; what is not there is no failure worth telling. */
void node_remove(struct xs_handle *xs, const struct schema_node *node,
		 const struct schema_ids *ids);

#endif
