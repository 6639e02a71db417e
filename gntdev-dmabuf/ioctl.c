// SPDX-License-Identifier: GPL-2.0-only
#include "ioctl.h"

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <xen/gntdev-dmabuf.h>

#include "buffer.h"
#include "charge.h"
#include "control.h"
#include "directory.h"
#include "export.h"
#include "grants.h"
#include "query.h"
#include "registry.h"

#define FEATURES (GNTDMABUF_FEATURE_EXPORT | \
		  GNTDMABUF_FEATURE_EXPORT_DIRECTORY | \
		  GNTDMABUF_FEATURE_MMAP | \
		  GNTDMABUF_FEATURE_EVENTS | \
		  GNTDMABUF_FEATURE_QUERY | \
		  GNTDMABUF_FEATURE_RESTRICT | \
		  GNTDMABUF_FEATURE_REVOKE | \
		  GNTDMABUF_FEATURE_POLICY | \
		  GNTDMABUF_FEATURE_IMPORT | \
		  GNTDMABUF_FEATURE_IMPORT_DIRECTORY)

static u64 features(void)
{
	u64 features = FEATURES;

	if (gd_dma_frames_offered(GD_MEMORY_COHERENT))
		features |= GNTDMABUF_FEATURE_EXPORT_COHERENT;
	if (gd_dma_frames_offered(GD_MEMORY_WRITE_COMBINE))
		features |= GNTDMABUF_FEATURE_EXPORT_WRITE_COMBINE;
	return features;
}

static int directory_read_page(void *context, u32 ref, u32 *page)
{
	const domid_t *domid = context;

	return gd_grants_read_page(*domid, ref, page);
}

static int refs_from_directory(u32 *refs, u32 count, domid_t domid, u32 first)
{
	u32 *page, *seen;
	int err = -ENOMEM;

	page = kmalloc(GNTDMABUF_PAGE_SIZE, GFP_KERNEL);
	seen = kmalloc_array(gd_directory_pages(count), sizeof(*seen),
			     GFP_KERNEL);
	if (page && seen)
		err = gd_directory_walk(directory_read_page, &domid, first,
					page, seen, refs, count);
	kfree(seen);
	kfree(page);
	return err;
}

static u32 *export_refs(const struct gntdmabuf_export *export)
{
	u32 *refs;
	int err = 0;

	refs = kvmalloc_array(export->count, sizeof(*refs), GFP_KERNEL_ACCOUNT);
	if (!refs)
		return ERR_PTR(-ENOMEM);
	if (export->flags & GNTDMABUF_FLAG_DIRECTORY)
		err = refs_from_directory(refs, export->count, export->domid,
					  export->directory);
	else if (copy_from_user(refs, u64_to_user_ptr(export->refs),
				export->count * sizeof(*refs)))
		err = -EFAULT;
	if (err) {
		kvfree(refs);
		return ERR_PTR(err);
	}
	return refs;
}

static enum gd_memory export_memory(u32 flags)
{
	if (flags & GNTDMABUF_FLAG_WRITE_COMBINE)
		return GD_MEMORY_WRITE_COMBINE;
	return flags & GNTDMABUF_FLAG_COHERENT ? GD_MEMORY_COHERENT :
						 GD_MEMORY_POOL;
}

static int export_check(struct gd_control *control,
			const struct gntdmabuf_export *export)
{
	const u32 dma = GNTDMABUF_FLAG_WRITE_COMBINE | GNTDMABUF_FLAG_COHERENT;
	const u32 known = GNTDMABUF_FLAG_READ_ONLY | GNTDMABUF_FLAG_DIRECTORY |
			  dma;
	bool has_directory = export->flags & GNTDMABUF_FLAG_DIRECTORY;

	if (export->flags & ~known || export->reserved ||
	    export->reserved_out || (export->flags & dma) == dma)
		return -EINVAL;
	if (!export->count || export->offset >= GNTDMABUF_PAGE_SIZE ||
	    !gd_domid_is_valid(export->domid))
		return -EINVAL;
	if (has_directory ? export->refs != 0 : export->directory != 0)
		return -EINVAL;
	if (export->count > gd_limits_read().buffer)
		return -E2BIG;
	if (!gd_dma_frames_offered(export_memory(export->flags)))
		return -EOPNOTSUPP;
	/* Asked again when it counts; here, before a stranger's directory. */
	return gd_control_permits(control, export->domid);
}

static struct gd_buffer *export_create(struct gd_control *control,
				       const struct gntdmabuf_export *export)
{
	struct gd_export_request request = {
		.domid = export->domid,
		.count = export->count,
		.offset = export->offset,
		.read_only = export->flags & GNTDMABUF_FLAG_READ_ONLY,
		.memory = export_memory(export->flags),
		.announce = true,
	};
	struct gd_buffer *buffer;
	u32 *refs;

	refs = export_refs(export);
	if (IS_ERR(refs))
		return ERR_CAST(refs);
	request.refs = refs;
	buffer = gd_export_create(control, &request);
	kvfree(refs);
	return buffer;
}

static int ioctl_export(struct gd_control *control, void __user *arg,
			size_t size)
{
	struct gntdmabuf_export export;
	struct gd_buffer *buffer;
	int err, fd;

	err = gd_arg_get(&export, sizeof(export), arg, size);
	if (err)
		return err;
	err = export_check(control, &export);
	if (err)
		return err;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	buffer = export_create(control, &export);
	if (IS_ERR(buffer)) {
		err = PTR_ERR(buffer);
		goto put_fd;
	}
	export.fd = fd;
	export.handle = buffer->handle;
	err = gd_arg_put(arg, &export, sizeof(export));
	if (err)
		goto discard_buffer;
	gd_export_publish(buffer, fd);
	return 0;

discard_buffer:
	gd_export_discard(buffer);
put_fd:
	put_unused_fd(fd);
	return err;
}

static int ioctl_wait(struct gd_control *control, void __user *arg, size_t size)
{
	struct gntdmabuf_wait wait;
	struct gd_buffer *buffer;
	int err;

	err = gd_arg_get(&wait, sizeof(wait), arg, size);
	if (err)
		return err;
	if (wait.reserved)
		return -EINVAL;
	buffer = gd_buffer_find(control, wait.handle);
	if (IS_ERR_OR_NULL(buffer))
		return PTR_ERR_OR_ZERO(buffer);
	err = gd_buffer_wait(buffer, wait.timeout_ms);
	gd_buffer_put(buffer);
	return err;
}

static int query_by_handle(struct gd_control *control,
			   struct gntdmabuf_query *query)
{
	struct gd_buffer *buffer;

	if (query->fd)
		return -EINVAL;
	buffer = gd_buffer_find(control, query->handle);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	if (buffer) {
		gd_query_fill(query, buffer);
		gd_buffer_put(buffer);
	} else {
		query->state = GNTDMABUF_STATE_RELEASED;
	}
	return 0;
}

static int query_by_fd(struct gd_control *control,
		       struct gntdmabuf_query *query)
{
	struct gd_buffer *buffer;
	struct dma_buf *dmabuf;
	int err = -ENXIO;

	if (query->handle)
		return -EINVAL;
	dmabuf = dma_buf_get(query->fd);
	if (IS_ERR(dmabuf))
		return dmabuf == ERR_PTR(-EINVAL) ? -ENXIO : PTR_ERR(dmabuf);
	buffer = gd_export_of(dmabuf);
	if (buffer)
		err = gd_control_permits(control, buffer->domid);
	if (!err) {
		gd_query_fill(query, buffer);
		if (buffer->control == control)
			query->handle = buffer->handle;
	}
	dma_buf_put(dmabuf);
	return err;
}

static int revoke_handle(struct gd_control *control,
			 struct gntdmabuf_revoke *revoke)
{
	struct gd_buffer *buffer;

	if (revoke->domid)
		return -EINVAL;
	buffer = gd_buffer_find(control, revoke->handle);
	if (IS_ERR_OR_NULL(buffer))
		return -ENOENT;
	if (buffer->is_import) {
		gd_buffer_put(buffer);
		return -ENOENT;
	}
	revoke->revoked = gd_buffer_revoke(buffer);
	revoke->zombies = gd_buffer_state(buffer) ==
			  GNTDMABUF_STATE_REVOKED;
	gd_buffer_put(buffer);
	return 0;
}

static int revoke_domain(struct gd_control *control,
			 struct gntdmabuf_revoke *revoke)
{
	int err;

	if (revoke->handle || !gd_domid_is_valid(revoke->domid))
		return -EINVAL;
	err = gd_control_permits(control, revoke->domid);
	if (!err)
		gd_buffers_revoke(control, revoke->domid, &revoke->revoked,
				  &revoke->zombies);
	return err;
}

static int ioctl_revoke(struct gd_control *control, void __user *arg,
			size_t size)
{
	struct gntdmabuf_revoke revoke;
	int err;

	err = gd_arg_get(&revoke, sizeof(revoke), arg, size);
	if (err)
		return err;
	if (revoke.flags & ~GNTDMABUF_REVOKE_DOMAIN)
		return -EINVAL;
	revoke.revoked = 0;
	revoke.zombies = 0;
	if (revoke.flags & GNTDMABUF_REVOKE_DOMAIN)
		err = revoke_domain(control, &revoke);
	else
		err = revoke_handle(control, &revoke);
	return err ? err : gd_arg_put(arg, &revoke, sizeof(revoke));
}

static int ioctl_policy(struct gd_control *control, void __user *arg,
			size_t size)
{
	struct gntdmabuf_policy policy;
	int err;

	err = gd_arg_get(&policy, sizeof(policy), arg, size);
	if (err)
		return err;
	if (policy.flags & ~GNTDMABUF_POLICY_REVOKE_ON_CLOSE || policy.reserved)
		return -EINVAL;
	WRITE_ONCE(control->revoke_on_close,
		   policy.flags & GNTDMABUF_POLICY_REVOKE_ON_CLOSE);
	return 0;
}

static int ioctl_query(struct gd_control *control, void __user *arg,
		       size_t size)
{
	struct gntdmabuf_query in, query = { };
	int err;

	err = gd_arg_get(&in, sizeof(in), arg, size);
	if (err)
		return err;
	if (in.flags & ~GNTDMABUF_QUERY_FD || in.reserved)
		return -EINVAL;
	query.flags = in.flags;
	query.fd = in.fd;
	query.handle = in.handle;
	if (in.flags & GNTDMABUF_QUERY_FD)
		err = query_by_fd(control, &query);
	else
		err = query_by_handle(control, &query);
	return err ? err : gd_arg_put(arg, &query, sizeof(query));
}

static int ioctl_restrict(struct gd_control *control, void __user *arg,
			  size_t size)
{
	struct gntdmabuf_restrict restriction;
	int err;

	err = gd_arg_get(&restriction, sizeof(restriction), arg, size);
	if (err)
		return err;
	if (restriction.reserved || !gd_domid_is_valid(restriction.domid))
		return -EINVAL;
	return gd_control_restrict(control, restriction.domid,
				   restriction.pages);
}

static int ioctl_info(struct gd_control *control, void __user *arg, size_t size)
{
	struct gd_limits limits = gd_limits_read();
	struct gntdmabuf_info in, info = {
		.abi_version = GNTDMABUF_ABI_VERSION,
		.max_buffer_pages = limits.buffer,
		.features = features(),
		.descriptor_pages = gd_charged_to(&control->budget),
		.domain_limit = limits.domain,
	};
	int err;

	err = gd_arg_get(&in, sizeof(in), arg, size);
	if (err)
		return err;
	mutex_lock(&control->lock);
	info.restricted = control->restricted;
	info.domid = control->domid;
	info.descriptor_limit = min(control->limit, limits.descriptor);
	mutex_unlock(&control->lock);
	if (!info.restricted) {
		info.module_limit = limits.module;
		info.module_pages = gd_charged();
		info.module_buffers = gd_buffers_count();
		info.module_zombies = gd_buffers_zombies();
	}
	return gd_arg_put(arg, &info, sizeof(info));
}

long gd_ioctl(struct gd_control *control, unsigned int cmd, void __user *arg)
{
	size_t size = _IOC_SIZE(cmd);

	if (_IOC_TYPE(cmd) != 'G' || _IOC_DIR(cmd) != (_IOC_READ | _IOC_WRITE))
		return -ENOTTY;
	switch (_IOC_NR(cmd)) {
	case _IOC_NR(GNTDMABUF_IOCTL_EXPORT):
		return ioctl_export(control, arg, size);
	case _IOC_NR(GNTDMABUF_IOCTL_WAIT):
		return ioctl_wait(control, arg, size);
	case _IOC_NR(GNTDMABUF_IOCTL_QUERY):
		return ioctl_query(control, arg, size);
	case _IOC_NR(GNTDMABUF_IOCTL_REVOKE):
		return ioctl_revoke(control, arg, size);
	case _IOC_NR(GNTDMABUF_IOCTL_POLICY):
		return ioctl_policy(control, arg, size);
	case _IOC_NR(GNTDMABUF_IOCTL_RESTRICT):
		return ioctl_restrict(control, arg, size);
	case _IOC_NR(GNTDMABUF_IOCTL_INFO):
		return ioctl_info(control, arg, size);
	case _IOC_NR(GNTDMABUF_IOCTL_IMPORT):
		return gd_ioctl_import(control, arg, size);
	case _IOC_NR(GNTDMABUF_IOCTL_RELEASE):
		return gd_ioctl_release(control, arg, size);
	default:
		return -ENOTTY;
	}
}
