// SPDX-License-Identifier: GPL-2.0-only
/*
 * A para-virtual domain. Its page tables hold machine frames, and Xen lets a
 * frame of another domain into them only by a request that names that domain.
 */
#include "grants.h"

#include <linux/mm.h>
#include <linux/slab.h>
#include <xen/page.h>
#include <xen/xen-ops.h>

static int entries_check(const int *errors, unsigned long count)
{
	unsigned long i;

	for (i = 0; i < count; i++)
		if (errors[i])
			return errors[i];
	return 0;
}

static int pv_populate(const struct gd_grants *grants,
		       struct vm_area_struct *vma)
{
	struct page **pages = grants->pages + vma->vm_pgoff;
	/* Not vm_page_prot: it may lack the write bit, to provoke a fault. */
	pgprot_t prot = vm_get_page_prot(vma->vm_flags);
	unsigned long i, count = vma_pages(vma);
	xen_pfn_t *frames;
	int *errors;
	int ret;

	frames = kvmalloc_array(count, sizeof(*frames) + sizeof(*errors),
				GFP_KERNEL);
	if (!frames)
		return -ENOMEM;
	errors = (int *)(frames + count);
	for (i = 0; i < count; i++)
		frames[i] = pfn_to_mfn(page_to_pfn(pages[i]));
	ret = xen_remap_pfn(vma, vma->vm_start, frames, count, errors, prot,
			    grants->domid, true);
	if (ret >= 0)
		ret = entries_check(errors, count);
	kvfree(frames);
	return ret;
}

const struct gd_backend gd_backend_pv = {
	.consecutive = true,
	.merges = false,
	.populate = pv_populate,
	.fixed_entries = true,
};
