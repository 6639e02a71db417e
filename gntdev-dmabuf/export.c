// SPDX-License-Identifier: GPL-2.0-only
#include "export.h"

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/iosys-map.h>
#include <linux/module.h>

#include "buffer.h"
#include "compat.h"
#include "control.h"
#include "dma.h"
#include "importers.h"
#include "mapping.h"
#include "registry.h"
#include "trace.h"

/* Read-held while a use begins, so that none begins once the state has changed. */
static int use_begin(struct gd_buffer *buffer)
{
	down_read(&buffer->lock);
	if (gd_buffer_state(buffer) == GNTDMABUF_STATE_LIVE)
		return 0;
	up_read(&buffer->lock);
	return -ENODEV;
}

static void use_end(struct gd_buffer *buffer)
{
	up_read(&buffer->lock);
}

static int export_attach(struct dma_buf *dmabuf,
			 struct dma_buf_attachment *attachment)
{
	struct gd_buffer *buffer = dmabuf->priv;
	int err = use_begin(buffer);

	if (err)
		return err;
	err = gd_importer_attach(buffer, attachment);
	use_end(buffer);
	return err;
}

static void export_detach(struct dma_buf *dmabuf,
			  struct dma_buf_attachment *attachment)
{
	gd_importer_detach(dmabuf->priv, attachment);
}

/* The pages never move; what is pinned is only not asked to be let go. */
static int export_pin(struct dma_buf_attachment *attachment)
{
	struct gd_buffer *buffer = attachment->dmabuf->priv;
	int err = use_begin(buffer);

	if (err)
		return err;
	gd_importer_pin(attachment);
	use_end(buffer);
	return 0;
}

static void export_unpin(struct dma_buf_attachment *attachment)
{
	gd_importer_unpin(attachment->dmabuf->priv, attachment);
}

static struct sg_table *export_map(struct dma_buf_attachment *attachment,
				   enum dma_data_direction direction)
{
	struct gd_buffer *buffer = attachment->dmabuf->priv;
	struct gd_mapping *mapping;
	int err;

	if (direction == DMA_NONE)
		return ERR_PTR(-EINVAL);
	if (buffer->grants.read_only && direction != DMA_TO_DEVICE)
		return ERR_PTR(-EACCES);
	err = use_begin(buffer);
	if (err)
		return ERR_PTR(err);
	mapping = gd_dma_map(&buffer->grants, attachment->dev, direction);
	if (!IS_ERR(mapping)) {
		mutex_lock(&buffer->mappings_lock);
		list_add(&mapping->link, &buffer->mappings);
		mutex_unlock(&buffer->mappings_lock);
		atomic_inc(&buffer->dma_maps);
		gd_importer_mapped(attachment);
		trace_gd_map(buffer);
		gd_buffer_user_get(buffer);
	}
	use_end(buffer);
	return IS_ERR(mapping) ? ERR_CAST(mapping) : &mapping->sgt;
}

static void export_unmap(struct dma_buf_attachment *attachment,
			 struct sg_table *sgt,
			 enum dma_data_direction direction)
{
	struct gd_buffer *buffer = attachment->dmabuf->priv;
	struct gd_mapping *mapping = container_of(sgt, struct gd_mapping, sgt);

	mutex_lock(&buffer->mappings_lock);
	list_del(&mapping->link);
	mutex_unlock(&buffer->mappings_lock);
	gd_dma_unmap(mapping);
	gd_importer_unmapped(attachment);
	trace_gd_unmap(buffer);
	atomic_dec(&buffer->dma_maps);
	gd_buffer_user_put(buffer);
}

static int export_cpu_access(struct gd_buffer *buffer,
			     enum dma_data_direction direction,
			     void (*sync)(struct gd_mapping *mapping))
{
	struct gd_mapping *mapping;

	if (buffer->grants.read_only && direction != DMA_FROM_DEVICE)
		return -EACCES;
	mutex_lock(&buffer->mappings_lock);
	list_for_each_entry(mapping, &buffer->mappings, link)
		sync(mapping);
	mutex_unlock(&buffer->mappings_lock);
	return 0;
}

/*
 * The direction is the device's: FROM_DEVICE means that the CPU wants to read.
 */
static int export_begin_cpu_access(struct dma_buf *dmabuf,
				   enum dma_data_direction direction)
{
	struct gd_buffer *buffer = dmabuf->priv;
	int err = use_begin(buffer);

	if (err)
		return err;
	err = export_cpu_access(buffer, direction, gd_dma_sync_for_cpu);
	use_end(buffer);
	return err;
}

static int export_end_cpu_access(struct dma_buf *dmabuf,
				 enum dma_data_direction direction)
{
	return export_cpu_access(dmabuf->priv, direction,
				 gd_dma_sync_for_device);
}

static int export_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct gd_buffer *buffer = dmabuf->priv;
	int err = use_begin(buffer);

	if (err)
		return err;
	err = gd_mapping_create(buffer, vma);
	use_end(buffer);
	return err;
}

/*
 * Revoked memory too, as long as a device has it mapped: a driver that shows what it
 * holds has its grants in any case, and dma_buf_vmap() warns of an exporter that
 * refuses. A guest could make the host warn by dying.
 */
static bool vmap_begin(struct gd_buffer *buffer)
{
	bool allowed;

	down_read(&buffer->lock);
	allowed = gd_buffer_state(buffer) == GNTDMABUF_STATE_LIVE ||
		  atomic_read(&buffer->dma_maps);
	allowed = allowed && gd_buffer_user_share(buffer);
	up_read(&buffer->lock);
	return allowed;
}

/* There is no read-only kind of vmap: a writer would only learn by an oops. */
static int export_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct gd_buffer *buffer = dmabuf->priv;
	void *address;

	if (buffer->grants.read_only)
		return -EACCES;
	if (!vmap_begin(buffer))
		return -ENODEV;
	address = gd_grants_vmap(&buffer->grants);
	if (!address) {
		gd_buffer_user_put(buffer);
		return -ENOMEM;
	}
	iosys_map_set_vaddr(map, address);
	atomic_inc(&buffer->vmaps);
	return 0;
}

static void export_vunmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct gd_buffer *buffer = dmabuf->priv;

	gd_grants_vunmap(&buffer->grants, map->vaddr);
	atomic_dec(&buffer->vmaps);
	gd_buffer_user_put(buffer);
}

static void export_release(struct dma_buf *dmabuf)
{
	gd_buffer_close(dmabuf->priv);
}

#define EXPORT_OPS						\
	.attach = export_attach,				\
	.detach = export_detach,				\
	.map_dma_buf = export_map,				\
	.unmap_dma_buf = export_unmap,				\
	.begin_cpu_access = export_begin_cpu_access,		\
	.end_cpu_access = export_end_cpu_access,		\
	.mmap = export_mmap,					\
	.vmap = export_vmap,					\
	.vunmap = export_vunmap,				\
	.release = export_release

static const struct dma_buf_ops static_ops = {
	EXPORT_OPS,
};

static const struct dma_buf_ops dynamic_ops = {
	EXPORT_OPS,
	.pin = export_pin,
	.unpin = export_unpin,
};

const struct dma_buf_ops *gd_export_ops(bool dynamic)
{
	return dynamic ? &dynamic_ops : &static_ops;
}

struct gd_buffer *gd_export_of(struct dma_buf *dmabuf)
{
	const struct dma_buf_ops *ops = READ_ONCE(dmabuf->ops);

	return ops == &static_ops || ops == &dynamic_ops ? dmabuf->priv : NULL;
}

static int events_reserve(struct gd_buffer *buffer)
{
	int err = gd_buffer_want_event(buffer, &buffer->release_event);

	return err ? err : gd_buffer_want_event(buffer, &buffer->revoke_event);
}

static int buffer_fill(struct gd_buffer *buffer,
		       const struct gd_export_request *request)
{
	int err = 0;

	buffer->offset = request->offset;
	buffer->read_only = request->read_only;
	if (request->announce)
		err = events_reserve(buffer);
	if (err)
		return err;
	return gd_grants_map(&buffer->grants, request->domid, request->refs,
			     request->count, request->read_only,
			     request->memory);
}

static struct dma_buf *dmabuf_create(struct gd_buffer *buffer)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.exp_name = "gntdev-dmabuf";
	info.ops = &static_ops;
	info.size = (size_t)buffer->pages << PAGE_SHIFT;
	info.flags = buffer->grants.read_only ? O_RDONLY : O_RDWR;
	info.priv = buffer;
	return dma_buf_export(&info);
}

struct gd_buffer *gd_export_create(struct gd_control *control,
				   const struct gd_export_request *request)
{
	struct gd_buffer *buffer;
	struct dma_buf *dmabuf;
	int err;

	err = gd_control_permits(control, request->domid);
	if (err)
		return ERR_PTR(err);
	buffer = gd_buffer_create(control, request->domid, request->count,
				  false);
	if (IS_ERR(buffer))
		return buffer;
	err = buffer_fill(buffer, request);
	if (err)
		goto close_buffer;
	dmabuf = dmabuf_create(buffer);
	if (IS_ERR(dmabuf)) {
		err = PTR_ERR(dmabuf);
		goto close_buffer;
	}
	/* From here on the dma-buf has the buffer, and only it may release it. */
	buffer->dmabuf = dmabuf;
	buffer->inode = file_inode(dmabuf->file);
	ihold(buffer->inode);
	err = gd_buffer_register(buffer);
	if (err)
		goto put_dmabuf;
	return buffer;

put_dmabuf:
	gd_export_discard(buffer);
	return ERR_PTR(err);

close_buffer:
	gd_buffer_forget_event(buffer, &buffer->release_event);
	gd_buffer_close(buffer);
	return ERR_PTR(err);
}

void gd_export_publish(struct gd_buffer *buffer, int fd)
{
	/* Asked for first: once published, the buffer may be revoked. */
	struct file *file = buffer->dmabuf->file;

	gd_buffer_publish(buffer, fd);
	fd_install(fd, file);
}

void gd_export_discard(struct gd_buffer *buffer)
{
	gd_buffer_forget_event(buffer, &buffer->release_event);
	dma_buf_put(buffer->dmabuf);
}

GD_IMPORT_NS_DMA_BUF;
