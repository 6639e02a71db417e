/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages for one buffer that lie side by side for devices, taken from the DMA API;
 * like those of frames.h they have no memory of their own until a grant is mapped
 * there. Only where a domain chooses where it maps a grant: not under PV, where
 * devices see each of the other domain's frames where it is.
 */
#ifndef GD_DMA_FRAMES_H
#define GD_DMA_FRAMES_H

#include <linux/mm_types.h>
#include <linux/types.h>

enum gd_memory {
	GD_MEMORY_POOL,			/* any pages at hand */
	GD_MEMORY_COHERENT,
	GD_MEMORY_WRITE_COMBINE,
};

struct gd_dma_frames {
	enum gd_memory memory;
	size_t size;
	void *address;			/* the kernel's mapping; NULL: there are none */
	dma_addr_t bus_address;
};

int gd_dma_frames_init(void);
void gd_dma_frames_exit(void);

bool gd_dma_frames_offered(enum gd_memory memory);

/* Fills in @pages. -ENOMEM: there are not so many side by side. */
int gd_dma_frames_alloc(struct gd_dma_frames *frames, enum gd_memory memory,
			struct page **pages, u32 count);
void gd_dma_frames_free(struct gd_dma_frames *frames, struct page **pages);

/* Whether CPUs see them past their caches, and how a user's mapping says so. */
bool gd_dma_frames_uncached(const struct gd_dma_frames *frames);
pgprot_t gd_dma_frames_prot(const struct gd_dma_frames *frames, pgprot_t prot);

#endif
