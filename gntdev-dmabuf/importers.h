/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The devices attached to an exported buffer: who they are, and how they learn
 * that it is revoked. Those that can let go of a mapping when told (a dynamic
 * attachment) are told, unless they have pinned it, because something they cannot
 * stop reads it then; they are told when they unpin it. For the others there is
 * nothing but to wait.
 */
#ifndef GD_IMPORTERS_H
#define GD_IMPORTERS_H

#include <linux/types.h>

struct dma_buf_attachment;
struct gd_buffer;

/* The operations of the same name, while the buffer is LIVE. -ENOMEM. */
int gd_importer_attach(struct gd_buffer *buffer,
		       struct dma_buf_attachment *attachment);
void gd_importer_detach(struct gd_buffer *buffer,
			struct dma_buf_attachment *attachment);

/* With the reservation lock held. */
void gd_importer_pin(struct dma_buf_attachment *attachment);
void gd_importer_unpin(struct gd_buffer *buffer,
		       struct dma_buf_attachment *attachment);

/* A mapping for the device has been made, or is gone. */
void gd_importer_mapped(struct dma_buf_attachment *attachment);
void gd_importer_unmapped(struct dma_buf_attachment *attachment);

/* Asks whoever can to let go. It takes the reservation lock. */
void gd_importers_tell(struct gd_buffer *buffer);

/* Their names, separated by commas, cut to @size octets; "-": there are none. */
void gd_importers_names(struct gd_buffer *buffer, char *names, size_t size);

#endif
