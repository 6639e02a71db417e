// SPDX-License-Identifier: GPL-2.0-only
#include "dma.h"

#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <xen/page.h>

#include "grants.h"

/*
 * On arm64 Linux gives Xen's DMA operations, which know where the machine has a
 * page, to every device that the firmware describes. One without them is made of
 * software, like vgem: it takes the pages, and their addresses are its own affair.
 */
static bool device_is_software(struct device *dev)
{
	return IS_ENABLED(CONFIG_ARM64) && !get_dma_ops(dev);
}

/* Where a device without an IOMMU finds @page. */
static dma_addr_t page_bus_address(struct device *dev, struct page *page)
{
	unsigned long frame = page_to_pfn(page);

	if (!device_is_software(dev))
		frame = pfn_to_bfn(frame);
	return phys_to_dma(dev, (phys_addr_t)frame << XEN_PAGE_SHIFT);
}

/* Asked before mapping, because a bounce buffer is only found out after. */
static bool sgt_is_reachable(struct sg_table *sgt, struct device *dev)
{
	u64 limit = min_not_zero(dma_get_mask(dev), dev->bus_dma_limit);
	struct scatterlist *sg;
	int i;

	for_each_sgtable_sg(sgt, sg, i)
		if (page_bus_address(dev, sg_page(sg)) + sg->length - 1 > limit)
			return false;
	return true;
}

static bool sgt_is_bounced(struct sg_table *sgt, struct device *dev)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_sg(sgt, sg, i)
		if (sg_dma_address(sg) != page_bus_address(dev, sg_page(sg)))
			return true;
	return false;
}

/*
 * Several devices may map the pages at once. The DMA API has that only for those who
 * see to the caches themselves.
 */
static int sgt_map(struct sg_table *sgt, struct device *dev,
		   enum dma_data_direction direction)
{
	bool translated = device_iommu_mapped(dev);
	int err;

	if (!translated && !sgt_is_reachable(sgt, dev))
		return -EIO;
	err = dma_map_sgtable(dev, sgt, direction, DMA_ATTR_SKIP_CPU_SYNC);
	if (err)
		return err;
	if (!translated && sgt_is_bounced(sgt, dev)) {
		dma_unmap_sgtable(dev, sgt, direction, DMA_ATTR_SKIP_CPU_SYNC);
		return -EIO;
	}
	return 0;
}

static int sgt_alloc(struct sg_table *sgt, const struct gd_grants *grants,
		     struct device *dev)
{
	unsigned int segment = PAGE_SIZE;

	if (gd_backend()->merges)
		segment = max_t(unsigned int, segment,
				dma_get_max_seg_size(dev) & PAGE_MASK);
	return sg_alloc_table_from_pages_segment(sgt, grants->pages,
						 grants->count, 0,
						 (size_t)grants->count <<
						 PAGE_SHIFT, segment,
						 GFP_KERNEL);
}

struct gd_mapping *gd_dma_map(const struct gd_grants *grants,
			      struct device *dev,
			      enum dma_data_direction direction)
{
	struct gd_mapping *mapping;
	int err;

	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return ERR_PTR(-ENOMEM);
	mapping->dev = dev;
	mapping->direction = direction;
	err = sgt_alloc(&mapping->sgt, grants, dev);
	if (err)
		goto free_mapping;
	err = sgt_map(&mapping->sgt, dev, direction);
	if (err)
		goto free_table;
	gd_dma_sync_for_device(mapping);
	return mapping;

free_table:
	sg_free_table(&mapping->sgt);
free_mapping:
	kfree(mapping);
	return ERR_PTR(err);
}

void gd_dma_unmap(struct gd_mapping *mapping)
{
	gd_dma_sync_for_cpu(mapping);
	dma_unmap_sgtable(mapping->dev, &mapping->sgt, mapping->direction,
			  DMA_ATTR_SKIP_CPU_SYNC);
	sg_free_table(&mapping->sgt);
	kfree(mapping);
}

void gd_dma_sync_for_cpu(struct gd_mapping *mapping)
{
	if (!dev_is_dma_coherent(mapping->dev))
		dma_sync_sgtable_for_cpu(mapping->dev, &mapping->sgt,
					 mapping->direction);
}

void gd_dma_sync_for_device(struct gd_mapping *mapping)
{
	if (!dev_is_dma_coherent(mapping->dev))
		dma_sync_sgtable_for_device(mapping->dev, &mapping->sgt,
					    mapping->direction);
}

bool gd_dma_is_contiguous(const struct gd_grants *grants)
{
	unsigned long first = pfn_to_bfn(page_to_pfn(grants->pages[0]));
	u32 i;

	for (i = 1; i < grants->count; i++)
		if (pfn_to_bfn(page_to_pfn(grants->pages[i])) != first + i)
			return false;
	return true;
}
