/* SPDX-License-Identifier: GPL-2.0-only */
/* dma-bufs of dom0's own memory. */
#ifndef TESTS_MODULE_MEMORY_H
#define TESTS_MODULE_MEMORY_H

#include <errno.h>
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>

#include "tests/module/card.h"
#include "tests/module/tap.h"

/* A dma-buf of @card's, by way of a dumb buffer; or -errno. DRM_RDWR: writable. */
static inline int memory_of_card(int card, uint32_t pages, int flags)
{
	struct drm_mode_create_dumb create = {
		.width = 1024, .height = pages, .bpp = 32,
	};
	struct drm_gem_close gem_close = { 0 };
	struct drm_prime_handle prime = { .flags = DRM_CLOEXEC | flags };
	int err = 0;

	if (drmIoctl(card, DRM_IOCTL_MODE_CREATE_DUMB, &create))
		return -errno;
	prime.handle = create.handle;
	if (drmIoctl(card, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime))
		err = -errno;
	/* From here on only the dma-buf has it. */
	gem_close.handle = create.handle;
	drmIoctl(card, DRM_IOCTL_GEM_CLOSE, &gem_close);
	return err ? err : prime.fd;
}

/* A writable dma-buf of ordinary memory; the test ends if there is none. */
static inline int memory_of_vgem(uint32_t pages)
{
	int vgem = card_open("vgem"), fd;

	if (vgem < 0)
		bail_out("no vgem");
	fd = memory_of_card(vgem, pages, DRM_RDWR);
	if (fd < 0)
		bail_out("vgem: %s", strerror(-fd));
	close(vgem);
	return fd;
}

/* A dma-buf of shared memory; or -errno, -ENOENT where the kernel has none. */
static inline int memory_of_user(uint32_t pages)
{
	size_t size = (size_t)pages * 4096;
	struct udmabuf_create create = {
		.flags = UDMABUF_FLAGS_CLOEXEC, .size = size,
	};
	int device = open("/dev/udmabuf", O_RDWR | O_CLOEXEC), memfd, fd;

	if (device < 0)
		return -errno;
	memfd = memfd_create("memory", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	create.memfd = memfd;
	if (memfd < 0 || ftruncate(memfd, size) ||
	    fcntl(memfd, F_ADD_SEALS, F_SEAL_SHRINK))
		fd = -errno;
	else
		fd = ioctl(device, UDMABUF_CREATE, &create);
	if (fd == -1)
		fd = -errno;
	if (memfd >= 0)
		close(memfd);
	close(device);
	return fd;
}

#endif
