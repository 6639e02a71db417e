// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "locked.h"

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/list.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/xarray.h>

/* So many pages next to each other share a leaf. */
#define LEAF_PAGES 256UL

/* No page is near it. */
#define NO_PAGE (1UL << (BITS_PER_LONG - 1))

/* How many times each page is imported. */
struct leaf {
	u32 times[LEAF_PAGES];
};

/* Its leaves stay, once they are needed. */
struct gd_locker {
	struct list_head link;
	const struct cred *cred;	/* keeps its user */
	u64 imports;
	struct xarray leaves;

	/* The last one that was looked up, and its first page. */
	struct leaf *leaf;
	unsigned long first;
};

static DEFINE_MUTEX(lockers_lock);
static LIST_HEAD(lockers);

/*
 * Of the users without an import, only the last one is remembered: whoever imports
 * one buffer after another finds the leaves in place.
 */
static struct gd_locker *last_idle;

static struct gd_locker *locker_get(void)
{
	struct gd_locker *locker;

	list_for_each_entry(locker, &lockers, link) {
		if (locker->cred->user == current_user()) {
			locker->imports++;
			return locker;
		}
	}
	locker = kzalloc(sizeof(*locker), GFP_KERNEL_ACCOUNT);
	if (!locker)
		return NULL;
	locker->cred = get_current_cred();
	locker->imports = 1;
	xa_init(&locker->leaves);
	locker->first = NO_PAGE;
	list_add(&locker->link, &lockers);
	return locker;
}

static void locker_free(struct gd_locker *locker)
{
	unsigned long index;
	struct leaf *leaf;

	list_del(&locker->link);
	xa_for_each(&locker->leaves, index, leaf)
		kfree(leaf);
	xa_destroy(&locker->leaves);
	put_cred(locker->cred);
	kfree(locker);
}

static void locker_put(struct gd_locker *locker)
{
	if (--locker->imports)
		return;
	if (last_idle && last_idle != locker && !last_idle->imports)
		locker_free(last_idle);
	last_idle = locker;
}

static struct leaf *leaf_find(struct gd_locker *locker, unsigned long first)
{
	return xa_load(&locker->leaves, first / LEAF_PAGES);
}

static struct leaf *leaf_get(struct gd_locker *locker, unsigned long first)
{
	struct leaf *leaf = leaf_find(locker, first);

	if (leaf)
		return leaf;
	leaf = kzalloc(sizeof(*leaf), GFP_KERNEL_ACCOUNT);
	if (leaf && xa_err(xa_store(&locker->leaves, first / LEAF_PAGES, leaf,
				    GFP_KERNEL_ACCOUNT))) {
		kfree(leaf);
		leaf = NULL;
	}
	return leaf;
}

/* Returns how many of the pages nobody imports any more. */
static unsigned long pages_remove(struct gd_locker *locker,
				  const unsigned long *pfns, u32 count)
{
	unsigned long gone = 0, first = locker->first;
	struct leaf *leaf = locker->leaf;
	u32 i;

	for (i = 0; i < count; i++) {
		/* Looked up once for all that follow each other. */
		if (pfns[i] - first >= LEAF_PAGES) {
			first = round_down(pfns[i], LEAF_PAGES);
			leaf = leaf_find(locker, first);
		}
		gone += !--leaf->times[pfns[i] - first];
	}
	locker->first = first;
	locker->leaf = leaf;
	return gone;
}

static int pages_add(struct gd_locker *locker, const unsigned long *pfns,
		     u32 count, unsigned long *fresh)
{
	unsigned long gained = 0, first = locker->first;
	struct leaf *leaf = locker->leaf;
	u32 i;

	for (i = 0; i < count; i++) {
		if (pfns[i] - first >= LEAF_PAGES) {
			first = round_down(pfns[i], LEAF_PAGES);
			leaf = leaf_get(locker, first);
			if (!leaf) {
				pages_remove(locker, pfns, i);
				return -ENOMEM;
			}
		}
		gained += !leaf->times[pfns[i] - first]++;
	}
	locker->first = first;
	locker->leaf = leaf;
	*fresh = gained;
	return 0;
}

static int user_charge(struct user_struct *user, unsigned long pages)
{
	unsigned long limit = rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT;
	long used = atomic_long_read(&user->locked_vm);

	do {
		if (used + pages > limit && !capable(CAP_IPC_LOCK)) {
			pr_warn_once("an import exceeds the user's locked memory (RLIMIT_MEMLOCK)\n");
			return -EDQUOT;
		}
	} while (!atomic_long_try_cmpxchg(&user->locked_vm, &used,
					  used + pages));
	return 0;
}

int gd_locked_charge(struct gd_locker **out, const unsigned long *pfns,
		     u32 count)
{
	struct gd_locker *locker;
	unsigned long fresh;
	int err = -ENOMEM;

	mutex_lock(&lockers_lock);
	locker = locker_get();
	if (!locker)
		goto unlock;
	err = pages_add(locker, pfns, count, &fresh);
	if (err)
		goto put_locker;
	err = user_charge(locker->cred->user, fresh);
	if (err)
		goto remove_pages;
	*out = locker;
	mutex_unlock(&lockers_lock);
	return 0;

remove_pages:
	pages_remove(locker, pfns, count);
put_locker:
	locker_put(locker);
unlock:
	mutex_unlock(&lockers_lock);
	return err;
}

void gd_locked_uncharge(struct gd_locker *locker, const unsigned long *pfns,
			u32 count)
{
	unsigned long gone;

	mutex_lock(&lockers_lock);
	gone = pages_remove(locker, pfns, count);
	atomic_long_sub(gone, &locker->cred->user->locked_vm);
	locker_put(locker);
	mutex_unlock(&lockers_lock);
}

void gd_locked_exit(void)
{
	if (last_idle)
		locker_free(last_idle);
}
