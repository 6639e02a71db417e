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

/*
 * Writes @n references into the page that reference @ref names, after its first
 * word, and returns that word, read once, in *@untrusted_next. 0 or -errno.
 */
typedef int (*gd_directory_write)(void *context, u32 ref, const u32 *refs,
				  u32 n, u32 *untrusted_next);

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

/*
 * Writes @count references into the directory that begins at @first, whose pages
 * are linked already. @seen: room for gd_directory_pages(@count) words. Trusts no
 * more than gd_directory_walk() does, and fails as that does.
 */
int gd_directory_fill(gd_directory_write write, void *context, u32 first,
		      u32 *seen, const u32 *refs, u32 count);

#endif
