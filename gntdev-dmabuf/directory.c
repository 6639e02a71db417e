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

int gd_directory_walk(gd_directory_read read, void *context, u32 first,
		      u32 *page, u32 *seen, u32 *refs, u32 count)
{
	u32 n_pages = gd_directory_pages(count);
	u32 untrusted_next = first;
	u32 i, n;
	int err;

	for (i = 0; i < n_pages; i++) {
		if (!untrusted_next || ref_was_seen(seen, i, untrusted_next))
			return -EBADMSG;
		seen[i] = untrusted_next;
		err = read(context, untrusted_next, page);
		if (err)
			return err;
		n = count < GD_DIRECTORY_REFS ? count : GD_DIRECTORY_REFS;
		err = refs_copy(refs, page + 1, n);
		if (err)
			return err;
		refs += n;
		count -= n;
		untrusted_next = page[0];
	}
	return 0;
}
