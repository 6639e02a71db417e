// SPDX-License-Identifier: GPL-2.0-only
#include "importers.h"

#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "buffer.h"
#include "compat.h"
#include "export.h"

/* One device; it has the dma-buf's file as long as it is in the list. */
struct importer {
	struct list_head link;		/* in gd_buffer::importers */
	struct dma_buf_attachment *attachment;
	u32 pins;			/* reservation lock */
	u32 maps;			/* reservation lock */
};

/*
 * The kernel maps once for all, in both directions and until it is detached, what
 * is attached to an exporter of the other kind: a dynamic importer could not let
 * go when it is told, a static one would map more than it asked for. We can be of
 * either kind, so the first of those that are attached together decides.
 */
static void kind_choose(struct gd_buffer *buffer,
			struct dma_buf_attachment *attachment)
{
	bool dynamic = gd_attachment_is_dynamic(attachment);

	lockdep_assert_held(&buffer->mappings_lock);
	if (list_empty(&buffer->importers))
		WRITE_ONCE(attachment->dmabuf->ops, gd_export_ops(dynamic));
}

int gd_importer_attach(struct gd_buffer *buffer,
		       struct dma_buf_attachment *attachment)
{
	struct importer *importer = kzalloc(sizeof(*importer), GFP_KERNEL);

	if (!importer)
		return -ENOMEM;
	importer->attachment = attachment;
	attachment->priv = importer;
	mutex_lock(&buffer->mappings_lock);
	kind_choose(buffer, attachment);
	list_add_tail(&importer->link, &buffer->importers);
	mutex_unlock(&buffer->mappings_lock);
	atomic_inc(&buffer->attachments);
	return 0;
}

void gd_importer_detach(struct gd_buffer *buffer,
			struct dma_buf_attachment *attachment)
{
	struct importer *importer = attachment->priv;

	atomic_dec(&buffer->attachments);
	mutex_lock(&buffer->mappings_lock);
	list_del(&importer->link);
	mutex_unlock(&buffer->mappings_lock);
	kfree(importer);
}

static bool importer_can_let_go(const struct importer *importer)
{
	/* Some kernels pin for as long as a device maps, whoever it is. */
	u32 not_its_own = gd_dma_buf_map_pins() ? importer->maps : 0;

	return gd_attachment_is_dynamic(importer->attachment) &&
	       importer->maps && importer->pins <= not_its_own;
}

void gd_importer_pin(struct dma_buf_attachment *attachment)
{
	struct importer *importer = attachment->priv;

	dma_resv_assert_held(attachment->dmabuf->resv);
	importer->pins++;
}

void gd_importer_unpin(struct gd_buffer *buffer,
		       struct dma_buf_attachment *attachment)
{
	struct importer *importer = attachment->priv;

	dma_resv_assert_held(attachment->dmabuf->resv);
	importer->pins--;
	/* Not from here: the importer is not through with unpinning. */
	if (gd_buffer_state(buffer) == GNTDMABUF_STATE_REVOKED &&
	    importer_can_let_go(importer))
		gd_buffer_revoke_later(buffer);
}

/* Others than the dynamic ones may come without the reservation lock. */
void gd_importer_mapped(struct dma_buf_attachment *attachment)
{
	struct importer *importer = attachment->priv;

	if (gd_attachment_is_dynamic(attachment))
		importer->maps++;
}

void gd_importer_unmapped(struct dma_buf_attachment *attachment)
{
	struct importer *importer = attachment->priv;

	if (gd_attachment_is_dynamic(attachment))
		importer->maps--;
}

/*
 * With a reference; NULL: nothing is attached. Not by way of the buffer: a process
 * can keep the dma-buf without its file, which has no reference to give then.
 */
static struct dma_buf *importers_dmabuf(struct gd_buffer *buffer)
{
	struct dma_buf *dmabuf = NULL;
	struct importer *importer;

	mutex_lock(&buffer->mappings_lock);
	importer = list_first_entry_or_null(&buffer->importers,
					    struct importer, link);
	if (importer) {
		dmabuf = importer->attachment->dmabuf;
		get_dma_buf(dmabuf);
	}
	mutex_unlock(&buffer->mappings_lock);
	return dmabuf;
}

void gd_importers_tell(struct gd_buffer *buffer)
{
	struct dma_buf *dmabuf = importers_dmabuf(buffer);
	struct dma_buf_attachment *attachment;

	if (!dmabuf)
		return;
	dma_resv_lock(dmabuf->resv, NULL);
	list_for_each_entry(attachment, &dmabuf->attachments, node)
		if (importer_can_let_go(attachment->priv))
			gd_attachment_invalidate(attachment);
	dma_resv_unlock(dmabuf->resv);
	dma_buf_put(dmabuf);
}

void gd_importers_names(struct gd_buffer *buffer, char *names, size_t size)
{
	struct importer *importer;
	size_t n = 0;

	strscpy(names, "-", size);
	mutex_lock(&buffer->mappings_lock);
	list_for_each_entry(importer, &buffer->importers, link)
		n += scnprintf(names + n, size - n, "%s%s", n ? "," : "",
			       dev_name(importer->attachment->dev));
	mutex_unlock(&buffer->mappings_lock);
}
