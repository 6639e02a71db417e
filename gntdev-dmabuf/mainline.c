// SPDX-License-Identifier: GPL-2.0-only
/*
 * The dma-buf ioctls of mainline's /dev/xen/gntdev, for programs written for it
 * and for libxengnttab: only the path of the device is another.
 */
#include "ioctl.h"

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <xen/grant_table.h>
#include <xen/gntdev.h>

#include "buffer.h"
#include "charge.h"
#include "control.h"
#include "export.h"
#include "import.h"
#include "registry.h"

/* Mainline knows fewer reasons. */
static int mainline_errno(int err)
{
	switch (err) {
	case -EACCES:
	case -ESRCH:
	case -EPERM:
	case -E2BIG:
	case -ENXIO:
	case -EREMOTE:
	case -ENOTBLK:
	case -EADDRNOTAVAIL:
		return -EINVAL;
	case -EDQUOT:
		return -ENOMEM;
	default:
		return err;
	}
}

static enum gd_memory export_memory(u32 flags)
{
	if (flags & GNTDEV_DMA_FLAG_WC)
		return GD_MEMORY_WRITE_COMBINE;
	return flags & GNTDEV_DMA_FLAG_COHERENT ? GD_MEMORY_COHERENT :
						  GD_MEMORY_POOL;
}

static int export_check(const struct ioctl_gntdev_dmabuf_exp_from_refs *op)
{
	const u32 dma = GNTDEV_DMA_FLAG_WC | GNTDEV_DMA_FLAG_COHERENT;

	if (!op->count || op->count > gd_limits_read().buffer ||
	    !gd_domid_is_valid(op->domid) || (op->flags & dma) == dma)
		return -EINVAL;
	/* Mainline ignores them where it cannot; memory would not be as asked. */
	return gd_dma_frames_offered(export_memory(op->flags)) ? 0 : -EOPNOTSUPP;
}

static struct gd_buffer *
export_create(struct gd_control *control,
	      const struct ioctl_gntdev_dmabuf_exp_from_refs *op,
	      const u32 __user *untrusted_refs)
{
	struct gd_export_request request = {
		.domid = op->domid,
		.count = op->count,
		.memory = export_memory(op->flags),
	};
	struct gd_buffer *buffer;
	u32 *refs;

	refs = vmemdup_user(untrusted_refs, array_size(op->count, sizeof(*refs)));
	if (IS_ERR(refs))
		return ERR_CAST(refs);
	request.refs = refs;
	buffer = gd_export_create(control, &request);
	kvfree(refs);
	return buffer;
}

static int ioctl_exp_from_refs(struct gd_control *control,
			       struct ioctl_gntdev_dmabuf_exp_from_refs __user *arg)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs op = { };
	struct gd_buffer *buffer;
	int err, fd;

	if (copy_from_user(&op, arg, offsetof(typeof(op), refs)))
		return -EFAULT;
	err = export_check(&op);
	if (err)
		return err;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	buffer = export_create(control, &op, arg->refs);
	if (IS_ERR(buffer)) {
		err = mainline_errno(PTR_ERR(buffer));
		goto put_fd;
	}
	if (put_user(fd, &arg->fd)) {
		err = -EFAULT;
		goto discard_buffer;
	}
	gd_export_publish(buffer, fd);
	return 0;

discard_buffer:
	gd_export_discard(buffer);
put_fd:
	put_unused_fd(fd);
	return err;
}

/*
 * Mainline knows the number that a descriptor had, which another may have by now.
 * An open descriptor of the buffer, whatever its number, leaves no doubt.
 */
static struct gd_buffer *export_find(struct gd_control *control, int fd)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);
	struct gd_buffer *buffer = NULL;

	if (!IS_ERR(dmabuf)) {
		buffer = gd_export_of(dmabuf);
		if (buffer && buffer->control == control)
			kref_get(&buffer->ref);
		else
			buffer = NULL;
		dma_buf_put(dmabuf);
	}
	return buffer ? buffer : gd_buffer_find_fd(control, fd);
}

static int
ioctl_exp_wait_released(struct gd_control *control,
			struct ioctl_gntdev_dmabuf_exp_wait_released __user *arg)
{
	struct ioctl_gntdev_dmabuf_exp_wait_released op;
	struct gd_buffer *buffer;
	int err;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	buffer = export_find(control, op.fd);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	err = gd_buffer_wait(buffer, op.wait_to_ms);
	gd_buffer_put(buffer);
	return err;
}

static int ioctl_imp_to_refs(struct gd_control *control,
			     struct ioctl_gntdev_dmabuf_imp_to_refs __user *arg)
{
	struct gd_import_request request = { .as_mainline = true };
	struct ioctl_gntdev_dmabuf_imp_to_refs op = { };
	struct gd_buffer *buffer;
	int err;

	if (copy_from_user(&op, arg, offsetof(typeof(op), refs)))
		return -EFAULT;
	if (!op.count || op.count > gd_limits_read().buffer ||
	    !gd_domid_is_valid(op.domid) ||
	    gd_control_permits(control, op.domid))
		return -EINVAL;
	request.domid = op.domid;
	request.fd = op.fd;
	request.count = op.count;
	buffer = gd_import_create(control, &request);
	if (IS_ERR(buffer))
		return mainline_errno(PTR_ERR(buffer));
	err = gd_refs_put(arg->refs, &buffer->import.refs);
	if (err) {
		gd_import_discard(buffer);
		return err;
	}
	gd_buffer_publish(buffer, op.fd);
	return 0;
}

static int ioctl_imp_release(struct gd_control *control,
			     struct ioctl_gntdev_dmabuf_imp_release __user *arg)
{
	struct ioctl_gntdev_dmabuf_imp_release op;
	struct gd_buffer *buffer;
	int err;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	buffer = gd_buffer_find_import(control, op.fd);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	err = gd_buffer_end(buffer);
	gd_buffer_put(buffer);
	return err;
}

long gd_ioctl_mainline(struct gd_control *control, unsigned int cmd,
		       void __user *arg)
{
	switch (cmd) {
	case IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS:
		return ioctl_exp_from_refs(control, arg);
	case IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED:
		return ioctl_exp_wait_released(control, arg);
	case IOCTL_GNTDEV_DMABUF_IMP_TO_REFS:
		return ioctl_imp_to_refs(control, arg);
	case IOCTL_GNTDEV_DMABUF_IMP_RELEASE:
		return ioctl_imp_release(control, arg);
	default:
		return -ENOTTY;
	}
}
