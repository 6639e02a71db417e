// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-xengnttab DOMID SEED REF...: libxengnttab as it is, with our device in place of
 * mainline's. The references are the first pages of a buffer of pattern SEED.
 */
#include <sched.h>
#include <sys/mount.h>
#include <xengnttab.h>

#include "tests/module/device.h"
#include "tests/module/kernel/gd-exporter.h"
#include "tests/module/pattern.h"

#define MAINLINE_PATH "/dev/xen/gntdev"
#define MAX_REFS 64

static xengnttab_handle *gnttab;
static uint32_t domid, seed, count, refs[MAX_REFS];

/* In this process alone the library finds our device by mainline's name. */
static void device_take_place(void)
{
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount(DEVICE_PATH, MAINLINE_PATH, NULL, MS_BIND, NULL))
		bail_out("%s: %s", MAINLINE_PATH, strerror(errno));
}

/* 0 or -errno */
static int result(int ret)
{
	return ret ? -errno : 0;
}

static void test_export(void)
{
	uint32_t fd = -1, *pages;

	if (!check_result(result(xengnttab_dmabuf_exp_from_refs(gnttab, domid,
								0, count, refs,
								&fd)), 0,
			  "xengnttab_dmabuf_exp_from_refs"))
		return;
	pages = buffer_mmap(fd, count, PROT_READ);
	check(pages != MAP_FAILED && !pattern_errors(pages, count, seed),
	      "the guest's pages are seen");
	munmap(pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	check_result(result(xengnttab_dmabuf_exp_wait_released(gnttab, fd, 50)),
		     -ETIMEDOUT, "xengnttab_dmabuf_exp_wait_released, in use");
	close(fd);
	check_result(result(xengnttab_dmabuf_exp_wait_released(gnttab, fd,
							       5000)), 0,
		     "xengnttab_dmabuf_exp_wait_released, closed");
	check_result(result(xengnttab_dmabuf_exp_wait_released(gnttab, fd, 0)),
		     0, "xengnttab_dmabuf_exp_wait_released, released before");
}

static void test_export_refused(void)
{
	uint32_t fd, bad = 3999999;

	check_result(result(xengnttab_dmabuf_exp_from_refs(gnttab, domid, 0, 1,
							   &bad, &fd)), -EINVAL,
		     "a reference that nobody granted");
	check_result(result(xengnttab_dmabuf_exp_from_refs(gnttab, domid, 0, 0,
							   refs, &fd)), -EINVAL,
		     "no reference");
}

static void test_import(void)
{
	struct gd_exporter_create create = {
		.kind = GD_EXPORTER_SCATTERED, .count = 5,
	};
	int exporter = open("/dev/gd-exporter", O_RDWR | O_CLOEXEC);
	int memory = ioctl(exporter, GD_EXPORTER_CREATE, &create);
	uint32_t out[5] = { 0 };

	if (memory < 0)
		bail_out("gd-exporter: %s", strerror(errno));
	check_result(result(xengnttab_dmabuf_imp_to_refs(gnttab, domid, memory,
							 4, out)), -EINVAL,
		     "xengnttab_dmabuf_imp_to_refs, not the whole buffer");
	check_result(result(xengnttab_dmabuf_imp_to_refs(gnttab, domid, memory,
							 5, out)), 0,
		     "xengnttab_dmabuf_imp_to_refs");
	check(out[0] && out[1] && out[2] && out[3] && out[4] &&
	      out[0] != out[4], "five references");
	check_result(result(xengnttab_dmabuf_imp_release(gnttab, memory)), 0,
		     "xengnttab_dmabuf_imp_release");
	check_result(result(xengnttab_dmabuf_imp_release(gnttab, memory)),
		     -ENOENT, "xengnttab_dmabuf_imp_release, again");
	check_result(result(xengnttab_dmabuf_imp_to_refs(gnttab, domid,
							 exporter, 1, out)),
		     -EINVAL, "xengnttab_dmabuf_imp_to_refs, no dma-buf");
	close(memory);
	close(exporter);
}

int main(int argc, char **argv)
{
	int watcher;

	if (argc < 4 || argc > 3 + MAX_REFS)
		return 2;
	domid = argument(argv, 1);
	seed = argument(argv, 2);
	for (count = 0; argv[3 + count]; count++)
		refs[count] = argument(argv, 3 + count);
	device_take_place();
	watcher = device_open();
	gnttab = xengnttab_open(NULL, 0);
	if (!check(gnttab, "xengnttab_open"))
		return tap_end();
	test_export();
	test_export_refused();
	test_import();
	check_result(result(xengnttab_close(gnttab)), 0, "xengnttab_close");
	check(device_idles(watcher), "nothing is left");
	return tap_end();
}
