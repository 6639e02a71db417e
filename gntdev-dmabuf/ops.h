/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory for the arguments of the hypercalls that map and unmap grants. */
#ifndef GD_OPS_H
#define GD_OPS_H

/* Grants for one hypercall: a buffer of 1920x1080 takes one. */
#define GD_GRANTS_BATCH 2048

int gd_ops_init(void);
void gd_ops_exit(void);

/*
 * For GD_GRANTS_BATCH operations of either kind. Waits until there is some, for
 * as long as others map or unmap a buffer, and so never fails.
 */
void *gd_ops_get(void);
void gd_ops_put(void *ops);

#endif
