// SPDX-License-Identifier: GPL-2.0-only
/*
 * gntdmabuf-import DOMID PAGES CARD: a buffer of graphics card CARD (/dev/dri/card0)
 * as grants for a domain: prints a reference a line, and then an empty one. At the end
 * of stdin it takes them back, waits until the domain has unmapped its last page, and
 * prints the buffer's first word.
 *
 *	cc import.c $(pkg-config --cflags --libs libgntdmabuf libdrm)
 */
#include <errno.h>
#include <fcntl.h>
#include <gntdmabuf.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xf86drm.h>

static int fail(const char *what, int err)
{
	fprintf(stderr, "%s: %s\n", what, strerror(-err));
	return 1;
}

/* A dma-buf; any exporter of ordinary memory would do. */
static int buffer_create(const char *card, uint32_t pages)
{
	struct drm_mode_create_dumb dumb = {
		.width = 1024, .height = pages, .bpp = 32,
	};
	int fd = open(card, O_RDWR | O_CLOEXEC), dmabuf;

	if (fd < 0 || drmIoctl(fd, DRM_IOCTL_MODE_CREATE_DUMB, &dumb) ||
	    drmPrimeHandleToFD(fd, dumb.handle, DRM_CLOEXEC | DRM_RDWR, &dmabuf))
		return -errno;
	return dmabuf;
}

int main(int argc, char **argv)
{
	struct gntdmabuf_event event = { 0 };
	uint32_t pages = argc == 4 ? strtoul(argv[2], NULL, 0) : 0, i, *refs, *words;
	struct pollfd pollfd = { .events = POLLIN };
	struct gntdmabuf *g;
	uint64_t handle;
	int dmabuf, err;

	if (!pages) {
		fprintf(stderr, "usage: %s DOMID PAGES CARD\n", argv[0]);
		return 2;
	}
	dmabuf = buffer_create(argv[3], pages);
	if (dmabuf < 0)
		return fail(argv[3], dmabuf);
	words = mmap(NULL, 4096, PROT_READ, MAP_SHARED, dmabuf, 0);
	refs = calloc(pages, sizeof(*refs));
	if (words == MAP_FAILED || !refs)
		return fail("memory", -errno);
	err = gntdmabuf_open(&g);
	if (!err)
		err = gntdmabuf_import_refs(g, strtoul(argv[1], NULL, 0), dmabuf,
					    0, refs, pages, 0, &handle);
	if (err)
		return fail("import", err);
	for (i = 0; i < pages; i++)
		printf("%u\n", refs[i]);
	printf("\n");
	fflush(stdout);
	while (getchar() != EOF)
		;
	err = gntdmabuf_release(g, handle);
	pollfd.fd = gntdmabuf_fd(g);
	while (!err && event.type != GNTDMABUF_IMPORT_ENDED) {
		poll(&pollfd, 1, -1);
		err = gntdmabuf_read_event(g, &event);
	}
	printf("%08x\n", words[0]);
	gntdmabuf_close(g);
	return err ? fail("release", err) : 0;
}
