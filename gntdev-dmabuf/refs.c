// SPDX-License-Identifier: GPL-2.0-only
#include "refs.h"

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <xen/grant_table.h>
#include <xen/page.h>

/* References to end between two offers of the CPU to others. */
#define BATCH 1024U

int gd_refs_init(struct gd_refs *refs, u32 count)
{
	refs->refs = refs->few;
	if (count > GD_REFS_FEW)
		refs->refs = kvmalloc_array(count, sizeof(*refs->refs),
					    GFP_KERNEL_ACCOUNT);
	return refs->refs ? 0 : -ENOMEM;
}

int gd_refs_grant(struct gd_refs *refs, domid_t domid,
		  const unsigned long *pfns, u32 count, bool read_only)
{
	u32 *out = refs->refs + refs->count;
	grant_ref_t head;
	int err, ref;
	u32 i;

	err = gnttab_alloc_grant_references(count, &head);
	if (err)
		return err;
	for (i = 0; i < count; i++) {
		ref = gnttab_claim_grant_reference(&head);
		gnttab_grant_foreign_access_ref(ref, domid, pfn_to_gfn(pfns[i]),
						read_only);
		out[i] = ref;
	}
	refs->count += count;
	return 0;
}

int gd_refs_put(void __user *to, const struct gd_refs *refs)
{
	const u32 *from = refs->refs;
	u32 few[GD_REFS_FEW];

	/* Users get no copies out of the slab where buffers are. */
	if (from == refs->few)
		from = memcpy(few, refs->few, sizeof(few));
	return copy_to_user(to, from, refs->count * sizeof(*from)) ? -EFAULT : 0;
}

/* Appends those of @n references that are still in use to @left. */
static u32 *batch_end(const u32 *refs, u32 n, u32 *left)
{
	for (; n; n--, refs++)
		if (!gnttab_try_end_foreign_access(*refs))
			*left++ = *refs;
	return left;
}

bool gd_refs_end(struct gd_refs *refs)
{
	/* Behind what is being looked at, or there. */
	u32 *left = refs->refs;
	u32 i, n;

	for (i = 0; i < refs->count; i += n) {
		n = min(refs->count - i, BATCH);
		left = batch_end(refs->refs + i, n, left);
		cond_resched();
	}
	WRITE_ONCE(refs->count, left - refs->refs);
	return !refs->count;
}

void gd_refs_free(struct gd_refs *refs)
{
	if (refs->refs != refs->few)
		kvfree(refs->refs);
	refs->refs = NULL;
}
