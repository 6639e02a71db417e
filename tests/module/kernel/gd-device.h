/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/gd-device: each open file is a device of its own, which attaches to one
 * dma-buf and maps it the way that it is told.
 */
#ifndef TESTS_MODULE_KERNEL_GD_DEVICE_H
#define TESTS_MODULE_KERNEL_GD_DEVICE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define GD_DEVICE_MAPS 2	/* of one attachment at a time */

struct gd_device_attach {
	__s32 fd;
	__u32 mask_bits;	/* how far the device reaches */
};

struct gd_device_map {
	__u32 slot;		/* which of its mappings */
	__u32 direction;	/* enum dma_data_direction */
	__u64 address;		/* out: of the first page */
	__u64 table;		/* out: names the table */
	__u32 segments;		/* out */
	__u32 longest;		/* out: segment, in octets */
};

/* A word of the buffer, through a mapping into the kernel's address space. */
struct gd_device_word {
	__u32 page;
	__u32 value;		/* out: before; in: what to write */
};

#define GD_DEVICE_ATTACH	_IOW('G', 0x61, struct gd_device_attach)
#define GD_DEVICE_DETACH	_IO('G', 0x62)
#define GD_DEVICE_MAP		_IOWR('G', 0x63, struct gd_device_map)
#define GD_DEVICE_UNMAP		_IOW('G', 0x64, __u32)
#define GD_DEVICE_VMAP		_IO('G', 0x65)
#define GD_DEVICE_VUNMAP	_IO('G', 0x66)
#define GD_DEVICE_WORD		_IOWR('G', 0x67, struct gd_device_word)
/* Keeps a reference to the first page of the vmap, beyond its end. */
#define GD_DEVICE_HOLD		_IO('G', 0x68)
#define GD_DEVICE_DROP		_IO('G', 0x69)

#endif
