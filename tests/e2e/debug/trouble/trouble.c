// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the mistakes that a debug kernel is to notice, one each time it is loaded
 * (kind=...). It never stays loaded.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kfence.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

static char *kind = "";
module_param(kind, charp, 0);

/* Where the compiler cannot know it. */
static unsigned int beyond = 64;
module_param(beyond, uint, 0);

static void trouble_leak(void)
{
	int i;

	/* Some addresses may be found in a register or on a stack. */
	for (i = 0; i < 16; i++)
		memset(kmalloc(200, GFP_KERNEL), i, 200);
}

static void trouble_locks(void)
{
	static DEFINE_MUTEX(a);
	static DEFINE_MUTEX(b);

	mutex_lock(&a);
	mutex_lock(&b);
	mutex_unlock(&b);
	mutex_unlock(&a);
	mutex_lock(&b);
	mutex_lock(&a);
	mutex_unlock(&a);
	mutex_unlock(&b);
}

static void trouble_sleep(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	might_sleep();
	spin_unlock(&lock);
}

static void trouble_overflow(void)
{
	char *memory = kzalloc(64, GFP_KERNEL);

	if (memory)
		memory[beyond] = 1;
	kfree(memory);
}

static void trouble_shift(void)
{
	pr_info("trouble: %d\n", 1 << beyond);
}

/*
 * Memory that is used after it is gone. KASAN guards every object, KFENCE one now and
 * then: until it is one of those.
 */
static void trouble_use_after_free(void)
{
	unsigned long end = jiffies + 20 * HZ;
	char *memory;

	while (time_before(jiffies, end)) {
		memory = kmalloc(beyond, GFP_KERNEL);
		if (!memory)
			return;
		kfree(memory);
		if (IS_ENABLED(CONFIG_KASAN) || is_kfence_address(memory)) {
			READ_ONCE(*memory);
			return;
		}
		cond_resched();
	}
}

/* A page that is mapped twice at a time, and nobody sees to the caches. */
static void trouble_dma(void)
{
	struct platform_device *device =
		platform_device_register_simple("trouble", -1, NULL, 0);
	struct page *page = alloc_page(GFP_KERNEL);
	dma_addr_t a, b;

	if (IS_ERR(device) || !page)
		return;
	dma_coerce_mask_and_coherent(&device->dev, DMA_BIT_MASK(64));
	a = dma_map_page(&device->dev, page, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	b = dma_map_page(&device->dev, page, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(&device->dev, a) ||
	    dma_mapping_error(&device->dev, b))
		return;
	dma_unmap_page(&device->dev, b, PAGE_SIZE, DMA_BIDIRECTIONAL);
	dma_unmap_page(&device->dev, a, PAGE_SIZE, DMA_BIDIRECTIONAL);
	__free_page(page);
	platform_device_unregister(device);
}

static void trouble_nothing(struct work_struct *work)
{
}

/* Memory that a timer is still in. */
static void trouble_free_active(void)
{
	struct delayed_work *work = kmalloc(sizeof(*work), GFP_KERNEL);

	if (!work)
		return;
	INIT_DELAYED_WORK(work, trouble_nothing);
	schedule_delayed_work(work, 1000 * HZ);
	kfree(work);
}

static int __init trouble_init(void)
{
	static const struct {
		const char *name;
		void (*make)(void);
	} troubles[] = {
		{ "leak", trouble_leak },
		{ "locks", trouble_locks },
		{ "sleep", trouble_sleep },
		{ "overflow", trouble_overflow },
		{ "shift", trouble_shift },
		{ "use-after-free", trouble_use_after_free },
		{ "free-active", trouble_free_active },
		{ "dma", trouble_dma },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(troubles); i++) {
		if (strcmp(kind, troubles[i].name))
			continue;
		troubles[i].make();
		return -ECANCELED;
	}
	return -EINVAL;
}

module_init(trouble_init);
MODULE_DESCRIPTION("Mistakes that a debug kernel is to notice");
MODULE_LICENSE("GPL");
