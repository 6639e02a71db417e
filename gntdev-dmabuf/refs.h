/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Granted pages of our own: the references that another domain may map them by.
 * Nothing else in this module grants or ends a grant.
 */
#ifndef GD_REFS_H
#define GD_REFS_H

#include <linux/types.h>
#include <xen/interface/xen.h>

/* So many references need no memory of their own. */
#define GD_REFS_FEW 4

struct gd_refs {
	u32 *refs;
	u32 few[GD_REFS_FEW];
	u32 count;		/* that have not ended */
};

/* Makes room for @count references. -ENOMEM. Else gd_refs_free() has to follow. */
int gd_refs_init(struct gd_refs *refs, u32 count);

/*
 * Grants @count pages more to @domid, for which there is room; at most 65535, since
 * the kernel counts them in 16 bits. -ENOSPC: the grant table is full. Before
 * gd_refs_free() comes gd_refs_end(), until that says so.
 */
int gd_refs_grant(struct gd_refs *refs, domid_t domid,
		  const unsigned long *pfns, u32 count, bool read_only);

/* Hands all of them to the user. -EFAULT. */
int gd_refs_put(void __user *to, const struct gd_refs *refs);

/* True when none is left; else the domain still maps some: try again later. */
bool gd_refs_end(struct gd_refs *refs);

void gd_refs_free(struct gd_refs *refs);

#endif
