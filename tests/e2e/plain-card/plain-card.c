// SPDX-License-Identifier: GPL-2.0-only
/*
 * While this is loaded, a card of dom0's has no atomic modesetting for those who open
 * it: every driver that QEMU has a card for has it.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>

#include <drm/drm_device.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>

static char *card = "/dev/dri/card0";
module_param(card, charp, 0444);
MODULE_PARM_DESC(card, "its device node");

static int card_set_atomic(bool atomic)
{
	struct file *file = filp_open(card, O_RDWR, 0);
	struct drm_file *opened;

	if (IS_ERR(file))
		return PTR_ERR(file);
	opened = file->private_data;
	if (atomic)
		opened->minor->dev->driver_features |= DRIVER_ATOMIC;
	else
		opened->minor->dev->driver_features &= ~DRIVER_ATOMIC;
	filp_close(file, NULL);
	return 0;
}

static int __init plain_card_init(void)
{
	return card_set_atomic(false);
}

static void __exit plain_card_exit(void)
{
	card_set_atomic(true);
}

module_init(plain_card_init);
module_exit(plain_card_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A card without atomic modesetting, for tests");
