/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The other domains: whether they live, and what happens when they do not. Every
 * buffer of a domain that dies is revoked, every import for it ended, by itself.
 */
#ifndef GD_DOMAIN_H
#define GD_DOMAIN_H

#include <linux/types.h>
#include <xen/interface/xen.h>

int gd_domains_init(void);
void gd_domains_exit(void);

/*
 * Xen takes it down, or knows none of that number; one that has shut down or
 * crashed, and is kept, lives. Never true of a domain that Xen does not let us
 * look at, as long as there is anything left of it. May still be false a moment
 * after the death; whoever publishes a buffer first, and then asks, will have it
 * revoked in any case.
 */
bool gd_domain_is_dead(domid_t domid);

#endif
