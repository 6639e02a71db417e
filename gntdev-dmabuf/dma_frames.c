// SPDX-License-Identifier: GPL-2.0-only
#include "dma_frames.h"

#include <linux/device.h>
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <xen/xen.h>

#include "frames.h"

/* Memory is asked for in the name of a device, which no real one is for. */
static struct device *memory_device;

int gd_dma_frames_init(void)
{
	struct device *device = root_device_register("gntdev-dmabuf-memory");
	int err;

	if (IS_ERR(device))
		return PTR_ERR(device);
	err = dma_coerce_mask_and_coherent(device, DMA_BIT_MASK(64));
	if (err)
		root_device_unregister(device);
	else
		memory_device = device;
	return err;
}

void gd_dma_frames_exit(void)
{
	root_device_unregister(memory_device);
}

/* An x86 guest maps its pages cached, and so must everybody else there. */
bool gd_dma_frames_offered(enum gd_memory memory)
{
	if (memory == GD_MEMORY_POOL)
		return true;
	if (xen_pv_domain())
		return false;
	return memory == GD_MEMORY_COHERENT || IS_ENABLED(CONFIG_ARM64);
}

static unsigned long dma_attributes(const struct gd_dma_frames *frames)
{
	unsigned long attributes = DMA_ATTR_NO_WARN;

	if (frames->memory == GD_MEMORY_WRITE_COMBINE)
		attributes |= DMA_ATTR_WRITE_COMBINE;
	return attributes;
}

static void dma_release(struct gd_dma_frames *frames)
{
	dma_free_attrs(memory_device, frames->size, frames->address,
		       frames->bus_address, dma_attributes(frames));
	frames->address = NULL;
}

int gd_dma_frames_alloc(struct gd_dma_frames *frames, enum gd_memory memory,
			struct page **pages, u32 count)
{
	unsigned long first;
	u32 i;
	int err;

	frames->memory = memory;
	frames->size = (size_t)count << PAGE_SHIFT;
	frames->address = dma_alloc_attrs(memory_device, frames->size,
					  &frames->bus_address, GFP_KERNEL,
					  dma_attributes(frames));
	if (!frames->address)
		return -ENOMEM;
	first = PHYS_PFN(dma_to_phys(memory_device, frames->bus_address));
	for (i = 0; i < count; i++)
		pages[i] = pfn_to_page(first + i);
	err = gd_frames_empty(pages, count);
	if (err == -ENOMEM)
		dma_release(frames);
	if (err)
		frames->address = NULL;
	return err ? -ENOMEM : 0;
}

void gd_dma_frames_free(struct gd_dma_frames *frames, struct page **pages)
{
	u32 count = frames->size >> PAGE_SHIFT;

	/* Without memory they are lost: nobody can be given them. */
	if (gd_frames_refill(pages, count))
		dma_release(frames);
}

bool gd_dma_frames_uncached(const struct gd_dma_frames *frames)
{
	return frames->address &&
	       (frames->memory == GD_MEMORY_WRITE_COMBINE ||
		!dev_is_dma_coherent(memory_device));
}

pgprot_t gd_dma_frames_prot(const struct gd_dma_frames *frames, pgprot_t prot)
{
	return gd_dma_frames_uncached(frames) ? pgprot_writecombine(prot) : prot;
}
