// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/gntdev-dmabuf: the device. What it does stands in
 * include/uapi/xen/gntdev-dmabuf.h.
 */
#include <linux/build_bug.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <xen/gntdev-dmabuf.h>
#include <xen/xen.h>

#include "attachment.h"
#include "buffer.h"
#include "charge.h"
#include "control.h"
#include "debugfs.h"
#include "domain.h"
#include "ioctl.h"
#include "locked.h"
#include "ops.h"
#include "pool.h"
#include "registry.h"

static int device_open(struct inode *inode, struct file *file)
{
	struct gd_control *control = gd_control_create();

	if (!control)
		return -ENOMEM;
	file->private_data = control;
	return stream_open(inode, file);
}

static int device_release(struct inode *inode, struct file *file)
{
	struct gd_control *control = file->private_data;
	u32 revoked = 0, zombies = 0;

	if (READ_ONCE(control->revoke_on_close))
		gd_buffers_revoke(control, -1, &revoked, &zombies);
	gd_buffers_end(control);
	gd_control_close(control);
	gd_control_put(control);
	return 0;
}

static long device_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct gd_control *control = file->private_data;
	void __user *user_arg = (void __user *)arg;
	long ret = gd_ioctl(control, cmd, user_arg);

	return ret == -ENOTTY ? gd_ioctl_mainline(control, cmd, user_arg) : ret;
}

static ssize_t device_read(struct file *file, char __user *to, size_t size,
			   loff_t *offset)
{
	return gd_control_read(file->private_data, to, size,
			       file->f_flags & O_NONBLOCK);
}

static __poll_t device_poll(struct file *file, struct poll_table_struct *table)
{
	return gd_control_poll(file->private_data, file, table);
}

static void device_show_fdinfo(struct seq_file *seq, struct file *file)
{
	gd_control_show(file->private_data, seq);
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_release,
	.unlocked_ioctl = device_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.read = device_read,
	.poll = device_poll,
	.show_fdinfo = device_show_fdinfo,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/gntdev-dmabuf",
	.fops = &device_fops,
	.mode = 0600,
};

static int __init gntdev_dmabuf_init(void)
{
	int err;

	BUILD_BUG_ON(BITS_PER_LONG != 64);
	if (!xen_domain())
		return -ENODEV;
	/* A grant is 4 KiB: with larger pages it is only a part of one. */
	if (PAGE_SIZE != GNTDMABUF_PAGE_SIZE) {
		pr_err("this kernel's pages have %lu bytes, grants have %u\n",
		       PAGE_SIZE, GNTDMABUF_PAGE_SIZE);
		return -EOPNOTSUPP;
	}
	err = gd_buffers_init();
	if (err)
		return err;
	err = gd_locked_init();
	if (err)
		goto exit_buffers;
	err = gd_ops_init();
	if (err)
		goto exit_locked;
	err = gd_pool_init();
	if (err)
		goto exit_ops;
	err = gd_attachments_init();
	if (err)
		goto exit_pool;
	err = gd_dma_frames_init();
	if (err)
		goto exit_attachments;
	err = gd_domains_init();
	if (err)
		goto exit_dma_frames;
	gd_debugfs_init();
	err = misc_register(&device);
	if (err)
		goto exit_debugfs;
	return 0;

exit_debugfs:
	gd_debugfs_exit();
	gd_domains_exit();
exit_dma_frames:
	gd_dma_frames_exit();
exit_attachments:
	gd_attachments_exit();
exit_pool:
	gd_pool_exit();
exit_ops:
	gd_ops_exit();
exit_locked:
	gd_locked_exit();
exit_buffers:
	gd_buffers_exit();
	return err;
}

static void __exit gntdev_dmabuf_exit(void)
{
	misc_deregister(&device);
	gd_debugfs_exit();
	gd_domains_exit();
	gd_buffers_exit();
	gd_dma_frames_exit();
	gd_locked_exit();
	gd_charges_exit();
	gd_attachments_exit();
	gd_pool_exit();
	gd_ops_exit();
}

module_init(gntdev_dmabuf_init);
module_exit(gntdev_dmabuf_exit);

MODULE_DESCRIPTION("Grant references of other Xen domains as dma-bufs");
MODULE_AUTHOR("The gntdev-dmabuf authors");
MODULE_LICENSE("GPL");
