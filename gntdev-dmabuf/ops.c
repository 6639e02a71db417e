// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xen reads and writes the arguments grant by grant. In an auto-translated x86
 * domain it walks the page tables for that each time, Linux's and its own: on a
 * PVH dom0 two walks are more than half of what mapping a grant takes, and memory
 * that is mapped by entries of 4 KiB costs a tenth more than by ones of 2 MiB. Most
 * of Linux's memory is mapped by the larger ones, but not what lies near the text
 * of some module. So there it is a block of that size, of which nobody else has a
 * part, taken once.
 */
#include "ops.h"

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kconfig.h>
#include <linux/mm.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>
#include <xen/grant_table.h>
#include <xen/xen.h>

#define OPS_SIZE (GD_GRANTS_BATCH * sizeof(struct gnttab_map_grant_ref))

/* Enough that few ever wait, where the place makes no difference. */
#define SMALL_ORDER 6

/* What is free of the block: each begins with the address of the next one. */
static void **first_free;
static DEFINE_SPINLOCK(free_lock);
static struct semaphore n_free;

static void *block;
static unsigned int block_order;

static unsigned int order_wanted(void)
{
	if (IS_ENABLED(CONFIG_X86) && !xen_pv_domain())
		return PMD_SHIFT - PAGE_SHIFT;
	return SMALL_ORDER;
}

static void push(void **ops)
{
	spin_lock(&free_lock);
	*ops = first_free;
	first_free = ops;
	spin_unlock(&free_lock);
}

static void **pop(void)
{
	void **ops;

	spin_lock(&free_lock);
	ops = first_free;
	first_free = *ops;
	spin_unlock(&free_lock);
	return ops;
}

int gd_ops_init(void)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;
	size_t offset;

	block_order = order_wanted();
	block = (void *)__get_free_pages(gfp | __GFP_NORETRY, block_order);
	if (!block) {
		block_order = SMALL_ORDER;
		block = (void *)__get_free_pages(gfp, block_order);
	}
	if (!block)
		return -ENOMEM;
	for (offset = 0; offset < PAGE_SIZE << block_order; offset += OPS_SIZE)
		push(block + offset);
	sema_init(&n_free, offset / OPS_SIZE);
	return 0;
}

void gd_ops_exit(void)
{
	free_pages((unsigned long)block, block_order);
}

void *gd_ops_get(void)
{
	down(&n_free);
	return pop();
}

void gd_ops_put(void *ops)
{
	push(ops);
	up(&n_free);
}
