/* SPDX-License-Identifier: GPL-2.0-only */
/* The ioctls: copy in, check, call a typed worker, copy out, publish. */
#ifndef GD_IOCTL_H
#define GD_IOCTL_H

#include <linux/types.h>
#include <xen/interface/xen.h>

struct gd_control;

/* Those of xen/gntdev-dmabuf.h. -ENOTTY: not one of them. */
long gd_ioctl(struct gd_control *control, unsigned int cmd, void __user *arg);

/* Those of mainline's xen/gntdev.h. -ENOTTY: not one of them. */
long gd_ioctl_mainline(struct gd_control *control, unsigned int cmd,
		       void __user *arg);

static inline bool gd_domid_is_valid(u32 domid)
{
	return domid < DOMID_FIRST_RESERVED;
}

#endif
