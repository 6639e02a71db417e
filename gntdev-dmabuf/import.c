// SPDX-License-Identifier: GPL-2.0-only
#include "import.h"

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "buffer.h"
#include "control.h"
#include "directory.h"
#include "domain.h"
#include "export.h"
#include "grants.h"
#include "registry.h"
#include "walk.h"

/* Pages that are looked at, charged and granted at once; their list is on the stack. */
#define BATCH 128

static int dmabuf_check(struct dma_buf *dmabuf,
			const struct gd_import_request *request)
{
	u64 pages = dmabuf->size >> PAGE_SHIFT;

	/* Its pages would be found foreign too, if its device could map them. */
	if (gd_export_of(dmabuf))
		return -EREMOTE;
	if (request->as_mainline)
		return request->count == pages ? 0 : -EINVAL;
	if ((u64)request->offset + request->count > pages)
		return -EINVAL;
	if (!request->read_only && !(dmabuf->file->f_mode & FMODE_WRITE))
		return -EACCES;
	return 0;
}

static struct dma_buf *dmabuf_get(const struct gd_import_request *request)
{
	struct dma_buf *dmabuf = dma_buf_get(request->fd);
	int err;

	if (dmabuf == ERR_PTR(-EINVAL))
		return ERR_PTR(-ENXIO);
	if (IS_ERR(dmabuf))
		return dmabuf;
	err = dmabuf_check(dmabuf, request);
	if (err) {
		dma_buf_put(dmabuf);
		return ERR_PTR(err);
	}
	return dmabuf;
}

static int directory_write_page(void *context, u32 ref, const u32 *refs, u32 n,
				u32 *untrusted_next)
{
	const domid_t *domid = context;

	return gd_grants_write_page(*domid, ref, refs, n, untrusted_next);
}

static int directory_fill(const struct gd_refs *refs, domid_t domid, u32 first)
{
	u32 *seen;
	int err;

	seen = kmalloc_array(gd_directory_pages(refs->count), sizeof(*seen),
			     GFP_KERNEL);
	if (!seen)
		return -ENOMEM;
	err = gd_directory_fill(directory_write_page, &domid, first, seen,
				refs->refs, refs->count);
	kfree(seen);
	return err;
}

static int pages_grant(struct gd_import *import, const unsigned long *pfns,
		       u32 count, const struct gd_import_request *request)
{
	int err;

	err = gd_backend()->pfns_check(pfns, count);
	if (err)
		return err;
	err = gd_locked_charge(&import->locked, pfns, count);
	if (err)
		return err;
	return gd_refs_grant(&import->refs, request->domid, pfns, count,
			     request->read_only);
}

/* Whatever is done when it fails is undone by gd_import_end(). */
static int import_fill(struct gd_import *import,
		       const struct gd_import_request *request)
{
	unsigned long pfns[BATCH];
	struct gd_walk walk;
	int err;
	u32 n;

	err = gd_refs_init(&import->refs, request->count);
	gd_walk_begin(&walk, import->attachment.sgt, request->offset,
		      request->count);
	while (!err && (n = gd_walk_list(&walk, pfns, BATCH))) {
		err = pages_grant(import, pfns, n, request);
		if (!err && fatal_signal_pending(current))
			err = -EINTR;
		cond_resched();
	}
	return err ? err : gd_walk_end(&walk);
}

static int buffer_grant(struct gd_buffer *buffer,
			const struct gd_import_request *request)
{
	int err = import_fill(&buffer->import, request);

	if (err || !request->directory)
		return err;
	return directory_fill(&buffer->import.refs, request->domid,
			      request->directory);
}

static int buffer_fill(struct gd_buffer *buffer, struct dma_buf *dmabuf,
		       const struct gd_import_request *request)
{
	int err = 0;

	buffer->offset = request->offset;
	buffer->read_only = request->read_only;
	if (request->announce)
		err = gd_buffer_want_event(buffer, &buffer->release_event);
	if (!err)
		err = gd_attachment_init(&buffer->import.attachment, dmabuf,
					 request->read_only);
	if (err) {
		dma_buf_put(dmabuf);
		return err;
	}
	/* From here on the import has the dma-buf. */
	return buffer_grant(buffer, request);
}

struct gd_buffer *gd_import_create(struct gd_control *control,
				   const struct gd_import_request *request)
{
	struct gd_buffer *buffer;
	struct dma_buf *dmabuf;
	int err;

	/* Or the grants would wait for whoever gets the number next. */
	if (gd_domain_is_dead(request->domid))
		return ERR_PTR(-ESRCH);
	dmabuf = dmabuf_get(request);
	if (IS_ERR(dmabuf))
		return ERR_CAST(dmabuf);
	buffer = gd_buffer_create(control, request->domid, request->count, true);
	if (IS_ERR(buffer)) {
		dma_buf_put(dmabuf);
		return buffer;
	}
	err = buffer_fill(buffer, dmabuf, request);
	if (!err)
		err = gd_buffer_register(buffer);
	if (err) {
		gd_import_discard(buffer);
		return ERR_PTR(err);
	}
	return buffer;
}

void gd_import_discard(struct gd_buffer *buffer)
{
	gd_buffer_forget_event(buffer, &buffer->release_event);
	kref_get(&buffer->ref);
	gd_buffer_close(buffer);
	/* No domain knows the references: what was charged is free on return. */
	flush_delayed_work(&buffer->unmap_work);
	gd_buffer_put(buffer);
}

bool gd_import_end(struct gd_import *import)
{
	if (!gd_refs_end(&import->refs))
		return false;
	gd_refs_free(&import->refs);
	gd_locked_uncharge(&import->locked);
	gd_attachment_finish(&import->attachment);
	return true;
}
