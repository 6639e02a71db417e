// SPDX-License-Identifier: GPL-2.0-only
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <xen/grant_table.h>
#include <xen/page.h>

#include "grant-floor.h"
#include "ways.h"

/*
 * A device that has no wires: its addresses are the pages' own, so that mapping for
 * it is the exporter's work and hardly any of the kernel's.
 */
static struct device *importer;

static int identity_map_sg(struct device *device, struct scatterlist *first,
			   int n, enum dma_data_direction direction,
			   unsigned long attributes)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(first, sg, n, i) {
		sg_dma_address(sg) = sg_phys(sg);
		sg_dma_len(sg) = sg->length;
	}
	return n;
}

static const struct dma_map_ops identity_ops = {
	.map_sg = identity_map_sg,
};

static struct device_dma_parameters dma_parameters;

int importer_init(void)
{
	int err;

	importer = root_device_register("grant-floor");
	if (IS_ERR(importer))
		return PTR_ERR(importer);
	importer->dma_parms = &dma_parameters;
	set_dma_ops(importer, &identity_ops);
	dma_set_max_seg_size(importer, UINT_MAX);
	err = dma_coerce_mask_and_coherent(importer, DMA_BIT_MASK(64));
	if (err)
		importer_exit();
	return err;
}

void importer_exit(void)
{
	root_device_unregister(importer);
}

struct granting {
	u32 count;
	domid_t domid;
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attachment;
	struct sg_table *sgt;
	unsigned long *gfns;
	grant_ref_t *refs;
};

static int granting_map(struct granting *granting)
{
	granting->attachment = dma_buf_attach(granting->dmabuf, importer);
	if (IS_ERR(granting->attachment))
		return PTR_ERR(granting->attachment);
	granting->sgt = dma_buf_map_attachment_unlocked(granting->attachment,
							DMA_BIDIRECTIONAL);
	if (!IS_ERR(granting->sgt))
		return 0;
	dma_buf_detach(granting->dmabuf, granting->attachment);
	return PTR_ERR(granting->sgt);
}

static void granting_unmap(struct granting *granting)
{
	dma_buf_unmap_attachment_unlocked(granting->attachment, granting->sgt,
					  DMA_BIDIRECTIONAL);
	dma_buf_detach(granting->dmabuf, granting->attachment);
}

/* The pages do not move while somebody else has them mapped, and gd-bench has. */
static int granting_list(struct granting *granting)
{
	struct sg_dma_page_iter page;
	u32 n = 0;
	int err;

	err = granting_map(granting);
	if (err)
		return err;
	for_each_sgtable_dma_page(granting->sgt, &page, 0)
		if (n < granting->count)
			granting->gfns[n++] = pfn_to_gfn(PHYS_PFN(sg_page_iter_dma_address(&page)));
	granting_unmap(granting);
	return n == granting->count ? 0 : -EINVAL;
}

static int granting_do(struct granting *granting, bool map)
{
	grant_ref_t head;
	int err = 0;
	u32 i;

	if (map)
		err = granting_map(granting);
	if (err)
		return err;
	err = gnttab_alloc_grant_references(granting->count, &head);
	if (err && map)
		granting_unmap(granting);
	if (err)
		return err;
	for (i = 0; i < granting->count; i++) {
		granting->refs[i] = gnttab_claim_grant_reference(&head);
		gnttab_grant_foreign_access_ref(granting->refs[i],
						granting->domid,
						granting->gfns[i], 0);
	}
	return 0;
}

static void granting_undo(struct granting *granting, bool map)
{
	u32 i;

	/* Nobody has mapped them. */
	for (i = 0; i < granting->count; i++)
		WARN_ON_ONCE(!gnttab_try_end_foreign_access(granting->refs[i]));
	if (map)
		granting_unmap(granting);
}

static int granting_time(struct granting *granting, struct grant_floor *floor)
{
	bool map = floor->way == GRANT_FLOOR_IMPORT;
	u64 start;
	int err;

	err = granting_list(granting);
	if (err)
		return err;
	start = ktime_get_ns();
	err = granting_do(granting, map);
	floor->do_ns = ktime_get_ns() - start;
	if (err)
		return err;
	start = ktime_get_ns();
	granting_undo(granting, map);
	floor->undo_ns = ktime_get_ns() - start;
	return 0;
}

int floor_grant(struct grant_floor *floor)
{
	struct granting granting = {
		.count = floor->count,
		.domid = floor->domid,
	};
	int err = -ENOMEM;

	granting.dmabuf = dma_buf_get(floor->fd);
	if (IS_ERR(granting.dmabuf))
		return PTR_ERR(granting.dmabuf);
	granting.gfns = kvcalloc(floor->count, sizeof(*granting.gfns), GFP_KERNEL);
	granting.refs = kvcalloc(floor->count, sizeof(*granting.refs), GFP_KERNEL);
	if (granting.gfns && granting.refs)
		err = granting_time(&granting, floor);
	kvfree(granting.refs);
	kvfree(granting.gfns);
	dma_buf_put(granting.dmabuf);
	return err;
}
