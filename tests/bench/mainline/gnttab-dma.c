// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mainline's dma-buf part is only built with grants in DMA memory, which Debian's
 * kernels lack, though it needs them for buffers that ask for such memory alone.
 * Those are refused.
 */
#include <linux/errno.h>
#include <xen/grant_table.h>

int gnttab_dma_alloc_pages(struct gnttab_dma_alloc_args *args)
{
	return -EOPNOTSUPP;
}

int gnttab_dma_free_pages(struct gnttab_dma_alloc_args *args)
{
	return -EOPNOTSUPP;
}
