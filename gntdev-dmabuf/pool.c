// SPDX-License-Identifier: GPL-2.0-only
#include "pool.h"

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "frames.h"

static unsigned int pool_pages = 16384;
module_param(pool_pages, uint, 0644);
MODULE_PARM_DESC(pool_pages, "pages kept at hand");

/* To begin with, where each costs memory: a buffer of 3840x2160, or four of 1080p. */
#define FIRST_COSTLY_PAGES 8192U

/* Of pages on their way back to the kernel. */
#define POOL_TRIM_PAGES 512

static DEFINE_MUTEX(pool_lock);
static struct gd_run *pool_runs;
static u64 pool_count;

static void runs_free(struct gd_run *runs)
{
	struct gd_run *next;

	for (; runs; runs = next) {
		next = runs->next;
		kfree(runs);
	}
}

static void pool_insert(struct gd_run *run)
{
	pool_count += run->count;
	runs_free(gd_runs_insert(&pool_runs, run));
}

static int page_compare(const void *a, const void *b)
{
	unsigned long pfn_a = page_to_pfn(*(struct page *const *)a);
	unsigned long pfn_b = page_to_pfn(*(struct page *const *)b);

	return pfn_a < pfn_b ? -1 : pfn_a > pfn_b;
}

/* Runs of @count sorted @pages. On failure what has no run goes back. */
static int pool_insert_pages(struct page **pages, unsigned long count)
{
	unsigned long i, n;
	struct gd_run *run;

	for (i = 0; i < count; i += n) {
		for (n = 1; i + n < count; n++)
			if (page_to_pfn(pages[i + n]) !=
			    page_to_pfn(pages[i]) + n)
				break;
		run = kmalloc(sizeof(*run), GFP_KERNEL);
		if (!run) {
			gd_frames_free(pages + i, count - i);
			return -ENOMEM;
		}
		run->first = page_to_pfn(pages[i]);
		run->count = n;
		pool_insert(run);
	}
	return 0;
}

static int pool_grow(unsigned long count)
{
	struct page **pages;
	int err;

	pages = kvmalloc_array(count, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	err = gd_frames_alloc(pages, count);
	if (err)
		goto free_array;
	sort(pages, count, sizeof(*pages), page_compare, NULL);
	err = pool_insert_pages(pages, count);
free_array:
	kvfree(pages);
	return err;
}

/*
 * The kernel's list of such pages is a stack in no order. What comes from it in
 * pieces stays in the pool, so that asking again reaches deeper, until it runs
 * dry and is refilled with a new section, which is in one piece.
 */
static int pool_grow_run(unsigned long count)
{
	unsigned long want = count;
	unsigned int attempt;
	int err;

	for (attempt = 0; attempt < 8; attempt++) {
		err = pool_grow(want);
		if (err)
			return err;
		if (gd_runs_longest(pool_runs) >= count)
			return 0;
		if (want < PAGES_PER_SECTION)
			want *= 2;
	}
	return -ENOMEM;
}

/* Takes out at most so many pages as go back to the kernel in one turn. */
static struct gd_run *pool_take_excess(u64 keep, struct gd_run *spare)
{
	struct gd_run *run = NULL;
	u64 count;

	mutex_lock(&pool_lock);
	if (pool_count > keep) {
		count = min_t(u64, pool_count - keep, POOL_TRIM_PAGES);
		count = min_t(u64, count, gd_runs_longest(pool_runs));
		run = gd_runs_take(&pool_runs, count, spare);
	}
	if (run)
		pool_count -= run->count;
	mutex_unlock(&pool_lock);
	return run;
}

/*
 * In turns and without the lock: where Xen has to find memory for each page this
 * takes long, and a domain that held many pages must not keep others waiting.
 */
static void pool_trim(u64 keep)
{
	struct gd_run spare, *run;
	struct page *page;
	unsigned long i;

	while ((run = pool_take_excess(keep, &spare))) {
		for (i = 0; i < run->count; i++) {
			page = pfn_to_page(run->first + i);
			gd_frames_free(&page, 1);
			cond_resched();
		}
		if (run != &spare)
			kfree(run);
	}
}

static struct gd_run *pool_take_run(unsigned long count)
{
	struct gd_run *run, *spare = kmalloc(sizeof(*spare), GFP_KERNEL);

	if (!spare)
		return ERR_PTR(-ENOMEM);
	run = gd_runs_take(&pool_runs, count, spare);
	if (run != spare)
		kfree(spare);
	if (!run)
		return ERR_PTR(-ENOENT);
	pool_count -= count;
	return run;
}

/* As few pieces as there are; the pool has enough pages. */
static struct gd_run *pool_take_pieces(unsigned long count)
{
	struct gd_run *runs = NULL, *run, *next;

	while (count) {
		run = pool_take_run(min(count, gd_runs_longest(pool_runs)));
		if (IS_ERR(run))
			goto undo;
		count -= run->count;
		run->next = runs;
		runs = run;
	}
	return runs;

undo:
	for (; runs; runs = next) {
		next = runs->next;
		pool_insert(runs);
	}
	return run;
}

static struct gd_run *pool_take(u32 count, bool consecutive)
{
	struct gd_run *run;
	int err;

	run = pool_take_run(count);
	if (run != ERR_PTR(-ENOENT))
		return run;
	if (consecutive) {
		err = pool_grow_run(count);
		if (err)
			return ERR_PTR(err);
		return pool_take_run(count);
	}
	if (pool_count < count) {
		err = pool_grow(count - pool_count);
		if (err)
			return ERR_PTR(err);
	}
	return pool_take_pieces(count);
}

struct gd_run *gd_pool_take(u32 count, bool consecutive)
{
	struct gd_run *runs;

	if (mutex_lock_killable(&pool_lock))
		return ERR_PTR(-EINTR);
	runs = pool_take(count, consecutive);
	mutex_unlock(&pool_lock);
	if (IS_ERR(runs))
		pool_trim(READ_ONCE(pool_pages));
	return runs;
}

void gd_pool_give(struct gd_run *runs)
{
	struct gd_run *next;

	if (!runs)
		return;
	mutex_lock(&pool_lock);
	for (; runs; runs = next) {
		next = runs->next;
		pool_insert(runs);
	}
	mutex_unlock(&pool_lock);
	pool_trim(READ_ONCE(pool_pages));
}

u64 gd_pool_pages(void)
{
	return READ_ONCE(pool_count);
}

int gd_pool_init(void)
{
	unsigned int count = pool_pages;
	int err = 0;

	if (gd_frames_cost_memory())
		count = min(count, FIRST_COSTLY_PAGES);
	mutex_lock(&pool_lock);
	if (count)
		err = pool_grow(count);
	mutex_unlock(&pool_lock);
	return err;
}

void gd_pool_exit(void)
{
	pool_trim(0);
}
