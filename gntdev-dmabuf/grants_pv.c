// SPDX-License-Identifier: GPL-2.0-only
/*
 * A para-virtual domain. Its page tables hold machine frames, and Xen lets a
 * frame of another domain into them only by a request that names that domain.
 */
#include "grants.h"

#include <linux/minmax.h>
#include <linux/mm.h>
#include <xen/page.h>
#include <xen/xen-ops.h>

#define REMAP_BATCH 64UL

static int entries_check(const int *errors, unsigned long count)
{
	unsigned long i;

	for (i = 0; i < count; i++)
		if (errors[i])
			return errors[i];
	return 0;
}

/* In batches, so that a page fault needs no memory of its own. */
static int batch_remap(struct vm_area_struct *vma, unsigned long at,
		       struct page **pages, unsigned long count, domid_t domid)
{
	/* Not vm_page_prot: it may lack the write bit, to provoke a fault. */
	pgprot_t prot = vm_get_page_prot(vma->vm_flags);
	xen_pfn_t frames[REMAP_BATCH];
	int errors[REMAP_BATCH];
	unsigned long i;
	int ret;

	for (i = 0; i < count; i++)
		frames[i] = pfn_to_mfn(page_to_pfn(pages[i]));
	ret = xen_remap_pfn(vma, at, frames, count, errors, prot, domid, true);
	return ret < 0 ? ret : entries_check(errors, count);
}

static int pv_populate(const struct gd_grants *grants,
		       struct vm_area_struct *vma)
{
	struct page **pages = grants->pages + vma->vm_pgoff;
	unsigned long i, n, count = vma_pages(vma);
	int err = 0;

	for (i = 0; i < count && !err; i += n) {
		n = min(count - i, REMAP_BATCH);
		err = batch_remap(vma, vma->vm_start + i * PAGE_SIZE, pages + i,
				  n, grants->domid);
	}
	return err;
}

static int pv_pfn_check(unsigned long pfn)
{
	unsigned long frame = __pfn_to_mfn(pfn);

	if (frame == INVALID_P2M_ENTRY)
		return -ENOTBLK;
	if (frame & FOREIGN_FRAME_BIT)
		return -EREMOTE;
	return frame & IDENTITY_FRAME_BIT ? -ENOTBLK : 0;
}

static int pv_pfns_check(const unsigned long *pfns, u32 count)
{
	int err = 0;
	u32 i;

	for (i = 0; i < count && !err; i++)
		err = pv_pfn_check(pfns[i]);
	return err;
}

const struct gd_backend gd_backend_pv = {
	.consecutive = true,
	.merges = false,
	.populate = pv_populate,
	.pfns_check = pv_pfns_check,
	.fixed_entries = true,
};
