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

#include "buffer.h"
#include "control.h"
#include "debugfs.h"
#include "ioctl.h"
#include "pool.h"

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

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_release,
	.unlocked_ioctl = device_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.read = device_read,
	.poll = device_poll,
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

	BUILD_BUG_ON(PAGE_SIZE != GNTDMABUF_PAGE_SIZE);
	BUILD_BUG_ON(BITS_PER_LONG != 64);
	if (!xen_domain())
		return -ENODEV;
	err = gd_buffers_init();
	if (err)
		return err;
	err = gd_pool_init();
	if (err)
		goto exit_buffers;
	gd_debugfs_init();
	err = misc_register(&device);
	if (err)
		goto exit_pool;
	return 0;

exit_pool:
	gd_debugfs_exit();
	gd_pool_exit();
exit_buffers:
	gd_buffers_exit();
	return err;
}

static void __exit gntdev_dmabuf_exit(void)
{
	misc_deregister(&device);
	gd_debugfs_exit();
	gd_buffers_exit();
	gd_pool_exit();
}

module_init(gntdev_dmabuf_init);
module_exit(gntdev_dmabuf_exit);

MODULE_DESCRIPTION("Grant references of other Xen domains as dma-bufs");
MODULE_AUTHOR("The gntdev-dmabuf authors");
MODULE_LICENSE("GPL");
