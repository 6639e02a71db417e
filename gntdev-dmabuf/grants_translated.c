// SPDX-License-Identifier: GPL-2.0-only
/*
 * An auto-translated domain (PVH, HVM, arm64): a mapped grant is an ordinary page
 * of its physical address space.
 */
#include "grants.h"

#include <linux/mm.h>

static int translated_populate(const struct gd_grants *grants,
			       struct vm_area_struct *vma)
{
	struct page **pages = grants->pages + vma->vm_pgoff;
	unsigned long i, count = vma_pages(vma);
	vm_fault_t fault;

	for (i = 0; i < count; i++) {
		fault = vmf_insert_pfn(vma, vma->vm_start + i * PAGE_SIZE,
				       page_to_pfn(pages[i]));
		if (fault & VM_FAULT_OOM)
			return -ENOMEM;
		if (fault & VM_FAULT_ERROR)
			return -EFAULT;
	}
	return 0;
}

const struct gd_backend gd_backend_translated = {
	.consecutive = false,
	/*
	 * On arm64 a device sees a grant at the machine's address, which follows
	 * no order; on x86 at the page's own.
	 */
	.merges = IS_ENABLED(CONFIG_X86),
	.populate = translated_populate,
	.fixed_entries = false,
};
