/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who may hold how many pages: each buffer is charged to its control descriptor,
 * to its domain and to the module, until its last grant is unmapped.
 */
#ifndef GD_CHARGE_H
#define GD_CHARGE_H

#include <linux/types.h>
#include <xen/interface/xen.h>

#include "accounting.h"

/* No parameter can make a buffer larger than this. */
#define GD_MAX_BUFFER_PAGES 262144

struct gd_limits {
	u64 buffer;
	u64 descriptor;
	u64 domain;
	u64 module;
};

/* The module's parameters as they are now. */
struct gd_limits gd_limits_read(void);

/*
 * Charges @pages of @domid to everybody, @descriptor with its own limit.
 * -EDQUOT (the log says once which budget), -ENOMEM.
 */
int gd_charge(struct gd_budget *descriptor, u64 descriptor_limit,
	      domid_t domid, u64 pages);
void gd_uncharge(struct gd_budget *descriptor, domid_t domid, u64 pages);

/* The pages that all together have. */
u64 gd_charged(void);
u64 gd_charged_to(const struct gd_budget *budget);

/* There is no buffer any more. */
void gd_charges_exit(void);

#endif
