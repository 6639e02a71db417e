// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/directory.h"

#include <errno.h>

uint32_t directory_n_pages(uint32_t n_refs)
{
	if (n_refs == 0)
		return 1;
	return (n_refs - 1) / DIRECTORY_REFS_PER_PAGE + 1;
}

void directory_fill(void *pages, const uint32_t *page_refs,
		    const uint32_t *refs, uint32_t n_refs)
{
	uint32_t n_pages = directory_n_pages(n_refs), page, n;
	uint32_t *words = pages;

	memset(pages, 0, (size_t)n_pages * PROTOCOL_PAGE_SIZE);
	for (page = 0; page < n_pages; page++) {
		n = n_refs < DIRECTORY_REFS_PER_PAGE ? n_refs
						     : DIRECTORY_REFS_PER_PAGE;
		words[0] = page + 1 < n_pages ? page_refs[page + 1] : 0;
		memcpy(&words[1], refs, n * sizeof(*refs));
		words += PROTOCOL_PAGE_SIZE / sizeof(*words);
		refs += n;
		n_refs -= n;
	}
}

int directory_read(const void *pages, uint32_t *refs, uint32_t n_refs)
{
	const uint32_t *words = pages;
	uint32_t i;

	for (i = 0; i < n_refs; i++) {
		if (i % DIRECTORY_REFS_PER_PAGE == 0 && i > 0)
			words += PROTOCOL_PAGE_SIZE / sizeof(*words);
		refs[i] = words[1 + i % DIRECTORY_REFS_PER_PAGE];
		if (refs[i] == 0)
			return -EINVAL;
	}
	return 0;
}
