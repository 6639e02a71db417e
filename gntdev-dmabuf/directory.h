/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The grant directory of the PV display protocol: a chain of pages, each with
 * the reference of the next one and up to 1023 references of data pages.
 */
#ifndef GD_DIRECTORY_H
#define GD_DIRECTORY_H

#include "pure.h"

#define GD_DIRECTORY_WORDS	1024
#define GD_DIRECTORY_REFS	(GD_DIRECTORY_WORDS - 1)

/*
 * Reads the page that reference @ref names into @page, GD_DIRECTORY_WORDS words
 * of private memory. 0 or -errno.
 */
typedef int (*gd_directory_read)(void *context, u32 ref, u32 *page);

/* How many pages a directory of @count references has. */
u32 gd_directory_pages(u32 count);

/*
 * Collects @count references from the directory that begins at @first.
 * @page: room for one page. @seen: room for gd_directory_pages(@count) words.
 *
 * Each page is read once and trusted for nothing: the number of pages read
 * depends on @count alone. -EBADMSG: it ends too early, names reference 0 or
 * comes back to a page that it has been through; otherwise what @read said.
 */
int gd_directory_walk(gd_directory_read read, void *context, u32 first,
		      u32 *page, u32 *seen, u32 *refs, u32 count);

#endif
