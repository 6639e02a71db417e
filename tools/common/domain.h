/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the store says about a domain itself. Each returns 0 or -errno; -ENOENT:
 * the domain has no such node, or there is no such domain.
 */
#ifndef TOOLS_COMMON_DOMAIN_H
#define TOOLS_COMMON_DOMAIN_H

#include <stdint.h>
#include <xenstore.h>

/* Our own number, which is not 0 in a guest or a driver domain. */
int domain_read_own_id(struct xs_handle *xs, uint32_t *domid);

/* The domain with this number or, when it is none, this name. */
int domain_find(struct xs_handle *xs, const char *name, uint32_t *domid);

/* As store_read() has it; @name is "" on failure. */
int domain_read_name(struct xs_handle *xs, uint32_t domid, char *name, size_t size);

/* "/vm/UUID", which tells one domain from the next with the same number. */
int domain_read_vm(struct xs_handle *xs, uint32_t domid, char *vm, size_t size);

#endif
