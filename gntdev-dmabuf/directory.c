// SPDX-License-Identifier: GPL-2.0-only
#include "directory.h"

u32 gd_directory_pages(u32 count)
{
	return count / GD_DIRECTORY_REFS + (count % GD_DIRECTORY_REFS != 0);
}

static bool ref_was_seen(const u32 *seen, u32 n, u32 ref)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (seen[i] == ref)
			return true;
	return false;
}

/* Reference 0 is the grant table's own: by convention it never names data. */
static int refs_copy(u32 *refs, const u32 *untrusted_refs, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (!untrusted_refs[i])
			return -EBADMSG;
		refs[i] = untrusted_refs[i];
	}
	return 0;
}

/* Page @i of a chain. -EBADMSG: there is none, or it comes back to @seen. */
static int page_enter(u32 *seen, u32 i, u32 untrusted_ref)
{
	if (!untrusted_ref || ref_was_seen(seen, i, untrusted_ref))
		return -EBADMSG;
	seen[i] = untrusted_ref;
	return 0;
}

static u32 page_refs(u32 left)
{
	return left < GD_DIRECTORY_REFS ? left : GD_DIRECTORY_REFS;
}

int gd_directory_walk(gd_directory_read read, void *context, u32 first,
		      u32 *page, u32 *seen, u32 *refs, u32 count)
{
	u32 n_pages = gd_directory_pages(count);
	u32 untrusted_next = first;
	u32 i, n;
	int err;

	for (i = 0; i < n_pages; i++) {
		err = page_enter(seen, i, untrusted_next);
		if (!err)
			err = read(context, untrusted_next, page);
		if (err)
			return err;
		n = page_refs(count);
		err = refs_copy(refs, page + 1, n);
		if (err)
			return err;
		refs += n;
		count -= n;
		untrusted_next = page[0];
	}
	return 0;
}

int gd_directory_fill(gd_directory_write write, void *context, u32 first,
		      u32 *seen, const u32 *refs, u32 count)
{
	u32 n_pages = gd_directory_pages(count);
	u32 untrusted_next = first;
	u32 i, n;
	int err;

	for (i = 0; i < n_pages; i++) {
		n = page_refs(count);
		err = page_enter(seen, i, untrusted_next);
		if (!err)
			err = write(context, untrusted_next, refs, n,
				    &untrusted_next);
		if (err)
			return err;
		refs += n;
		count -= n;
	}
	return 0;
}
