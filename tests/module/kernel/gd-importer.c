// SPDX-License-Identifier: GPL-2.0-only
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "gd-importer.h"

struct importer {
	struct mutex lock;	/* from one ioctl to the next */
	struct platform_device *platform;
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attachment;
	bool stubborn;
	bool pinned;

	/* Under the reservation lock of the dma-buf. */
	struct sg_table *sgt;
	enum dma_data_direction direction;
	u32 told;
};

static void importer_unmap_locked(struct importer *i)
{
	if (!i->sgt)
		return;
	dma_buf_unmap_attachment(i->attachment, i->sgt, i->direction);
	i->sgt = NULL;
}

static void importer_told(struct dma_buf_attachment *attachment)
{
	struct importer *i = attachment->importer_priv;

	dma_resv_assert_held(attachment->dmabuf->resv);
	i->told++;
	if (!i->stubborn)
		importer_unmap_locked(i);
}

static const struct dma_buf_attach_ops importer_ops = {
	.move_notify = importer_told,
};

static int importer_attach(struct importer *i, const struct gd_importer_attach *arg)
{
	bool is_static = arg->flags & GD_IMPORTER_STATIC;
	struct dma_buf_attachment *attachment;
	struct dma_buf *dmabuf;

	if (i->attachment)
		return -EBUSY;
	dmabuf = dma_buf_get(arg->fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	i->told = 0;
	i->stubborn = arg->flags & GD_IMPORTER_STUBBORN;
	attachment = dma_buf_dynamic_attach(dmabuf, &i->platform->dev,
					    is_static ? NULL : &importer_ops, i);
	if (IS_ERR(attachment)) {
		dma_buf_put(dmabuf);
		return PTR_ERR(attachment);
	}
	i->dmabuf = dmabuf;
	i->attachment = attachment;
	return 0;
}

static int importer_map_locked(struct importer *i, u32 direction)
{
	struct sg_table *sgt;

	if (i->sgt)
		return -EBUSY;
	sgt = dma_buf_map_attachment(i->attachment, direction);
	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	i->sgt = sgt;
	i->direction = direction;
	return 0;
}

static int importer_pin_locked(struct importer *i, bool pin)
{
	int err = 0;

	if (i->pinned == pin || !i->attachment->importer_ops)
		return -EINVAL;
	if (pin)
		err = dma_buf_pin(i->attachment);
	else
		dma_buf_unpin(i->attachment);
	if (!err)
		i->pinned = pin;
	return err;
}

static int importer_do_locked(struct importer *i, unsigned int cmd, void *arg)
{
	switch (cmd) {
	case GD_IMPORTER_MAP:
		return importer_map_locked(i, *(u32 *)arg);
	case GD_IMPORTER_UNMAP:
		importer_unmap_locked(i);
		return 0;
	case GD_IMPORTER_PIN:
		return importer_pin_locked(i, true);
	case GD_IMPORTER_UNPIN:
		return importer_pin_locked(i, false);
	case GD_IMPORTER_STATUS:
		*(struct gd_importer_status *)arg = (struct gd_importer_status) {
			.told = i->told,
			.mapped = !!i->sgt,
		};
		return 0;
	default:
		return -ENOTTY;
	}
}

static void importer_detach(struct importer *i)
{
	if (!i->attachment)
		return;
	dma_resv_lock(i->dmabuf->resv, NULL);
	importer_unmap_locked(i);
	if (i->pinned)
		importer_pin_locked(i, false);
	dma_resv_unlock(i->dmabuf->resv);
	dma_buf_detach(i->dmabuf, i->attachment);
	dma_buf_put(i->dmabuf);
	i->attachment = NULL;
}

static int importer_do(struct importer *i, unsigned int cmd, void *arg)
{
	int err;

	if (cmd == GD_IMPORTER_ATTACH)
		return importer_attach(i, arg);
	if (!i->attachment)
		return -EINVAL;
	if (cmd == GD_IMPORTER_DETACH) {
		importer_detach(i);
		return 0;
	}
	dma_resv_lock(i->dmabuf->resv, NULL);
	err = importer_do_locked(i, cmd, arg);
	dma_resv_unlock(i->dmabuf->resv);
	return err;
}

static long importer_ioctl(struct file *file, unsigned int cmd,
			   unsigned long user_arg)
{
	struct importer *i = file->private_data;
	void __user *to = (void __user *)user_arg;
	union {
		struct gd_importer_attach attach;
		struct gd_importer_status status;
		u32 direction;
	} arg = { };
	int err;

	if (_IOC_SIZE(cmd) > sizeof(arg))
		return -ENOTTY;
	if ((_IOC_DIR(cmd) & _IOC_WRITE) && copy_from_user(&arg, to, _IOC_SIZE(cmd)))
		return -EFAULT;
	mutex_lock(&i->lock);
	err = importer_do(i, cmd, &arg);
	mutex_unlock(&i->lock);
	if (!err && (_IOC_DIR(cmd) & _IOC_READ) && copy_to_user(to, &arg, _IOC_SIZE(cmd)))
		return -EFAULT;
	return err;
}

static int importer_open(struct inode *inode, struct file *file)
{
	struct importer *i = kzalloc(sizeof(*i), GFP_KERNEL);
	int err;

	if (!i)
		return -ENOMEM;
	i->platform = platform_device_register_simple("gd-importer",
						      PLATFORM_DEVID_AUTO,
						      NULL, 0);
	if (IS_ERR(i->platform)) {
		err = PTR_ERR(i->platform);
		kfree(i);
		return err;
	}
	/* Not dma_set_mask(): it asks whether there is a bounce buffer below. */
	*i->platform->dev.dma_mask = DMA_BIT_MASK(64);
	mutex_init(&i->lock);
	file->private_data = i;
	return 0;
}

static int importer_release(struct inode *inode, struct file *file)
{
	struct importer *i = file->private_data;

	importer_detach(i);
	platform_device_unregister(i->platform);
	kfree(i);
	return 0;
}

static const struct file_operations importer_fops = {
	.owner = THIS_MODULE,
	.open = importer_open,
	.release = importer_release,
	.unlocked_ioctl = importer_ioctl,
};

static struct miscdevice misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "gd-importer",
	.fops = &importer_fops,
	.mode = 0600,
};

module_misc_device(misc);

MODULE_DESCRIPTION("Importers that can be told to let go, for tests");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DMA_BUF);
