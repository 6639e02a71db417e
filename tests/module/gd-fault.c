// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-fault DOMID DIRECTORY COUNT REF: results that cannot be handed over, because
 * the caller's memory can be read and not written, ends too early, or is not there.
 * Nothing may be left: no descriptor, no buffer, no grant, no reference.
 */
#include <sys/resource.h>

#include "tests/module/import.h"
#include "tests/module/kernel/gd-exporter.h"
#include "tests/module/mainline.h"

#define PAGE GNTDMABUF_PAGE_SIZE

static int control, memory;
static uint32_t domid, directory, count, ref;
static uint8_t *page;	/* what follows it is not there */

/* Whether a failed call left everything as it was, or does so in a moment. */
static bool nothing_left(unsigned int fds, long references)
{
	int i;

	if (!device_idles(control) || open_fds() != fds ||
	    device_info(control).descriptor_pages)
		return false;
	for (i = 0; i < 100 && module_references() != references; i++)
		usleep(10000);
	return i < 100;
}

/* A call whose argument, of @size octets, cannot be written. */
static void check_unwritable(unsigned long request, const void *arg,
			     size_t size, const char *what)
{
	long references = module_references();
	unsigned int fds = open_fds();
	int err;

	memcpy(page, arg, size);
	mprotect(page, PAGE, PROT_READ);
	err = device_ioctl(control, request, page);
	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
	check(err == -EFAULT && nothing_left(fds, references), "%s: %d", what,
	      err);
}

static uint64_t released_handle(void)
{
	struct gntdmabuf_export export;

	if (device_export_refs(control, domid, &ref, 1, 0, &export))
		bail_out("export");
	close(export.fd);
	device_wait(control, export.handle, 5000);
	return export.handle;
}

static void test_own_ioctls(void)
{
	uint32_t refs[4];
	struct gntdmabuf_export from_directory = {
		.flags = GNTDMABUF_FLAG_DIRECTORY, .domid = domid,
		.count = count, .directory = directory,
	};
	struct gntdmabuf_export from_refs = {
		.domid = domid, .count = 1, .refs = (uintptr_t)&ref,
	};
	struct gntdmabuf_import import = {
		.domid = domid, .fd = memory, .count = 4,
		.refs = (uintptr_t)refs,
	};
	struct gntdmabuf_query query = { .handle = released_handle() };
	struct gntdmabuf_info info = { 0 };

	check_unwritable(GNTDMABUF_IOCTL_EXPORT, &from_directory,
			 sizeof(from_directory),
			 "mainline fix dma-heap v3: EXPORT of a directory publishes no descriptor before the copy-out");
	check_unwritable(GNTDMABUF_IOCTL_EXPORT, &from_refs, sizeof(from_refs),
			 "EXPORT of references publishes no descriptor before the copy-out");
	check_unwritable(GNTDMABUF_IOCTL_IMPORT, &import, sizeof(import),
			 "IMPORT keeps no reference when its handle cannot be told");
	import.refs = (uintptr_t)page + 64;
	check_unwritable(GNTDMABUF_IOCTL_IMPORT, &import, sizeof(import),
			 "IMPORT keeps no reference when those cannot be told");
	check_unwritable(GNTDMABUF_IOCTL_INFO, &info, sizeof(info), "INFO");
	check_unwritable(GNTDMABUF_IOCTL_QUERY, &query, sizeof(query), "QUERY");
}

static void test_mainline_ioctls(void)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs export = {
		.count = 1, .domid = domid, .refs = { ref },
	};
	struct ioctl_gntdev_dmabuf_imp_to_refs import = {
		.fd = memory, .count = 4, .domid = domid,
	};

	check_unwritable(IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS, &export,
			 sizeof(export),
			 "mainline fix dma-heap v3: mainline's export publishes no descriptor before the copy-out");
	check_unwritable(IOCTL_GNTDEV_DMABUF_IMP_TO_REFS, &import,
			 sizeof(import),
			 "mainline's import keeps no reference that cannot be told");
}

/* The last reference is beyond the end of memory. */
static void test_memory_that_ends(void)
{
	struct ioctl_gntdev_dmabuf_imp_to_refs *import =
		(void *)(page + PAGE - sizeof(*import) - 2 * sizeof(uint32_t));
	struct ioctl_gntdev_dmabuf_exp_from_refs *export =
		(void *)(page + PAGE - sizeof(*export));
	uint32_t *refs = (uint32_t *)(page + PAGE) - 3;
	long references = module_references();
	unsigned int fds = open_fds();
	struct gntdmabuf_export out;
	uint64_t handle;

	check(device_import_refs(control, domid, memory, 0, 4, 0, refs,
				 &handle) == -EFAULT &&
	      nothing_left(fds, references),
	      "room for three references of four");
	import->fd = memory;
	import->count = 4;
	import->domid = domid;
	check(device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_TO_REFS,
			   import) == -EFAULT && nothing_left(fds, references),
	      "the same by mainline's ioctl");
	refs[0] = refs[1] = refs[2] = ref;
	check(device_export_refs(control, domid, refs, 4, 0, &out) == -EFAULT &&
	      nothing_left(fds, references), "three references of four");
	export->flags = 0;
	export->count = 2;
	export->domid = domid;
	export->refs[0] = ref;
	check(device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS,
			   export) == -EFAULT && nothing_left(fds, references),
	      "the same by mainline's ioctl");
}

/* Every ioctl, own and mainline's, with no memory at all. */
static void test_no_memory(void)
{
	static const unsigned long requests[] = {
		GNTDMABUF_IOCTL_EXPORT, GNTDMABUF_IOCTL_IMPORT,
		GNTDMABUF_IOCTL_RELEASE, GNTDMABUF_IOCTL_WAIT,
		GNTDMABUF_IOCTL_REVOKE, GNTDMABUF_IOCTL_QUERY,
		GNTDMABUF_IOCTL_RESTRICT, GNTDMABUF_IOCTL_POLICY,
		GNTDMABUF_IOCTL_INFO, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS,
		IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED,
		IOCTL_GNTDEV_DMABUF_IMP_TO_REFS, IOCTL_GNTDEV_DMABUF_IMP_RELEASE,
	};
	size_t i, n = sizeof(requests) / sizeof(*requests), refused = 0;

	for (i = 0; i < n; i++)
		refused += device_ioctl(control, requests[i],
					page + PAGE) == -EFAULT;
	check(refused == n, "%zu of %zu ioctls say EFAULT", refused, n);
}

/* vfio freed twice what it could not give a descriptor. */
static void test_no_descriptor_left(void)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs op = {
		.count = 1, .domid = domid, .refs = { ref },
	};
	struct rlimit before, none = { 0 };
	long references = module_references();
	unsigned int fds = open_fds();
	struct gntdmabuf_export export;
	int err, mainline_err;

	/* What is open stays open; no number below the limit is free. */
	getrlimit(RLIMIT_NOFILE, &before);
	none.rlim_max = before.rlim_max;
	setrlimit(RLIMIT_NOFILE, &none);
	err = device_export_refs(control, domid, &ref, 1, 0, &export);
	mainline_err = device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS,
				    &op);
	setrlimit(RLIMIT_NOFILE, &before);
	check(err == -EMFILE && mainline_err == -EMFILE &&
	      nothing_left(fds, references),
	      "vfio bug e98137f0a874: no descriptor left, and nothing is freed twice");
}

/* REVOKE is the one that cannot be undone: its documentation says so. */
static void test_revoke(void)
{
	struct gntdmabuf_revoke *revoke = (void *)page;
	struct gntdmabuf_export export;

	if (device_export_refs(control, domid, &ref, 1, 0, &export))
		bail_out("export");
	*revoke = (struct gntdmabuf_revoke) { .handle = export.handle };
	mprotect(page, PAGE, PROT_READ);
	check_result(device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, revoke),
		     -EFAULT, "REVOKE that cannot tell how many");
	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "has revoked nevertheless");
	close(export.fd);
}

int main(int argc, char **argv)
{
	struct gd_exporter_create create = {
		.kind = GD_EXPORTER_SCATTERED, .count = 4,
	};
	int exporter = open("/dev/gd-exporter", O_RDWR | O_CLOEXEC);

	if (argc != 5)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	ref = argument(argv, 4);
	control = device_open();
	memory = ioctl(exporter, GD_EXPORTER_CREATE, &create);
	page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory < 0 || page == MAP_FAILED || munmap(page + PAGE, PAGE))
		bail_out("%s", strerror(errno));
	test_own_ioctls();
	test_mainline_ioctls();
	test_memory_that_ends();
	test_no_memory();
	test_no_descriptor_left();
	test_revoke();
	return tap_end();
}
