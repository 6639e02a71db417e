/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The differences between kernels. Kbuild asks the headers for the feature, not
 * for the version, because distributions port both ways.
 */
#ifndef GD_COMPAT_H
#define GD_COMPAT_H

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

#ifdef GD_HAVE_QUOTED_NAMESPACE
#define GD_IMPORT_NS_DMA_BUF MODULE_IMPORT_NS("DMA_BUF")
#else
#define GD_IMPORT_NS_DMA_BUF MODULE_IMPORT_NS(DMA_BUF)
#endif

#endif
