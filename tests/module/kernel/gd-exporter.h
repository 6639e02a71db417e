/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/gd-exporter: dma-bufs of memory of every kind, good and bad. */
#ifndef TESTS_MODULE_KERNEL_GD_EXPORTER_H
#define TESTS_MODULE_KERNEL_GD_EXPORTER_H

#include <linux/ioctl.h>
#include <linux/types.h>

enum gd_exporter_kind {
	GD_EXPORTER_SCATTERED,	/* single pages of RAM, in falling order */
	GD_EXPORTER_REPEATED,	/* one page of RAM, over and over */
	GD_EXPORTER_MANGLED,	/* RAM, in a table whose pages are nonsense */
	GD_EXPORTER_MIDDLE,	/* segments that begin inside a page */
	GD_EXPORTER_PARTIAL,	/* segments that end inside a page */
	GD_EXPORTER_RAGGED,	/* the last but one ends inside a page */
	GD_EXPORTER_SHORT,	/* a page less than its size says */
	GD_EXPORTER_FAILING,	/* cannot be mapped: EBUSY */
	GD_EXPORTER_FOREIGN,	/* @count times a page that @domid granted as @ref */
	GD_EXPORTER_CARD,	/* the graphics card's own memory */
	GD_EXPORTER_LEGACY,	/* 0xa0000: device memory for which Linux has pages */
	GD_EXPORTER_KINDS,
};

struct gd_exporter_create {
	__u32 kind;
	__u32 count;
	__u32 domid;
	__u32 ref;
};

/* Returns the dma-buf's descriptor. */
#define GD_EXPORTER_CREATE	_IOW('G', 0x60, struct gd_exporter_create)

#endif
