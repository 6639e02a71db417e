// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/delivery.h"

#include <errno.h>
#include <linux/dma-buf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE_OCTETS 4096

static int sync_run(int fd, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_WRITE | flags };

	while (ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync))
		if (errno != EINTR && errno != EAGAIN)
			return -errno;
	return 0;
}

static int pages_write(int fd, size_t length, const void *data, size_t size)
{
	void *pages;
	int rc;

	pages = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (pages == MAP_FAILED)
		return -errno;
	rc = sync_run(fd, DMA_BUF_SYNC_START);
	if (!rc) {
		memcpy(pages, data, size);
		rc = sync_run(fd, DMA_BUF_SYNC_END);
	}
	munmap(pages, length);
	return rc;
}

int delivery_send(struct loans *loans, uint32_t directory, const void *data,
		  size_t size, const struct answer *answer, struct violation *why)
{
	uint64_t pages = (size + PAGE_OCTETS - 1) / PAGE_OCTETS;
	struct loan *loan;
	int fd, rc;

	rc = loan_take(loans, directory, pages, &loan, &fd, why);
	if (rc)
		return rc;
	rc = pages_write(fd, pages * PAGE_OCTETS, data, size);
	close(fd);
	loan_end(loans, loan, rc ? NULL : answer);
	return rc ? violation(why, rc, NULL, 0, "%s", strerror(-rc)) : 0;
}
