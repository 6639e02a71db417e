// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "frames.h"

#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <xen/grant_table.h>
#include <xen/mem-reservation.h>
#include <xen/page.h>
#include <xen/xen.h>

/*
 * The kernel's own supply for grants is address space that has no memory. On an
 * auto-translated x86 domain that has two faults. Devices see a page where the
 * domain has it, and one that reaches 4 GiB cannot have a page beyond. And what
 * lies in no RAM is uncached where the MTRRs say so, for Linux and for Xen, while
 * the guest maps the same page cached. So it is pages of RAM there, below 4 GiB,
 * whose memory goes back to Xen for as long as we have them.
 */
static bool ram_frames = true;
module_param(ram_frames, bool, 0444);
MODULE_PARM_DESC(ram_frames, "map grants in place of RAM (auto-translated x86 only)");

bool gd_frames_cost_memory(void)
{
	return IS_ENABLED(CONFIG_X86) && !xen_pv_domain() && ram_frames;
}

/* Pieces as large as can be had without effort, but of single pages. */
static unsigned long ram_alloc_piece(struct page **pages, unsigned long count)
{
	int order = min_t(int, ilog2(count), PMD_SHIFT - PAGE_SHIFT);
	gfp_t gfp = GFP_KERNEL | GFP_DMA32 | __GFP_ZERO | __GFP_NOWARN;
	struct page *page;
	unsigned long i;

	for (; order >= 0; order--) {
		page = alloc_pages(order ? gfp | __GFP_NORETRY : gfp, order);
		if (!page)
			continue;
		split_page(page, order);
		for (i = 0; i < 1UL << order; i++)
			pages[i] = page + i;
		return i;
	}
	return 0;
}

static void ram_free(struct page **pages, unsigned long count)
{
	while (count)
		__free_page(pages[--count]);
}

static int ram_alloc(struct page **pages, unsigned long count)
{
	unsigned long done = 0, n;

	while (done < count) {
		n = ram_alloc_piece(pages + done, count - done);
		if (!n) {
			ram_free(pages, done);
			return -ENOMEM;
		}
		done += n;
	}
	return 0;
}

/* Takes memory for @page back from Xen. A page that gets none is lost. */
static bool page_refill(struct page *page)
{
	xen_pfn_t frame = page_to_xen_pfn(page);

	cond_resched();
	if (xenmem_reservation_increase(1, &frame) == 1)
		return true;
	pr_warn_once("Xen has no memory to give back\n");
	return false;
}

/* Returns how many of @pages Xen has the memory of now: the first ones. */
static unsigned long memory_give_away(struct page **pages, unsigned long count)
{
	xen_pfn_t *frames;
	unsigned long i;
	int given;

	frames = kvmalloc_array(count, sizeof(*frames), GFP_KERNEL);
	if (!frames)
		return 0;
	for (i = 0; i < count; i++)
		frames[i] = xen_page_to_gfn(pages[i]);
	given = xenmem_reservation_decrease(count, frames);
	kvfree(frames);
	return max(given, 0);
}

static void pages_unmark(struct page **pages, unsigned long count)
{
	unsigned long i;

	gnttab_pages_clear_private(count, pages);
	for (i = 0; i < count; i++)
		__ClearPageOffline(pages[i]);
}

int gd_frames_empty(struct page **pages, unsigned long count)
{
	unsigned long given = memory_give_away(pages, count), i;
	bool whole = true;

	if (given < count) {
		for (i = 0; i < given; i++)
			whole &= page_refill(pages[i]);
		return whole ? -ENOMEM : -EIO;
	}
	/* So that nobody dumps or reads what is not there. */
	for (i = 0; i < count; i++)
		__SetPageOffline(pages[i]);
	return gnttab_pages_set_private(count, pages);
}

bool gd_frames_refill(struct page **pages, unsigned long count)
{
	bool whole = true;
	unsigned long i;

	pages_unmark(pages, count);
	for (i = 0; i < count; i++)
		whole &= page_refill(pages[i]);
	return whole;
}

static int ram_frames_alloc(struct page **pages, unsigned long count)
{
	int err;

	err = ram_alloc(pages, count);
	if (err)
		return err;
	err = gd_frames_empty(pages, count);
	if (err == -ENOMEM)
		ram_free(pages, count);
	return err ? -ENOMEM : 0;
}

static void ram_frames_free(struct page **pages, unsigned long count)
{
	unsigned long i;

	pages_unmark(pages, count);
	for (i = 0; i < count; i++)
		if (page_refill(pages[i]))
			__free_page(pages[i]);
}

int gd_frames_alloc(struct page **pages, unsigned long count)
{
	if (gd_frames_cost_memory())
		return ram_frames_alloc(pages, count);
	return gnttab_alloc_pages(count, pages);
}

void gd_frames_free(struct page **pages, unsigned long count)
{
	if (gd_frames_cost_memory())
		ram_frames_free(pages, count);
	else
		gnttab_free_pages(count, pages);
}
