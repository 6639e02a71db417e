/* SPDX-License-Identifier: GPL-2.0-only */
/* The ioctls: copy in, check, call a typed worker, copy out, publish. */
#ifndef GD_IOCTL_H
#define GD_IOCTL_H

#include <linux/types.h>
#include <linux/uaccess.h>
#include <xen/interface/xen.h>

struct gd_control;

/* Those of xen/gntdev-dmabuf.h. -ENOTTY: not one of them. */
long gd_ioctl(struct gd_control *control, unsigned int cmd, void __user *arg);

/* Those of mainline's xen/gntdev.h. -ENOTTY: not one of them. */
long gd_ioctl_mainline(struct gd_control *control, unsigned int cmd,
		       void __user *arg);

/* Two of them. */
int gd_ioctl_import(struct gd_control *control, void __user *arg, size_t size);
int gd_ioctl_release(struct gd_control *control, void __user *arg, size_t size);

/* @size is the caller's version of the structure; no older one than ours exists. */
static inline int gd_arg_get(void *to, size_t our_size, void __user *arg,
			     size_t size)
{
	if (size < our_size)
		return -EINVAL;
	return copy_struct_from_user(to, our_size, arg, size);
}

static inline int gd_arg_put(void __user *arg, const void *from,
			     size_t our_size)
{
	return copy_to_user(arg, from, our_size) ? -EFAULT : 0;
}

static inline bool gd_domid_is_valid(u32 domid)
{
	return domid < DOMID_FIRST_RESERVED;
}

#endif
