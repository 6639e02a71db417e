// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/delivery.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/common/dmabuf.h"
#include "tools/common/pages.h"

static int pages_write(int fd, size_t length, const void *data, size_t size)
{
	void *pages;
	int rc;

	pages = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (pages == MAP_FAILED)
		return -errno;
	rc = dmabuf_sync(fd, DMA_BUF_SYNC_WRITE | DMA_BUF_SYNC_START);
	if (!rc) {
		memcpy(pages, data, size);
		rc = dmabuf_sync(fd, DMA_BUF_SYNC_WRITE | DMA_BUF_SYNC_END);
	}
	munmap(pages, length);
	return rc;
}

int delivery_send(struct loans *loans, uint32_t directory, const void *data,
		  size_t size, const struct answer *answer, struct violation *why)
{
	uint64_t pages = pages_of(size);
	struct loan *loan;
	int fd, rc;

	rc = loan_take(loans, directory, pages, &loan, &fd, why);
	if (rc)
		return rc;
	rc = pages_write(fd, pages * PAGES_OCTETS, data, size);
	close(fd);
	loan_end(loans, loan, rc ? NULL : answer);
	return rc ? violation(why, rc, NULL, 0, "%s", strerror(-rc)) : 0;
}
