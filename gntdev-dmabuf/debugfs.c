// SPDX-License-Identifier: GPL-2.0-only
#include "debugfs.h"

#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "buffer.h"
#include "charge.h"
#include "pool.h"

static struct dentry *directory;

static int buffers_show(struct seq_file *seq, void *unused)
{
	gd_buffers_show(seq);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(buffers);

static int counters_show(struct seq_file *seq, void *unused)
{
	seq_printf(seq, "buffers %llu\n", gd_buffers_count());
	seq_printf(seq, "zombies %llu\n", gd_buffers_zombies());
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
