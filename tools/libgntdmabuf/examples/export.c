// SPDX-License-Identifier: GPL-2.0-only
/*
 * gntdmabuf-export DOMID DIRECTORY WIDTH HEIGHT: the picture that a domain granted,
 * XRGB8888 and without padding, as a PPM on stdout. DIRECTORY is the reference of its
 * page directory's first page.
 *
 *	cc export.c $(pkg-config --cflags --libs libgntdmabuf)
 */
#include <gntdmabuf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int fail(const char *what, int err)
{
	fprintf(stderr, "%s: %s\n", what, strerror(-err));
	return 1;
}

static int ppm_write(const uint32_t *pixels, unsigned long w, unsigned long h)
{
	unsigned long i;

	printf("P6\n%lu %lu\n255\n", w, h);
	for (i = 0; i < w * h; i++) {
		putchar(pixels[i] >> 16);
		putchar(pixels[i] >> 8);
		putchar(pixels[i]);
	}
	return fflush(stdout) || ferror(stdout);
}

int main(int argc, char **argv)
{
	struct gntdmabuf_buffer buffer;
	unsigned long domid, directory, w, h, pages;
	struct gntdmabuf *g;
	uint32_t *pixels;
	int err;

	if (argc != 5) {
		fprintf(stderr, "usage: %s DOMID DIRECTORY WIDTH HEIGHT\n", argv[0]);
		return 2;
	}
	domid = strtoul(argv[1], NULL, 0);
	directory = strtoul(argv[2], NULL, 0);
	w = strtoul(argv[3], NULL, 0) & 0xffff;
	h = strtoul(argv[4], NULL, 0) & 0xffff;
	pages = (w * h * 4 + 4095) / 4096;

	err = gntdmabuf_open(&g);
	if (err)
		return fail("gntdev-dmabuf", err);
	/* Whatever happens below, only this domain can be meant. */
	err = gntdmabuf_restrict(g, domid, pages + 1);
	if (!err)
		err = gntdmabuf_export_directory(g, domid, directory, pages,
						 GNTDMABUF_READ_ONLY, &buffer);
	if (err)
		return fail("export", err);
	pixels = mmap(NULL, pages * 4096, PROT_READ, MAP_SHARED, buffer.fd, 0);
	if (pixels == MAP_FAILED || ppm_write(pixels, w, h)) {
		perror("picture");
		return 1;
	}
	munmap(pixels, pages * 4096);
	close(buffer.fd);
	err = gntdmabuf_wait_released(g, buffer.handle, 5000);
	gntdmabuf_close(g);
	return err ? fail("release", err) : 0;
}
