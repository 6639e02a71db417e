// SPDX-License-Identifier: GPL-2.0-only
/*
 * Our device has no wires: what reaches the pages is the other domain's CPU. Its
 * device addresses are therefore the pages' own physical addresses, whatever
 * other devices of the machine use. That matters for a para-virtual domain, whose
 * usual DMA operations give scattered pages a bounce buffer: not the pages that
 * the peer is to see. And it needs no cache maintenance, because CPUs agree.
 */
#include "attachment.h"

#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>

static struct device *import_device;
static struct device_dma_parameters dma_parameters;

static dma_addr_t identity_map_page(struct device *device, struct page *page,
				    unsigned long offset, size_t size,
				    enum dma_data_direction direction,
				    unsigned long attributes)
{
	return page_to_phys(page) + offset;
}

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

/* Device memory: allowed here, so that it is us who say why it is refused. */
static dma_addr_t identity_map_resource(struct device *device,
					phys_addr_t address, size_t size,
					enum dma_data_direction direction,
					unsigned long attributes)
{
	return address;
}

static const struct dma_map_ops identity_ops = {
	.map_page = identity_map_page,
	.map_sg = identity_map_sg,
	.map_resource = identity_map_resource,
};

/* Not the character device: that can be used before we can set up its DMA. */
int gd_attachments_init(void)
{
	struct device *device = root_device_register("gntdev-dmabuf");
	int err;

	if (IS_ERR(device))
		return PTR_ERR(device);
	device->dma_parms = &dma_parameters;
	set_dma_ops(device, &identity_ops);
	dma_set_max_seg_size(device, UINT_MAX);
	err = dma_coerce_mask_and_coherent(device, DMA_BIT_MASK(64));
	if (err)
		root_device_unregister(device);
	else
		import_device = device;
	return err;
}

void gd_attachments_exit(void)
{
	root_device_unregister(import_device);
}

/*
 * A static attachment: an exporter that can move its memory has to pin it, and one
 * whose memory is on a card has to bring it where we can reach it.
 */
int gd_attachment_init(struct gd_attachment *attachment, struct dma_buf *dmabuf,
		       bool read_only)
{
	struct dma_buf_attachment *a;
	struct sg_table *sgt;

	a = dma_buf_attach(dmabuf, import_device);
	if (IS_ERR(a))
		return PTR_ERR(a);
	attachment->direction = read_only ? DMA_TO_DEVICE : DMA_BIDIRECTIONAL;
	sgt = dma_buf_map_attachment_unlocked(a, attachment->direction);
	if (IS_ERR(sgt)) {
		dma_buf_detach(dmabuf, a);
		return PTR_ERR(sgt);
	}
	attachment->dmabuf = dmabuf;
	attachment->attachment = a;
	attachment->sgt = sgt;
	return 0;
}

void gd_attachment_finish(struct gd_attachment *attachment)
{
	if (!attachment->dmabuf)
		return;
	dma_buf_unmap_attachment_unlocked(attachment->attachment,
					  attachment->sgt,
					  attachment->direction);
	dma_buf_detach(attachment->dmabuf, attachment->attachment);
	dma_buf_put(attachment->dmabuf);
	*attachment = (struct gd_attachment) { };
}
