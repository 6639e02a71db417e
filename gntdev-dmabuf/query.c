// SPDX-License-Identifier: GPL-2.0-only
#include "query.h"

#include <linux/atomic.h>
#include <linux/kconfig.h>
#include <xen/gntdev-dmabuf.h>

#include "buffer.h"
#include "dma.h"

static u32 query_caching(const struct gd_buffer *buffer)
{
	/* An import is mapped through its own dma-buf. */
	if (buffer->is_import || gd_buffer_state(buffer) != GNTDMABUF_STATE_LIVE)
		return GNTDMABUF_CACHING_NONE;
	if (gd_dma_frames_uncached(&buffer->grants.dma))
		return GNTDMABUF_CACHING_WRITE_COMBINED;
	/* Guests map their memory write-back, and so do we. */
	return IS_ENABLED(CONFIG_X86) ? GNTDMABUF_CACHING_CACHED :
					GNTDMABUF_CACHING_INCOHERENT;
}

static u32 query_properties(const struct gd_buffer *buffer)
{
	u32 properties = 0;

	if (buffer->read_only)
		properties |= GNTDMABUF_PROPERTY_READ_ONLY;
	if (buffer->is_import)
		properties |= GNTDMABUF_PROPERTY_IMPORT;
	else if (gd_buffer_state(buffer) == GNTDMABUF_STATE_LIVE &&
		 gd_dma_is_contiguous(&buffer->grants))
		properties |= GNTDMABUF_PROPERTY_CONTIGUOUS;
	return properties;
}

void gd_query_fill(struct gntdmabuf_query *query, struct gd_buffer *buffer)
{
	struct gd_life life;

	down_read(&buffer->lock);
	life = gd_buffer_life(buffer);
	query->generation = life.generation;
	query->state = life.state;
	query->domid = buffer->domid;
	query->pages = buffer->pages;
	query->offset = buffer->offset;
	query->caching = query_caching(buffer);
	query->properties = query_properties(buffer);
	query->attachments = atomic_read(&buffer->attachments);
	query->dma_maps = atomic_read(&buffer->dma_maps);
	query->cpu_maps = atomic_read(&buffer->cpu_maps);
	query->vmaps = atomic_read(&buffer->vmaps);
	if (life.state == GNTDMABUF_STATE_REVOKED ||
	    life.state == GNTDMABUF_STATE_RELEASING)
		query->pending = gd_buffer_pending(buffer);
	up_read(&buffer->lock);
}
