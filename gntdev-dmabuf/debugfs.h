/* SPDX-License-Identifier: GPL-2.0-only */
/* /sys/kernel/debug/gntdev-dmabuf: who holds what, for people and for tests. */
#ifndef GD_DEBUGFS_H
#define GD_DEBUGFS_H

void gd_debugfs_init(void);
void gd_debugfs_exit(void);

#endif
