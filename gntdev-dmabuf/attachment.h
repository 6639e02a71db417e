/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Somebody else's dma-buf, pinned: attached to our device and mapped for it, so
 * that its exporter keeps the pages where they are.
 */
#ifndef GD_ATTACHMENT_H
#define GD_ATTACHMENT_H

#include <linux/dma-direction.h>
#include <linux/types.h>

struct dma_buf;
struct dma_buf_attachment;
struct sg_table;

struct gd_attachment {
	struct dma_buf *dmabuf;		/* NULL: there is none */
	struct dma_buf_attachment *attachment;
	struct sg_table *sgt;
	enum dma_data_direction direction;
};

int gd_attachments_init(void);
void gd_attachments_exit(void);

/* Takes over the reference of @dmabuf if it succeeds. Or what the exporter says. */
int gd_attachment_init(struct gd_attachment *attachment, struct dma_buf *dmabuf,
		       bool read_only);

/* It may be all zero. */
void gd_attachment_finish(struct gd_attachment *attachment);

#endif
