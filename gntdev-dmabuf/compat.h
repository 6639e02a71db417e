/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The differences between kernels. Kbuild asks the headers for the feature, not
 * for the version, because distributions port both ways.
 */
#ifndef GD_COMPAT_H
#define GD_COMPAT_H

#ifndef CONFIG_XEN
#error "gntdev-dmabuf needs a kernel with CONFIG_XEN"
#endif

#include <linux/dma-buf.h>
#include <linux/kconfig.h>
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

/* An importer that can be told to let go of its mappings. */
static inline bool gd_attachment_is_dynamic(const struct dma_buf_attachment *a)
{
#ifdef GD_HAVE_INVALIDATE_MAPPINGS
	return a->importer_ops && a->importer_ops->invalidate_mappings;
#else
	return a->importer_ops;
#endif
}

/* Tells it, with the reservation lock held. */
static inline void gd_attachment_invalidate(struct dma_buf_attachment *a)
{
#ifdef GD_HAVE_INVALIDATE_MAPPINGS
	a->importer_ops->invalidate_mappings(a);
#else
	a->importer_ops->move_notify(a);
#endif
}

/* Whether dma_buf_map_attachment() pins, on behalf of a dynamic importer. */
static inline bool gd_dma_buf_map_pins(void)
{
#ifdef GD_HAVE_INVALIDATE_MAPPINGS
	return false;
#else
	return !IS_ENABLED(CONFIG_DMABUF_MOVE_NOTIFY);
#endif
}

#ifdef GD_HAVE_QUOTED_NAMESPACE
#define GD_IMPORT_NS_DMA_BUF MODULE_IMPORT_NS("DMA_BUF")
#else
#define GD_IMPORT_NS_DMA_BUF MODULE_IMPORT_NS(DMA_BUF)
#endif

#endif
