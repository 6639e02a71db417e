/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module in place of libgntdmabuf: exports are anonymous memory, and nothing
 * is released before the test says so. Link with -Wl,--wrap=ioctl.
 */
#ifndef TESTS_FAKE_GNTDMABUF_H
#define TESTS_FAKE_GNTDMABUF_H

#include <stdint.h>

struct fake_grants {
	int export_error;		/* -errno of every export; 0: it works */
	int import_error;		/* -errno of the next .n_import_errors imports */
	unsigned int n_import_errors;
	int *shared;			/* gets a descriptor of each export's pages */
	unsigned int n_exports, n_imports, n_releases, n_heap_allocations;
	unsigned int n_revoked;
	uint64_t last_revoked;
	uint32_t flags;			/* of the last export */
	uint32_t domid, directory, count;	/* of the last */
	uint64_t last_handle;
	int syncs;			/* begun and not ended */
};

extern struct fake_grants fake_grants;

void fake_grants_reset(void);

/* The last grant of @handle is unmapped: its event waits to be read. */
void fake_grants_release(uint64_t handle);

/* The guest maps nothing of import @handle any more: likewise. */
void fake_grants_end(uint64_t handle);

#endif
