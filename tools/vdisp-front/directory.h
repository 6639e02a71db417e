/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page directory of a display buffer: a chain of pages, each with the
 * reference of the next one (0: the last) and up to 1023 references of the
 * buffer's pages (displif.h, struct xendispl_page_directory).
 */
#ifndef TOOLS_VDISP_FRONT_DIRECTORY_H
#define TOOLS_VDISP_FRONT_DIRECTORY_H

#include "tools/vdisp-front/protocol.h"

#define DIRECTORY_REFS_PER_PAGE (PROTOCOL_PAGE_SIZE / sizeof(grant_ref_t) - 1)

/* How many directory pages @n_refs references take: at least one. */
uint32_t directory_n_pages(uint32_t n_refs);

/*
 * Fills the directory of @n_refs references @refs. @pages are its pages, one
 * after the other, directory_n_pages() of them, and @page_refs their references.
 */
void directory_fill(void *pages, const uint32_t *page_refs,
		    const uint32_t *refs, uint32_t n_refs);

/*
 * The opposite, of a directory that the back end has filled: its @n_refs references.
 * -EINVAL: one of them is 0.
 */
int directory_read(const void *pages, uint32_t *refs, uint32_t n_refs);

#endif
