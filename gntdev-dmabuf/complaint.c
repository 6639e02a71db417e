// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "complaint.h"

#include <linux/jiffies.h>
#include <linux/printk.h>

#include "buffer.h"
#include "importers.h"

#define NAMES 64

static void complain_zombie(struct gd_buffer *buffer, unsigned int seconds)
{
	char names[NAMES];

	gd_importers_names(buffer, names, sizeof(names));
	pr_notice_ratelimited("domain %u: buffer %#llx of %u pages, made by %s[%d], was revoked %u s ago and is still held by devices %s (%d mappings) and %d kernel mappings: close what imported it\n",
			      buffer->domid, buffer->handle, buffer->pages,
			      buffer->comm, buffer->pid, seconds, names,
			      atomic_read(&buffer->dma_maps),
			      atomic_read(&buffer->vmaps));
}

static void complain_import(struct gd_buffer *buffer, unsigned int seconds)
{
	pr_notice_ratelimited("domain %u: import %#llx, made by %s[%d], ended %u s ago, but the domain still maps %u of its %u pages: they stay pinned until it unmaps them or is destroyed\n",
			      buffer->domid, buffer->handle, buffer->comm,
			      buffer->pid, seconds, gd_buffer_pending(buffer),
			      buffer->pages);
}

static void complain_export(struct gd_buffer *buffer, unsigned int seconds)
{
	pr_notice_ratelimited("domain %u: %u pages of buffer %#llx, made by %s[%d], could not be unmapped for %u s: something in this kernel still uses them, direct I/O perhaps\n",
			      buffer->domid, gd_buffer_pending(buffer),
			      buffer->handle, buffer->comm, buffer->pid,
			      seconds);
}

void gd_complain(struct gd_buffer *buffer)
{
	unsigned int seconds = jiffies_to_msecs(jiffies - buffer->retired) / 1000;

	switch (gd_buffer_state(buffer)) {
	case GNTDMABUF_STATE_REVOKED:
		complain_zombie(buffer, seconds);
		break;
	case GNTDMABUF_STATE_RELEASING:
		if (buffer->is_import)
			complain_import(buffer, seconds);
		else
			complain_export(buffer, seconds);
		break;
	case GNTDMABUF_STATE_LIVE:
	case GNTDMABUF_STATE_RELEASED:
		break;
	}
}
