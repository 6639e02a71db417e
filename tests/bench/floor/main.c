// SPDX-License-Identifier: GPL-2.0-only
/*
 * What granting and mapping cost at least, timed inside the kernel: the figures
 * that gntdev-dmabuf's are held against. For the benchmark only: it trusts its user.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include "grant-floor.h"
#include "ways.h"

/* References are counted in 16 bits where they are allocated. */
#define MAX_PAGES 65535

static long floor_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *user = (void __user *)arg;
	struct grant_floor floor;
	int err;

	if (cmd != GRANT_FLOOR_IOCTL)
		return -ENOTTY;
	if (copy_from_user(&floor, user, sizeof(floor)))
		return -EFAULT;
	if (!floor.count || floor.count > MAX_PAGES)
		return -EINVAL;
	switch (floor.way) {
	case GRANT_FLOOR_MAP:
	case GRANT_FLOOR_HYPERCALL:
		err = floor_map(&floor);
		break;
	case GRANT_FLOOR_GRANT:
	case GRANT_FLOOR_IMPORT:
		err = floor_grant(&floor);
		break;
	default:
		err = -EINVAL;
	}
	if (!err && copy_to_user(user, &floor, sizeof(floor)))
		err = -EFAULT;
	return err;
}

static const struct file_operations floor_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = floor_ioctl,
};

static struct miscdevice floor_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "grant-floor",
	.fops = &floor_fops,
	.mode = 0600,
};

static int __init floor_init(void)
{
	int err = importer_init();

	if (err)
		return err;
	err = misc_register(&floor_device);
	if (err)
		importer_exit();
	return err;
}

static void __exit floor_exit(void)
{
	misc_deregister(&floor_device);
	importer_exit();
}

module_init(floor_init);
module_exit(floor_exit);

MODULE_IMPORT_NS(DMA_BUF);

MODULE_DESCRIPTION("What grants cost at least, for gntdev-dmabuf's benchmark");
MODULE_AUTHOR("The gntdev-dmabuf authors");
MODULE_LICENSE("GPL");
