// SPDX-License-Identifier: GPL-2.0-only
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <xen/grant_table.h>
#include <asm/xen/hypercall.h>

#include "grant-floor.h"
#include "ways.h"

/* Everything at hand before the clock runs. */
struct mapping {
	u32 count;
	struct page **pages;
	struct gnttab_map_grant_ref *map;
	struct gnttab_unmap_grant_ref *unmap;
};

static int mapping_init(struct mapping *mapping, u32 count)
{
	int err = -ENOMEM;

	mapping->count = count;
	mapping->pages = kvcalloc(count, sizeof(*mapping->pages), GFP_KERNEL);
	mapping->map = kvcalloc(count, sizeof(*mapping->map), GFP_KERNEL);
	mapping->unmap = kvcalloc(count, sizeof(*mapping->unmap), GFP_KERNEL);
	if (mapping->pages && mapping->map && mapping->unmap)
		err = gnttab_alloc_pages(count, mapping->pages);
	if (!err)
		return 0;
	kvfree(mapping->unmap);
	kvfree(mapping->map);
	kvfree(mapping->pages);
	return err;
}

static void mapping_finish(struct mapping *mapping)
{
	gnttab_free_pages(mapping->count, mapping->pages);
	kvfree(mapping->unmap);
	kvfree(mapping->map);
	kvfree(mapping->pages);
}

static phys_addr_t page_host_address(const struct mapping *mapping, u32 i)
{
	return (unsigned long)page_address(mapping->pages[i]);
}

static int mapping_do(struct mapping *mapping, const struct grant_floor *floor,
		      const u32 *refs, u64 *ns)
{
	u32 i, n = mapping->count;
	u64 start;
	int err;

	for (i = 0; i < n; i++)
		gnttab_set_map_op(&mapping->map[i], page_host_address(mapping, i),
				  GNTMAP_host_map, refs[i], floor->domid);
	start = ktime_get_ns();
	if (floor->way == GRANT_FLOOR_HYPERCALL)
		err = HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref,
						mapping->map, n);
	else
		err = gnttab_map_refs(mapping->map, NULL, mapping->pages, n);
	*ns = ktime_get_ns() - start;
	return err;
}

/* Returns how many pages were not mapped, of which there should be none. */
static u32 mapping_undo_prepare(struct mapping *mapping)
{
	u32 i, failed = 0;

	for (i = 0; i < mapping->count; i++) {
		failed += mapping->map[i].status != GNTST_okay;
		gnttab_set_unmap_op(&mapping->unmap[i],
				    page_host_address(mapping, i),
				    GNTMAP_host_map, mapping->map[i].handle);
	}
	return failed;
}

static int mapping_undo(struct mapping *mapping, const struct grant_floor *floor,
			u64 *ns)
{
	u32 n = mapping->count;
	u64 start;
	int err;

	start = ktime_get_ns();
	if (floor->way == GRANT_FLOOR_HYPERCALL)
		err = HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref,
						mapping->unmap, n);
	else
		err = gnttab_unmap_refs(mapping->unmap, NULL, mapping->pages, n);
	*ns = ktime_get_ns() - start;
	return err;
}

int floor_map(struct grant_floor *floor)
{
	struct mapping mapping;
	u32 *refs, failed;
	int err;

	refs = vmemdup_user(u64_to_user_ptr(floor->refs),
			    floor->count * sizeof(*refs));
	if (IS_ERR(refs))
		return PTR_ERR(refs);
	err = mapping_init(&mapping, floor->count);
	if (err)
		goto free_refs;
	err = mapping_do(&mapping, floor, refs, &floor->do_ns);
	failed = mapping_undo_prepare(&mapping);
	err = mapping_undo(&mapping, floor, &floor->undo_ns) ?: err;
	mapping_finish(&mapping);
	if (!err && failed)
		err = -EACCES;
free_refs:
	kvfree(refs);
	return err;
}
