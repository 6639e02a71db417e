// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "grants.h"

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "ops.h"
#include "pool.h"
#include "runs.h"

const struct gd_backend *gd_backend(void)
{
	if (IS_ENABLED(CONFIG_XEN_PV) && xen_pv_domain())
		return &gd_backend_pv;
	return &gd_backend_translated;
}

static unsigned long page_kaddr(struct page *page)
{
	return (unsigned long)page_address(page);
}

static int status_to_errno(s16 status)
{
	switch (status) {
	case GNTST_okay:
		return 0;
	case GNTST_no_device_space:
	case GNTST_no_space:
		return -ENOMEM;
	case GNTST_bad_domain:
		return -ESRCH;
	default:
		/* Xen says general_error to a reference that is not for us. */
		return -EACCES;
	}
}

/* No frame: Xen writes this field of an operation only when it has mapped one. */
#define NO_FRAME U64_MAX

/*
 * A kernel that has no memory to note down where it put a frame (a para-virtual
 * one's, or arm64's) unmaps it again and says general_error itself.
 */
static int op_to_errno(const struct gnttab_map_grant_ref *op)
{
	if (op->status == GNTST_general_error && op->dev_bus_addr != NO_FRAME)
		return -ENOMEM;
	return status_to_errno(op->status);
}

static int batch_map(struct gd_grants *grants, u32 first, u32 n,
		     const u32 *refs, struct gnttab_map_grant_ref *ops)
{
	u32 flags = GNTMAP_host_map, i, done = 0;
	int err;

	if (grants->read_only)
		flags |= GNTMAP_readonly;
	for (i = 0; i < n; i++) {
		gnttab_set_map_op(&ops[i], page_kaddr(grants->pages[first + i]),
				  flags, refs[i], grants->domid);
		ops[i].dev_bus_addr = NO_FRAME;
	}
	err = gnttab_map_refs(ops, NULL, grants->pages + first, n);
	for (i = 0; i < n; i++) {
		if (ops[i].status == GNTST_okay) {
			grants->handles[first + i] = ops[i].handle;
			done++;
		} else if (!err) {
			err = op_to_errno(&ops[i]);
		}
	}
	grants->mapped += done;
	return err;
}

static int grants_map_all(struct gd_grants *grants, const u32 *refs)
{
	struct gnttab_map_grant_ref *ops = gd_ops_get();
	int err = 0;
	u32 i, n;

	for (i = 0; i < grants->count && !err; i += n) {
		n = min_t(u32, grants->count - i, GD_GRANTS_BATCH);
		err = batch_map(grants, i, n, refs + i, ops);
		if (!err && fatal_signal_pending(current))
			err = -EINTR;
		cond_resched();
	}
	gd_ops_put(ops);
	return err;
}

/* Asks for what is mapped from @first on without a gap, at most a batch. */
static u32 batch_prepare(const struct gd_grants *grants, u32 first,
			 struct gnttab_unmap_grant_ref *ops)
{
	u32 most = min_t(u32, grants->count - first, GD_GRANTS_BATCH), n;

	for (n = 0; n < most; n++) {
		if (grants->handles[first + n] == INVALID_GRANT_HANDLE)
			break;
		gnttab_set_unmap_op(&ops[n],
				    page_kaddr(grants->pages[first + n]),
				    GNTMAP_host_map,
				    grants->handles[first + n]);
		ops[n].status = GNTST_general_error;
	}
	return n;
}

static void batch_unmap(struct gd_grants *grants, u32 first, u32 n,
			struct gnttab_unmap_grant_ref *ops)
{
	u32 i, done = 0;

	if (gnttab_unmap_refs(ops, NULL, grants->pages + first, n))
		pr_err_once("cannot unmap grants of domain %u\n",
			    grants->domid);
	for (i = 0; i < n; i++)
		if (ops[i].status == GNTST_okay) {
			grants->handles[first + i] = INVALID_GRANT_HANDLE;
			done++;
		}
	WRITE_ONCE(grants->mapped, grants->mapped - done);
}

static void pages_expand(struct gd_grants *grants)
{
	struct gd_run *run;
	unsigned long i;
	u32 n = 0;

	for (run = grants->runs; run; run = run->next)
		for (i = 0; i < run->count; i++)
			grants->pages[n++] = pfn_to_page(run->first + i);
}

static int pages_alloc(struct gd_grants *grants, u32 count,
		       enum gd_memory memory)
{
	struct gd_run *runs;

	if (memory != GD_MEMORY_POOL)
		return gd_dma_frames_alloc(&grants->dma, memory, grants->pages,
					   count);
	runs = gd_pool_take(count, gd_backend()->consecutive);
	if (IS_ERR(runs))
		return PTR_ERR(runs);
	grants->runs = runs;
	pages_expand(grants);
	return 0;
}

static int grants_alloc(struct gd_grants *grants, u32 count,
			enum gd_memory memory)
{
	int err = -ENOMEM;
	u32 i;

	grants->pages = kvmalloc_array(count, sizeof(*grants->pages),
				       GFP_KERNEL_ACCOUNT);
	grants->handles = kvmalloc_array(count, sizeof(*grants->handles),
					 GFP_KERNEL_ACCOUNT);
	if (!grants->pages || !grants->handles)
		goto free_arrays;
	err = pages_alloc(grants, count, memory);
	if (err)
		goto free_arrays;
	grants->count = count;
	for (i = 0; i < count; i++)
		grants->handles[i] = INVALID_GRANT_HANDLE;
	return 0;

free_arrays:
	kvfree(grants->handles);
	kvfree(grants->pages);
	*grants = (struct gd_grants) { };
	return err;
}

int gd_grants_map(struct gd_grants *grants, domid_t domid, const u32 *refs,
		  u32 count, bool read_only, enum gd_memory memory)
{
	int err;

	*grants = (struct gd_grants) {
		.domid = domid,
		.read_only = read_only,
	};
	err = grants_alloc(grants, count, memory);
	if (err)
		return err;
	return grants_map_all(grants, refs);
}

static bool grants_are_busy(const struct gd_grants *grants)
{
	u32 i;

	for (i = 0; i < grants->count; i++)
		if (page_count(grants->pages[i]) > 1)
			return true;
	return false;
}

bool gd_grants_unmap(struct gd_grants *grants)
{
	struct gnttab_unmap_grant_ref *ops;
	u32 i, n;

	if (!grants->mapped)
		return true;
	if (grants_are_busy(grants))
		return false;
	ops = gd_ops_get();
	for (i = 0; i < grants->count; i += max(n, 1U)) {
		n = batch_prepare(grants, i, ops);
		if (n)
			batch_unmap(grants, i, n, ops);
		cond_resched();
	}
	gd_ops_put(ops);
	return !grants->mapped;
}

void gd_grants_free(struct gd_grants *grants)
{
	/* Addresses that Xen still maps something at cannot be used again. */
	if (WARN_ON_ONCE(grants->mapped))
		goto free_arrays;
	if (grants->dma.address)
		gd_dma_frames_free(&grants->dma, grants->pages);
	gd_pool_give(grants->runs);
free_arrays:
	kvfree(grants->handles);
	kvfree(grants->pages);
}

int gd_grants_read_page(domid_t domid, u32 ref, void *page)
{
	struct gd_grants grants;
	int err;

	err = gd_grants_map(&grants, domid, &ref, 1, true, GD_MEMORY_POOL);
	if (!err)
		memcpy(page, page_address(grants.pages[0]), PAGE_SIZE);
	gd_grants_unmap(&grants);
	gd_grants_free(&grants);
	return err;
}

int gd_grants_write_page(domid_t domid, u32 ref, const u32 *words, u32 n,
			 u32 *untrusted_first)
{
	struct gd_grants grants;
	u32 *page;
	int err;

	err = gd_grants_map(&grants, domid, &ref, 1, false, GD_MEMORY_POOL);
	if (!err) {
		page = page_address(grants.pages[0]);
		*untrusted_first = READ_ONCE(page[0]);
		memcpy(page + 1, words, n * sizeof(*words));
	}
	gd_grants_unmap(&grants);
	gd_grants_free(&grants);
	return err;
}

static bool grants_are_linear(const struct gd_grants *grants)
{
	return !grants->runs->next;
}

/*
 * Consecutive pages are mapped side by side already. Under PV this is the only
 * mapping that there can be: Xen refuses a second one that vmap() would make.
 */
void *gd_grants_vmap(const struct gd_grants *grants)
{
	if (grants->dma.address)
		return grants->dma.address;
	if (grants_are_linear(grants))
		return page_address(grants->pages[0]);
	return vmap(grants->pages, grants->count, VM_MAP, PAGE_KERNEL);
}

void gd_grants_vunmap(const struct gd_grants *grants, void *address)
{
	if (!grants->dma.address && !grants_are_linear(grants))
		vunmap(address);
}
