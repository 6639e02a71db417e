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
	unsigned int n_exports;
	uint32_t domid, directory, count;	/* of the last */
	uint64_t last_handle;
	int syncs;			/* begun and not ended */
};

extern struct fake_grants fake_grants;

void fake_grants_reset(void);

/* The last grant of @handle is unmapped: its event waits to be read. */
void fake_grants_release(uint64_t handle);

#endif
