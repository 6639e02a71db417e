// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-maptrack DOMID DIRECTORY COUNT: exports until Xen has no mapping slots left, of
 * which block and network back ends need some too. COUNT pages, at least 2300, are
 * mapped again and again, each less than the 128 times that Xen allows. The scenario
 * has put the budgets out of the way.
 */
#include "tests/module/device.h"

#define DIRECTORY_REFS 1023
#define BUFFER_PAGES 65536
#define MAX_BUFFERS 8

static int control;
static uint32_t domid;

/* One page of the directory; returns the reference of the next one. */
static uint32_t directory_read(uint32_t directory, uint32_t *refs, uint32_t n)
{
	struct gntdmabuf_export page;
	uint32_t *words, next;

	if (device_export_refs(control, domid, &directory, 1,
			       GNTDMABUF_FLAG_READ_ONLY, &page))
		bail_out("directory %u", directory);
	words = buffer_mmap(page.fd, 1, PROT_READ);
	next = words[0];
	memcpy(refs, words + 1, n * sizeof(*refs));
	munmap(words, GNTDMABUF_PAGE_SIZE);
	close(page.fd);
	return next;
}

static void refs_fill(uint32_t *refs, uint32_t count, uint32_t directory)
{
	uint32_t i, n;

	for (i = 0; i < count; i += n) {
		n = count - i < DIRECTORY_REFS ? count - i : DIRECTORY_REFS;
		directory = directory_read(directory, refs + i, n);
	}
	for (; i < BUFFER_PAGES; i++)
		refs[i] = refs[i - count];
}

int main(int argc, char **argv)
{
	static struct gntdmabuf_export exports[MAX_BUFFERS];
	uint32_t *refs = calloc(BUFFER_PAGES, sizeof(*refs));
	uint64_t mapped;
	int n = 0, err, i, failed = 0;

	if (argc != 4)
		return 2;
	if (!is_pv()) {
		/* Here the pages that stand in for so many would be memory. */
		check(true,
		      "# SKIP Xen's mapping slots are more than dom0's memory");
		return tap_end();
	}
	domid = argument(argv, 1);
	control = device_open();
	refs_fill(refs, argument(argv, 3), argument(argv, 2));
	do {
		err = device_export_refs(control, domid, refs, BUFFER_PAGES, 0,
					 &exports[n]);
	} while (!err && ++n < MAX_BUFFERS);
	check_result(err, -ENOMEM, "when Xen has no mapping slots left");
	for (i = 0; i < 1000; i++) {
		mapped = device_info(control).module_pages;
		if (mapped == (uint64_t)n * BUFFER_PAGES)
			break;
		usleep(10000);
	}
	check(n >= 2 && i < 1000,
	      "%d buffers are there, and nothing of the one that did not fit",
	      n);
	for (i = 0; i < n; i++) {
		close(exports[i].fd);
		failed += device_wait(control, exports[i].handle, 60000) != 0;
	}
	check(!failed, "all are released");
	err = device_export_refs(control, domid, refs, BUFFER_PAGES, 0,
				 &exports[0]);
	check_result(err, 0, "and there is room again");
	close(exports[0].fd);
	check_result(device_wait(control, exports[0].handle, 60000), 0,
		     "released");
	return tap_end();
}
