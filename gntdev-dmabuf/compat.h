/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The differences between kernels. Kbuild asks the headers for the feature, not
 * for the version, because distributions port both ways.
 */
#ifndef GD_COMPAT_H
#define GD_COMPAT_H

#include <linux/dma-buf.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#ifndef GD_HAVE_VM_FLAGS_SET
static inline void vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma,
				  unsigned long flags)
{
	vma->vm_flags &= ~flags;
}
#endif

/* A reference to @file, which is there, unless it has none any more. */
#ifdef GD_HAVE_GET_FILE_ACTIVE
static inline bool gd_file_try_get(struct file *file)
{
	return get_file_active(&file);
}
#else
static inline bool gd_file_try_get(struct file *file)
{
	return get_file_rcu(file);
}
#endif

/* With the reservation lock held. */
static inline void gd_dma_buf_invalidate(struct dma_buf *dmabuf)
{
#ifdef GD_HAVE_INVALIDATE_MAPPINGS
	dma_buf_invalidate_mappings(dmabuf);
#else
	dma_buf_move_notify(dmabuf);
#endif
}

#ifdef GD_HAVE_QUOTED_NAMESPACE
#define GD_IMPORT_NS_DMA_BUF MODULE_IMPORT_NS("DMA_BUF")
#else
#define GD_IMPORT_NS_DMA_BUF MODULE_IMPORT_NS(DMA_BUF)
#endif

#endif
