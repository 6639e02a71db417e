/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel wants around a look into a mapped dma-buf. */
#ifndef TOOLS_COMMON_DMABUF_H
#define TOOLS_COMMON_DMABUF_H

#include <errno.h>
#include <linux/dma-buf.h>
#include <stdint.h>
#include <sys/ioctl.h>

/*
 * @flags: DMA_BUF_SYNC_START or _END, with _READ or _WRITE. 0 or -errno: an
 * interruption is none, it is tried again.
 */
static inline int dmabuf_sync(int fd, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = flags };

	while (ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync))
		if (errno != EINTR && errno != EAGAIN)
			return -errno;
	return 0;
}

#endif
