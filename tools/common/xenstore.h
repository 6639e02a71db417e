/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading the store without trusting it. Everything here is bounded, strict
 * and expects that a node may vanish between any two calls.
 *
 * Every function returns 0 or -errno; -ENOENT says that the node is not there.
 */
#ifndef TOOLS_COMMON_XENSTORE_H
#define TOOLS_COMMON_XENSTORE_H

#include <stddef.h>
#include <stdint.h>
#include <xenstore.h>

/* The longest path that we build: a connector's node below a front end. */
#define STORE_PATH_BYTES 128

/*
 * Copies the node's value into @value and terminates it. -EMSGSIZE when it has
 * more than @size - 1 octets, -EILSEQ when one of them is not printable ASCII.
 * On failure @value is "".
 */
int store_read(struct xs_handle *xs, const char *path, char *value, size_t size);

/* The node as a decimal number, digits only; -EINVAL for anything else. */
int store_read_u32(struct xs_handle *xs, const char *path, uint32_t *value);

/* The domain that owns the node. */
int store_read_owner(struct xs_handle *xs, const char *path, uint32_t *domid);

/*
 * Writes a node only if it exists, atomically: a plain write would bring back
 * the directory of a device that the toolstack has just removed.
 */
int store_replace(struct xs_handle *xs, const char *path, const char *value);

/* The same for a node that need not exist, as long as the node @guard does. */
int store_write_beside(struct xs_handle *xs, const char *guard, const char *path,
		       const char *value);

/* What the failed libxenstore call before this left in errno; never 0. */
int store_error(void);

#endif
