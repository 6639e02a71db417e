/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapped grants: the pages of another domain that one buffer is made of. Nothing
 * else in this module maps or unmaps a grant. Two backends stand behind it,
 * because a para-virtual domain sees the frames of others with the machine's own
 * numbers, and an auto-translated one where it has put them.
 */
#ifndef GD_GRANTS_H
#define GD_GRANTS_H

#include <linux/mm_types.h>
#include <linux/types.h>
#include <xen/grant_table.h>
#include <xen/interface/xen.h>

#include "dma_frames.h"

struct gd_run;

struct gd_grants {
	domid_t domid;
	bool read_only;
	u32 count;
	u32 mapped;			/* grants still to be unmapped */
	struct gd_run *runs;		/* the pages, as they came from the pool */
	struct gd_dma_frames dma;	/* or where else they are from */
	struct page **pages;
	grant_handle_t *handles;
};

struct gd_backend {
	/* Pages must be consecutive, because vmap() cannot join them. */
	bool consecutive;
	/* Device addresses follow the pages, so segments may span them. */
	bool merges;
	/* Fills the page table of @vma; its flags are set by the caller. */
	int (*populate)(const struct gd_grants *grants,
			struct vm_area_struct *vma);
	/* May these be granted? -EREMOTE: another domain's. -ENOTBLK: no RAM. */
	int (*pfns_check)(const unsigned long *pfns, u32 count);
	/* A page table entry cannot be rewritten by the kernel's own mm code. */
	bool fixed_entries;
};

extern const struct gd_backend gd_backend_pv;
extern const struct gd_backend gd_backend_translated;

const struct gd_backend *gd_backend(void);

/*
 * Maps @count references of @domid into pages of @memory. -EACCES, -ESRCH, -ENOMEM, -EINTR; as
 * xen/gntdev-dmabuf.h explains them. A failure may leave some mapped: whatever
 * this returns, gd_grants_unmap() and gd_grants_free() have to follow.
 */
int gd_grants_map(struct gd_grants *grants, domid_t domid, const u32 *refs,
		  u32 count, bool read_only, enum gd_memory memory);

/*
 * Unmaps; true when nothing is mapped any more. It is not while somebody holds a
 * page who should not: try again later.
 */
bool gd_grants_unmap(struct gd_grants *grants);

/* Gives the pages back. */
void gd_grants_free(struct gd_grants *grants);

/* Copies the page that @ref names, through a read-only mapping, to @page. */
int gd_grants_read_page(domid_t domid, u32 ref, void *page);

/*
 * Writes @n words to the page that @ref names, after its first word, and returns
 * that one.
 */
int gd_grants_write_page(domid_t domid, u32 ref, const u32 *words, u32 n,
			 u32 *untrusted_first);

/* The buffer in the kernel's own address space; NULL if that cannot be had. */
void *gd_grants_vmap(const struct gd_grants *grants);
void gd_grants_vunmap(const struct gd_grants *grants, void *address);

#endif
