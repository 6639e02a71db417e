// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "locked.h"

#include <linux/bitops.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "tally.h"

/* There is no tally, nor a leaf, of this number. */
#define NONE ULONG_MAX

/* Room for sets, once those of struct gd_locked are not enough. */
#define SETS_AT_FIRST 64U

/* Looked up at once. */
#define LEAF_TALLIES 4

struct leaf {
	struct gd_tally tallies[LEAF_TALLIES];
};

/* How many times each page is imported. Its leaves stay, once they are needed. */
struct gd_locker {
	struct list_head link;
	const struct cred *cred;	/* keeps its user */
	u64 imports;
	struct xarray leaves;

	/* The last one that was looked up. */
	struct leaf *leaf;
	unsigned long index;
};

static struct kmem_cache *leaf_cache;

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
	locker->index = NONE;
	list_add(&locker->link, &lockers);
	return locker;
}

static void locker_free(struct gd_locker *locker)
{
	unsigned long index;
	struct leaf *leaf;

	list_del(&locker->link);
	xa_for_each(&locker->leaves, index, leaf)
		kmem_cache_free(leaf_cache, leaf);
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

static struct leaf *leaf_get(struct gd_locker *locker, unsigned long index)
{
	struct leaf *leaf = xa_load(&locker->leaves, index);

	if (leaf)
		return leaf;
	leaf = kmem_cache_zalloc(leaf_cache, GFP_KERNEL);
	if (leaf && xa_err(xa_store(&locker->leaves, index, leaf,
				    GFP_KERNEL_ACCOUNT))) {
		kmem_cache_free(leaf_cache, leaf);
		leaf = NULL;
	}
	return leaf;
}

/* That of the pages from @number times GD_TALLY_PAGES on. */
static struct gd_tally *tally_get(struct gd_locker *locker,
				  unsigned long number)
{
	unsigned long index = number / LEAF_TALLIES;
	struct leaf *leaf = locker->leaf;

	if (index != locker->index) {
		leaf = leaf_get(locker, index);
		if (!leaf)
			return NULL;
		locker->leaf = leaf;
		locker->index = index;
	}
	return &leaf->tallies[number % LEAF_TALLIES];
}

/* Most sets that are asked for are empty: pages are rarely imported twice. */
static u32 set_size(u64 set)
{
	return set ? hweight64(set) : 0;
}

static void sets_free(struct gd_locked *locked)
{
	if (locked->sets != locked->few)
		kvfree(locked->sets);
	locked->sets = NULL;
}

static int sets_grow(struct gd_locked *locked)
{
	u32 room = max(2 * locked->room, SETS_AT_FIRST);
	struct gd_locked_set *sets;

	sets = kvmalloc_array(room, sizeof(*sets), GFP_KERNEL_ACCOUNT);
	if (!sets)
		return -ENOMEM;
	memcpy(sets, locked->sets, locked->count * sizeof(*sets));
	sets_free(locked);
	locked->sets = sets;
	locked->room = room;
	return 0;
}

/* Goes on with pages of a tally. Returns how many were charged already. */
static int set_add(struct gd_locked *locked, unsigned long number, u64 set)
{
	struct gd_tally *tally = tally_get(locked->locker, number);

	if (!tally ||
	    (locked->count == locked->room && sets_grow(locked)))
		return -ENOMEM;
	locked->sets[locked->count++] = (struct gd_locked_set) { tally, set };
	return set_size(gd_tally_add(tally, set));
}

/*
 * A set gathers pages that follow each other: they are often neighbours in memory,
 * too. Returns as set_add().
 */
static int sets_add(struct gd_locked *locked, const unsigned long *pfns,
		    u32 count)
{
	unsigned long number;
	int known = 0, ret;
	u64 set, page;
	u32 i = 0;

	while (i < count) {
		number = pfns[i] / GD_TALLY_PAGES;
		set = 0;
		do {
			page = BIT_ULL(pfns[i] % GD_TALLY_PAGES);
			if (set & page)
				break;
			set |= page;
			i++;
		} while (i < count && pfns[i] / GD_TALLY_PAGES == number);
		ret = set_add(locked, number, set);
		if (ret < 0)
			return ret;
		known += ret;
	}
	return known;
}

/* Leaves @left of them. Returns how many of the pages stay charged. */
static unsigned long sets_remove(struct gd_locked *locked, u32 left)
{
	struct gd_locked_set *set;
	unsigned long kept = 0;

	while (locked->count > left) {
		set = &locked->sets[--locked->count];
		kept += set_size(gd_tally_remove(set->tally, set->set));
	}
	return kept;
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

static int locked_init(struct gd_locked *locked)
{
	locked->locker = locker_get();
	locked->sets = locked->few;
	locked->room = GD_LOCKED_FEW;
	return locked->locker ? 0 : -ENOMEM;
}

int gd_locked_charge(struct gd_locked *locked, const unsigned long *pfns,
		     u32 count)
{
	u32 before = locked->count;
	int err = 0, known;

	mutex_lock(&lockers_lock);
	if (!locked->locker)
		err = locked_init(locked);
	if (err)
		goto unlock;
	known = sets_add(locked, pfns, count);
	err = known < 0 ? known :
	      user_charge(locked->locker->cred->user, count - known);
	if (err)
		sets_remove(locked, before);
	else
		locked->pages += count;
unlock:
	mutex_unlock(&lockers_lock);
	return err;
}

void gd_locked_uncharge(struct gd_locked *locked)
{
	struct gd_locker *locker = locked->locker;
	unsigned long kept;

	if (!locker)
		return;
	mutex_lock(&lockers_lock);
	kept = sets_remove(locked, 0);
	atomic_long_sub(locked->pages - kept, &locker->cred->user->locked_vm);
	locker_put(locker);
	mutex_unlock(&lockers_lock);
	sets_free(locked);
	locked->locker = NULL;
}

int gd_locked_init(void)
{
	leaf_cache = kmem_cache_create("gd_leaf", sizeof(struct leaf), 0,
				       SLAB_ACCOUNT, NULL);
	return leaf_cache ? 0 : -ENOMEM;
}

void gd_locked_exit(void)
{
	if (last_idle)
		locker_free(last_idle);
	kmem_cache_destroy(leaf_cache);
}
