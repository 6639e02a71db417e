/* SPDX-License-Identifier: GPL-2.0-only */
/* Grant references in, a dma-buf out. */
#ifndef GD_EXPORT_H
#define GD_EXPORT_H

#include <linux/types.h>
#include <xen/interface/xen.h>

#include "dma_frames.h"

struct dma_buf;
struct dma_buf_ops;
struct gd_buffer;
struct gd_control;

struct gd_export_request {
	domid_t domid;
	const u32 *refs;	/* private memory */
	u32 count;		/* at most gd_limits::buffer */
	u32 offset;
	bool read_only;
	enum gd_memory memory;
	bool announce;		/* queue an event at its release */
};

/*
 * Makes the dma-buf of @request; nobody but the caller can reach it yet. Either
 * gd_export_publish() or gd_export_discard() has to follow.
 * Errors: as struct gntdmabuf_export explains them.
 */
struct gd_buffer *gd_export_create(struct gd_control *control,
				   const struct gd_export_request *request);

/* Puts it at the unused descriptor @fd; the buffer is not ours any more then. */
void gd_export_publish(struct gd_buffer *buffer, int fd);

/* As if it had never been. */
void gd_export_discard(struct gd_buffer *buffer);

/* The buffer behind @dmabuf, as long as that is held; NULL: not one of ours. */
struct gd_buffer *gd_export_of(struct dma_buf *dmabuf);

/* The same operations, as of an exporter that can pin, or as of one that cannot. */
const struct dma_buf_ops *gd_export_ops(bool dynamic);

#endif
