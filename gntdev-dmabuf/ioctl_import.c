// SPDX-License-Identifier: GPL-2.0-only
#include "ioctl.h"

#include <linux/err.h>
#include <xen/gntdev-dmabuf.h>

#include "buffer.h"
#include "charge.h"
#include "control.h"
#include "import.h"
#include "registry.h"

static int import_check(struct gd_control *control,
			const struct gntdmabuf_import *import)
{
	const u32 known = GNTDMABUF_FLAG_READ_ONLY | GNTDMABUF_FLAG_DIRECTORY;
	bool has_directory = import->flags & GNTDMABUF_FLAG_DIRECTORY;

	if (import->flags & ~known || !import->count ||
	    !gd_domid_is_valid(import->domid))
		return -EINVAL;
	if (has_directory ? import->refs != 0 : import->directory != 0)
		return -EINVAL;
	/* Reference 0 is nobody's; else it would mean that there is none. */
	if (has_directory && !import->directory)
		return -EBADMSG;
	if (import->count > gd_limits_read().buffer)
		return -E2BIG;
	return gd_control_permits(control, import->domid);
}

static struct gd_buffer *import_create(struct gd_control *control,
				       const struct gntdmabuf_import *import)
{
	const struct gd_import_request request = {
		.domid = import->domid,
		.fd = import->fd,
		.offset = import->offset,
		.count = import->count,
		.directory = import->directory,
		.read_only = import->flags & GNTDMABUF_FLAG_READ_ONLY,
		.announce = true,
	};

	return gd_import_create(control, &request);
}

static int refs_put(const struct gntdmabuf_import *import,
		    const struct gd_refs *refs)
{
	if (import->flags & GNTDMABUF_FLAG_DIRECTORY)
		return 0;
	return gd_refs_put(u64_to_user_ptr(import->refs), refs);
}

int gd_ioctl_import(struct gd_control *control, void __user *arg, size_t size)
{
	struct gntdmabuf_import import;
	struct gd_buffer *buffer;
	int err;

	err = gd_arg_get(&import, sizeof(import), arg, size);
	if (err)
		return err;
	err = import_check(control, &import);
	if (err)
		return err;
	buffer = import_create(control, &import);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	import.handle = buffer->handle;
	err = refs_put(&import, &buffer->import.refs);
	if (!err)
		err = gd_arg_put(arg, &import, sizeof(import));
	if (err) {
		gd_import_discard(buffer);
		return err;
	}
	gd_buffer_publish(buffer, import.fd);
	return 0;
}

int gd_ioctl_release(struct gd_control *control, void __user *arg, size_t size)
{
	struct gntdmabuf_release release;
	struct gd_buffer *buffer;
	int err;

	err = gd_arg_get(&release, sizeof(release), arg, size);
	if (err)
		return err;
	if (release.reserved)
		return -EINVAL;
	buffer = gd_buffer_find(control, release.handle);
	if (IS_ERR_OR_NULL(buffer))
		return -ENOENT;
	err = gd_buffer_end(buffer);
	if (!err)
		release.pending = gd_buffer_pending(buffer);
	gd_buffer_put(buffer);
	return err ? err : gd_arg_put(arg, &release, sizeof(release));
}
