// SPDX-License-Identifier: GPL-2.0-only
#include "debugfs.h"

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "buffer.h"
#include "charge.h"
#include "importers.h"
#include "pool.h"
#include "registry.h"

static struct dentry *directory;

static void buffer_show(void *context, struct gd_buffer *b)
{
	static const char *const states[] = {
		[GNTDMABUF_STATE_LIVE] = "live",
		[GNTDMABUF_STATE_REVOKED] = "revoked",
		[GNTDMABUF_STATE_RELEASING] = "releasing",
		[GNTDMABUF_STATE_RELEASED] = "released",
	};
	/* It stands in fdinfo and maps of whoever has the dma-buf. */
	struct inode *inode = READ_ONCE(b->inode);
	char importers[128];

	gd_importers_names(b, importers, sizeof(importers));
	seq_printf(context, "%#llx %u %u %s %s %d %d %d %d %s %u %u %lu %s %d %s\n",
		   b->handle, b->domid, b->pages, states[gd_buffer_state(b)],
		   b->read_only ? "ro" : "rw", atomic_read(&b->attachments),
		   atomic_read(&b->dma_maps), atomic_read(&b->cpu_maps),
		   atomic_read(&b->vmaps), b->is_import ? "import" : "export",
		   gd_buffer_pending(b), b->unmap_tries,
		   inode ? inode->i_ino : 0, importers, b->pid, b->comm);
}

static int buffers_show(struct seq_file *seq, void *unused)
{
	seq_puts(seq, "handle domain pages state access attachments dma_maps cpu_maps vmaps kind pending unmap_tries inode importers pid command\n");
	gd_buffers_visit(buffer_show, seq);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(buffers);

static int counters_show(struct seq_file *seq, void *unused)
{
	seq_printf(seq, "buffers %llu\n", gd_buffers_count());
	seq_printf(seq, "zombies %llu\n", gd_buffers_zombies());
	seq_printf(seq, "pending %llu\n", gd_buffers_pending());
	seq_printf(seq, "pages %llu\n", gd_charged());
	seq_printf(seq, "pool_pages %llu\n", gd_pool_pages());
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

void gd_debugfs_init(void)
{
	directory = debugfs_create_dir("gntdev-dmabuf", NULL);
	debugfs_create_file("buffers", 0400, directory, NULL, &buffers_fops);
	debugfs_create_file("counters", 0400, directory, NULL, &counters_fops);
}

void gd_debugfs_exit(void)
{
	debugfs_remove_recursive(directory);
}
