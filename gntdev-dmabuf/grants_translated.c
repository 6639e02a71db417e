// SPDX-License-Identifier: GPL-2.0-only
/*
 * An auto-translated domain (PVH, HVM, arm64): a mapped grant is an ordinary page
 * of its physical address space.
 */
#include "grants.h"

#include <linux/ioport.h>
#include <linux/math.h>
#include <linux/memory_hotplug.h>
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

/* Takes long: it asks the map of the machine's memory. */
static int pfn_check_at_length(unsigned long pfn)
{
	struct page *page;

	if (!pfn_valid(pfn))
		return -ENOTBLK;
	page = pfn_to_page(pfn);
	/* The flag has another meaning for memory that can be swapped. */
	if (PageForeign(page) && !folio_test_swapbacked(page_folio(page)))
		return -EREMOTE;
	if (region_intersects(PFN_PHYS(pfn), PAGE_SIZE, IORESOURCE_SYSTEM_RAM,
			      IORES_DESC_NONE) != REGION_INTERSECTS)
		return -ENOTBLK;
	return 0;
}

/* No page is near it. */
#define NOWHERE (1UL << (BITS_PER_LONG - 1))

/* Pages that come and go together: memory does in nothing smaller. */
struct subsection {
	unsigned long first;
	struct page *pages;		/* NULL: they are not online */
};

static void subsection_find(struct subsection *subsection, unsigned long pfn)
{
	subsection->first = round_down(pfn, PAGES_PER_SUBSECTION);
	subsection->pages = pfn_to_online_page(subsection->first);
}

static int translated_pfns_check(const unsigned long *pfns, u32 count)
{
	/* The page allocator's is RAM, unless it is one of these. */
	const unsigned long doubtful = BIT(PG_reserved) | BIT(PG_foreign);
	struct subsection in = { .first = NOWHERE };
	unsigned long at;
	int err;
	u32 i;

	for (i = 0; i < count; i++) {
		at = pfns[i] - in.first;
		if (at >= PAGES_PER_SUBSECTION) {
			subsection_find(&in, pfns[i]);
			at = pfns[i] - in.first;
		}
		if (in.pages && !(READ_ONCE(in.pages[at].flags) & doubtful))
			continue;
		err = pfn_check_at_length(pfns[i]);
		if (err)
			return err;
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
	.pfns_check = translated_pfns_check,
	.fixed_entries = false,
};
