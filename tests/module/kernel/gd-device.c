// SPDX-License-Identifier: GPL-2.0-only
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/iosys-map.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "gd-device.h"

struct mapping {
	struct sg_table *sgt;
	enum dma_data_direction direction;
};

struct gd_device {
	struct mutex lock;	/* everything below */
	struct platform_device *platform;
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attachment;
	struct mapping maps[GD_DEVICE_MAPS];
	struct iosys_map vmap;
	struct page *held;
};

static int gd_device_attach(struct gd_device *d, struct gd_device_attach *attach)
{
	struct dma_buf_attachment *attachment;
	struct dma_buf *dmabuf;

	if (d->attachment)
		return -EBUSY;
	if (attach->mask_bits < 12 || attach->mask_bits > 64)
		return -EINVAL;
	/* Not dma_set_mask(): it asks whether there is a bounce buffer below. */
	*d->platform->dev.dma_mask = DMA_BIT_MASK(attach->mask_bits);
	dmabuf = dma_buf_get(attach->fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	attachment = dma_buf_attach(dmabuf, &d->platform->dev);
	if (IS_ERR(attachment)) {
		dma_buf_put(dmabuf);
		return PTR_ERR(attachment);
	}
	d->dmabuf = dmabuf;
	d->attachment = attachment;
	return 0;
}

static int gd_device_unmap(struct gd_device *d, u32 slot)
{
	struct mapping *map;

	if (slot >= GD_DEVICE_MAPS || !d->maps[slot].sgt)
		return -EINVAL;
	map = &d->maps[slot];
	dma_buf_unmap_attachment_unlocked(d->attachment, map->sgt,
					  map->direction);
	map->sgt = NULL;
	return 0;
}

static int gd_device_vunmap(struct gd_device *d)
{
	if (iosys_map_is_null(&d->vmap))
		return -EINVAL;
	dma_resv_lock(d->dmabuf->resv, NULL);
	d->dmabuf->ops->vunmap(d->dmabuf, &d->vmap);
	dma_resv_unlock(d->dmabuf->resv);
	iosys_map_clear(&d->vmap);
	return 0;
}

static int gd_device_detach(struct gd_device *d)
{
	u32 slot;

	if (!d->attachment)
		return -EINVAL;
	gd_device_vunmap(d);
	for (slot = 0; slot < GD_DEVICE_MAPS; slot++)
		gd_device_unmap(d, slot);
	dma_buf_detach(d->dmabuf, d->attachment);
	dma_buf_put(d->dmabuf);
	d->attachment = NULL;
	d->dmabuf = NULL;
	return 0;
}

static int gd_device_map(struct gd_device *d, struct gd_device_map *map)
{
	struct scatterlist *sg;
	struct sg_table *sgt;
	int i;

	if (map->slot >= GD_DEVICE_MAPS || !d->attachment ||
	    d->maps[map->slot].sgt)
		return -EINVAL;
	sgt = dma_buf_map_attachment_unlocked(d->attachment, map->direction);
	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	d->maps[map->slot].sgt = sgt;
	d->maps[map->slot].direction = map->direction;
	map->address = sg_dma_address(sgt->sgl);
	map->table = (unsigned long)sgt;
	map->segments = sgt->nents;
	map->longest = 0;
	for_each_sgtable_dma_sg(sgt, sg, i)
		map->longest = max(map->longest, sg_dma_len(sg));
	return 0;
}

static int gd_device_vmap(struct gd_device *d)
{
	int err;

	if (!d->attachment || !iosys_map_is_null(&d->vmap))
		return -EINVAL;
	/* Not dma_buf_vmap(): it warns of every exporter that refuses. */
	dma_resv_lock(d->dmabuf->resv, NULL);
	err = d->dmabuf->ops->vmap(d->dmabuf, &d->vmap);
	dma_resv_unlock(d->dmabuf->resv);
	return err;
}

static int gd_device_word(struct gd_device *d, struct gd_device_word *word)
{
	u32 *at, value;

	if (iosys_map_is_null(&d->vmap) ||
	    word->page >= d->dmabuf->size >> PAGE_SHIFT)
		return -EINVAL;
	at = d->vmap.vaddr + ((size_t)word->page << PAGE_SHIFT);
	value = *at;
	*at = word->value;
	word->value = value;
	return 0;
}

static int gd_device_hold(struct gd_device *d)
{
	void *address = d->vmap.vaddr;

	if (d->held || iosys_map_is_null(&d->vmap))
		return -EINVAL;
	/* A table's pages are not for importers: CONFIG_DMABUF_DEBUG spoils them. */
	d->held = is_vmalloc_addr(address) ? vmalloc_to_page(address) :
					     virt_to_page(address);
	get_page(d->held);
	return 0;
}

static int gd_device_drop(struct gd_device *d)
{
	if (!d->held)
		return -EINVAL;
	put_page(d->held);
	d->held = NULL;
	return 0;
}

static int gd_device_dispatch(struct gd_device *d, unsigned int cmd, void *arg)
{
	switch (cmd) {
	case GD_DEVICE_ATTACH:
		return gd_device_attach(d, arg);
	case GD_DEVICE_DETACH:
		return gd_device_detach(d);
	case GD_DEVICE_MAP:
		return gd_device_map(d, arg);
	case GD_DEVICE_UNMAP:
		return gd_device_unmap(d, *(u32 *)arg);
	case GD_DEVICE_VMAP:
		return gd_device_vmap(d);
	case GD_DEVICE_VUNMAP:
		return gd_device_vunmap(d);
	case GD_DEVICE_WORD:
		return gd_device_word(d, arg);
	case GD_DEVICE_HOLD:
		return gd_device_hold(d);
	case GD_DEVICE_DROP:
		return gd_device_drop(d);
	default:
		return -ENOTTY;
	}
}

static long gd_device_ioctl(struct file *file, unsigned int cmd,
			 unsigned long user_arg)
{
	struct gd_device *d = file->private_data;
	union {
		struct gd_device_attach attach;
		struct gd_device_map map;
		struct gd_device_word word;
	} arg = { };
	int err;

	if (_IOC_SIZE(cmd) > sizeof(arg))
		return -ENOTTY;
	if (copy_from_user(&arg, (void __user *)user_arg, _IOC_SIZE(cmd)))
		return -EFAULT;
	mutex_lock(&d->lock);
	err = gd_device_dispatch(d, cmd, &arg);
	mutex_unlock(&d->lock);
	if (!err && (_IOC_DIR(cmd) & _IOC_READ) &&
	    copy_to_user((void __user *)user_arg, &arg, _IOC_SIZE(cmd)))
		return -EFAULT;
	return err;
}

static int gd_device_open(struct inode *inode, struct file *file)
{
	struct gd_device *d = kzalloc(sizeof(*d), GFP_KERNEL);
	int err;

	if (!d)
		return -ENOMEM;
	d->platform = platform_device_register_simple("gd-device",
						      PLATFORM_DEVID_AUTO,
						      NULL, 0);
	if (IS_ERR(d->platform)) {
		err = PTR_ERR(d->platform);
		kfree(d);
		return err;
	}
	mutex_init(&d->lock);
	file->private_data = d;
	return 0;
}

static int gd_device_release(struct inode *inode, struct file *file)
{
	struct gd_device *d = file->private_data;

	gd_device_detach(d);
	gd_device_drop(d);
	platform_device_unregister(d->platform);
	kfree(d);
	return 0;
}

static const struct file_operations gd_device_fops = {
	.owner = THIS_MODULE,
	.open = gd_device_open,
	.release = gd_device_release,
	.unlocked_ioctl = gd_device_ioctl,
};

static struct miscdevice misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "gd-device",
	.fops = &gd_device_fops,
	.mode = 0600,
};

module_misc_device(misc);

MODULE_DESCRIPTION("Devices that map dma-bufs, for tests");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DMA_BUF);
