/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/gd-importer: each open file is a device that attaches to one dma-buf as a
 * graphics driver does, and can be told to let go of it.
 */
#ifndef TESTS_MODULE_KERNEL_GD_IMPORTER_H
#define TESTS_MODULE_KERNEL_GD_IMPORTER_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* &struct gd_importer_attach.flags */
#define GD_IMPORTER_STATIC	(1U << 0)	/* cannot be told */
#define GD_IMPORTER_STUBBORN	(1U << 1)	/* keeps its mapping when told */

struct gd_importer_attach {
	__s32 fd;
	__u32 flags;
};

struct gd_importer_status {
	__u32 told;		/* how often it was told to let go */
	__u32 mapped;
};

#define GD_IMPORTER_ATTACH	_IOW('G', 0x71, struct gd_importer_attach)
#define GD_IMPORTER_DETACH	_IO('G', 0x72)
#define GD_IMPORTER_MAP		_IOW('G', 0x73, __u32)	/* the direction */
#define GD_IMPORTER_UNMAP	_IO('G', 0x74)
#define GD_IMPORTER_PIN		_IO('G', 0x75)
#define GD_IMPORTER_UNPIN	_IO('G', 0x76)
#define GD_IMPORTER_STATUS	_IOR('G', 0x77, struct gd_importer_status)

#endif
