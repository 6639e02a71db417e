/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's memory in pages, by Xen's measure (XEN_PAGE_SIZE): 4096 octets, whatever
 * this machine's own pages are.
 */
#ifndef TOOLS_COMMON_PAGES_H
#define TOOLS_COMMON_PAGES_H

#include <stdint.h>

#define PAGES_OCTETS 4096

/* As many as hold @octets. */
static inline uint64_t pages_of(uint64_t octets)
{
	return (octets + PAGES_OCTETS - 1) / PAGES_OCTETS;
}

/* What a picture may take: 32 bits a pixel, and a page for what an offset wastes. */
static inline uint64_t pages_of_picture(uint32_t width, uint32_t height)
{
	return (uint64_t)width * height * 4 / PAGES_OCTETS + 1;
}

#endif
