/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages at hand to map grants into: addresses and struct pages without memory
 * behind them. Making new ones may hotplug a memory section, which takes up to a
 * second; keeping some keeps that out of an export.
 */
#ifndef GD_POOL_H
#define GD_POOL_H

#include <linux/types.h>

#include "runs.h"

int gd_pool_init(void);
void gd_pool_exit(void);

/*
 * Takes @count pages. They are consecutive if that can be had, and always if
 * @consecutive. Returns runs (linked by next, owned by the caller) or ERR_PTR:
 * -ENOMEM, -EINTR.
 */
struct gd_run *gd_pool_take(u32 count, bool consecutive);

/* Gives back what gd_pool_take() returned. */
void gd_pool_give(struct gd_run *runs);

/* The pages at hand. */
u64 gd_pool_pages(void);

#endif
