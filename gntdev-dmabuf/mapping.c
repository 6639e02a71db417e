// SPDX-License-Identifier: GPL-2.0-only
#include "mapping.h"

#include <linux/fs.h>
#include <linux/mm.h>
#include <xen/xen.h>

#include "buffer.h"
#include "compat.h"

/*
 * A copy of the area is made to split it or to move it. Moving rewrites the page
 * table entries, and where Xen does not let Linux write such an entry there must
 * be none: the new area finds its pages by faulting.
 */
static void mapping_open(struct vm_area_struct *vma)
{
	struct gd_buffer *buffer = vma->vm_private_data;

	atomic_inc(&buffer->cpu_maps);
	if (gd_backend()->fixed_entries)
		unmap_mapping_range(vma->vm_file->f_mapping,
				    (loff_t)vma->vm_pgoff << PAGE_SHIFT,
				    vma->vm_end - vma->vm_start, 1);
}

static void mapping_close(struct vm_area_struct *vma)
{
	struct gd_buffer *buffer = vma->vm_private_data;

	atomic_dec(&buffer->cpu_maps);
}

static vm_fault_t mapping_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct gd_buffer *buffer = vma->vm_private_data;
	int err = -ENODEV;

	down_read(&buffer->lock);
	if (gd_buffer_state(buffer) == GNTDMABUF_STATE_LIVE)
		err = gd_backend()->populate(&buffer->grants, vma);
	up_read(&buffer->lock);
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

static int mapping_mprotect(struct vm_area_struct *vma, unsigned long start,
			    unsigned long end, unsigned long newflags)
{
	return -EACCES;
}

static const struct vm_operations_struct mapping_ops = {
	.open = mapping_open,
	.close = mapping_close,
	.fault = mapping_fault,
};

static const struct vm_operations_struct mapping_ops_fixed = {
	.open = mapping_open,
	.close = mapping_close,
	.fault = mapping_fault,
	.mprotect = mapping_mprotect,
};

/*
 * The pages are left to the faults: mmap() makes the area known to the file only after
 * this, and what a revocation cannot find it cannot unmap.
 */
int gd_mapping_create(struct gd_buffer *buffer, struct vm_area_struct *vma)
{
	bool fixed = gd_backend()->fixed_entries;

	/* VM_SHARED is no sign: it is not set if the file is read-only. */
	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;
	if (buffer->grants.read_only && (vma->vm_flags & VM_WRITE))
		return -EACCES;
	/* Only the control domain may have others' frames in such page tables. */
	if (fixed && !xen_initial_domain())
		return -EPERM;
	if (buffer->grants.read_only || (fixed && !(vma->vm_flags & VM_WRITE)))
		vm_flags_clear(vma, VM_MAYWRITE);
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTCOPY | VM_DONTEXPAND |
			  VM_DONTDUMP);
	vma->vm_page_prot = gd_dma_frames_prot(&buffer->grants.dma,
					       vma->vm_page_prot);
	vma->vm_private_data = buffer;
	vma->vm_ops = fixed ? &mapping_ops_fixed : &mapping_ops;
	atomic_inc(&buffer->cpu_maps);
	return 0;
}
