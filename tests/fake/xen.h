/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest in place of libxengnttab and libxenevtchn. */
#ifndef TESTS_FAKE_XEN_H
#define TESTS_FAKE_XEN_H

#include <stdint.h>

#define FAKE_XEN_PORTS 64

struct fake_xen {
	int gnttabs, evtchns;		/* handles that are open */
	int64_t restricted_to;		/* a domain; -1: not restricted */
	unsigned int bound_before_restriction;
	uint32_t n_ports;
	uint32_t remote[FAKE_XEN_PORTS];	/* by local port */
	unsigned int notified[FAKE_XEN_PORTS], unmasked[FAKE_XEN_PORTS];
	void *pages[FAKE_XEN_PORTS];	/* by grant reference */
};

extern struct fake_xen fake_xen;

void fake_xen_reset(void);

/* The guest kicks our local @port. */
void fake_xen_kick(uint32_t port);

#endif
