/* SPDX-License-Identifier: GPL-2.0-only */
/* Mapped grants as a device sees them. */
#ifndef GD_DMA_H
#define GD_DMA_H

#include <linux/dma-direction.h>
#include <linux/list.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

struct device;
struct gd_grants;

/* The pages, mapped for one device; the importer knows it as its sgt. */
struct gd_mapping {
	struct sg_table sgt;
	struct list_head link;
	struct device *dev;
	enum dma_data_direction direction;
};

/*
 * A mapping of its own for each call; gd_dma_unmap() frees it. ERR_PTR(-EIO): the
 * device cannot reach the pages. They are never copied to where it can: the guest
 * draws on, and nobody would copy again.
 */
struct gd_mapping *gd_dma_map(const struct gd_grants *grants,
			      struct device *dev,
			      enum dma_data_direction direction);
void gd_dma_unmap(struct gd_mapping *mapping);

/* Hand a mapping to the CPU and back, where its device does not see the caches. */
void gd_dma_sync_for_cpu(struct gd_mapping *mapping);
void gd_dma_sync_for_device(struct gd_mapping *mapping);

/* Whether a device without an IOMMU sees one range of addresses. */
bool gd_dma_is_contiguous(const struct gd_grants *grants);

#endif
