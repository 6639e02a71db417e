// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-errors DOMID GOOD SHORT SELF LOOP ZERO DEAD READ-ONLY REF: what must fail,
 * and that it leaves nothing behind. All but READ-ONLY and REF are directories of
 * 1500 pages, each bad in its way but the first; READ-ONLY is a directory of one
 * page that the guest granted for reading only; REF is a data reference.
 */
#include <stddef.h>

#include "tests/module/mainline.h"
#include "tests/module/device.h"

#define COUNT 1500

static uint32_t domid, good;
static int control;

/* An export that must fail with @want; all that is in use is as before. */
static void check_refused(struct gntdmabuf_export export, int want,
			  const char *what)
{
	unsigned int fds = open_fds();

	check_result(device_ioctl(control, GNTDMABUF_IOCTL_EXPORT, &export),
		     want, what);
	if (open_fds() != fds)
		check(false, "%s: left a descriptor", what);
}

static struct gntdmabuf_export from_directory(uint32_t directory)
{
	return (struct gntdmabuf_export) {
		.flags = GNTDMABUF_FLAG_DIRECTORY,
		.domid = domid,
		.count = COUNT,
		.directory = directory,
	};
}

static void test_bad_directories(char **argv)
{
	check_refused(from_directory(argument(argv, 3)), -EBADMSG,
		      "a directory that ends too early");
	check_refused(from_directory(argument(argv, 4)), -EBADMSG,
		      "a directory page that names itself");
	check_refused(from_directory(argument(argv, 5)), -EBADMSG,
		      "a directory that comes back to its beginning");
	check_refused(from_directory(argument(argv, 6)), -EBADMSG,
		      "reference 0 in a directory");
	check_refused(from_directory(argument(argv, 7)), -EACCES,
		      "a directory that goes on at a page of nobody");
	check_refused(from_directory(0), -EBADMSG, "directory 0");
	check_refused(from_directory(0xffffffff), -EACCES,
		      "directory 4294967295");
}

static void test_bad_numbers(void)
{
	struct gntdmabuf_export export;

	export = from_directory(good);
	export.count = 0;
	check_refused(export, -EINVAL, "0 pages");
	export.count = 0xffffffff;
	check_refused(export, -E2BIG, "4294967295 pages");
	export = from_directory(good);
	export.offset = 4096;
	check_refused(export, -EINVAL, "data that begins behind the first page");
	export = from_directory(good);
	export.domid = 0xffffffff;
	check_refused(export, -EINVAL, "domain 4294967295");
	export.domid = 0x7ff0;
	check_refused(export, -EINVAL, "the domain number for oneself");
	export.domid = 0x7fef;
	check_refused(export, -ESRCH, "a domain that is not there");
}

static void test_bad_fields(void)
{
	struct gntdmabuf_export export = from_directory(good);

	export.flags |= 1U << 31;
	check_refused(export, -EINVAL, "an unknown flag");
	export = from_directory(good);
	export.reserved = 1;
	check_refused(export, -EINVAL, "a reserved field");
	export = from_directory(good);
	export.refs = 1;
	check_refused(export, -EINVAL, "references and a directory");
	export.flags = 0;
	check_refused(export, -EINVAL, "a directory without its flag");
	export.directory = 0;
	check_refused(export, -EFAULT, "references at a bad address");
	export = from_directory(good);
	export.flags |= GNTDMABUF_FLAG_WRITE_COMBINE;
	export.flags |= GNTDMABUF_FLAG_COHERENT;
	check_refused(export, -EINVAL, "write-combine and coherent");
}

static void test_bad_references(uint32_t read_only, uint32_t ref)
{
	uint32_t refs[2] = { ref, 3999999 };
	struct gntdmabuf_export export;

	check_result(device_export_refs(control, domid, refs, 2, 0, &export),
		     -EACCES, "a reference that was not granted");
	/* Reference 1 of a guest is xenstore's or the console's: for another. */
	check_result(device_export_directory(control, domid, read_only, 1, 0,
					     &export), -EACCES,
		     "a page granted for reading only, for writing");
	if (!check_result(device_export_directory(control, domid, read_only, 1,
						  GNTDMABUF_FLAG_READ_ONLY,
						  &export), 0,
			  "mainline bug 5: the same, for reading"))
		return;
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0, "released");
}

/* The structure is there to be read, but not to be written. */
static void test_copy_out_fails(void)
{
	struct gntdmabuf_export *export;
	unsigned int fds = open_fds();
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	export = page;
	*export = from_directory(good);
	mprotect(page, 4096, PROT_READ);
	check_result(device_ioctl(control, GNTDMABUF_IOCTL_EXPORT, export),
		     -EFAULT, "nowhere to say the descriptor");
	check(open_fds() == fds,
	      "mainline fix dma-heap v3: EFAULT on the copy-out leaks no descriptor");
	munmap(page, 4096);
}

static void test_mainline_copy_out_fails(uint32_t ref)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs *op;
	unsigned int fds = open_fds();
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	op = page;
	op->domid = domid;
	op->count = 1;
	op->refs[0] = ref;
	mprotect(page, 4096, PROT_READ);
	check_result(device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS,
				  op), -EFAULT, "mainline: likewise");
	check(open_fds() == fds, "mainline: no descriptor either");
	munmap(page, 4096);
}

/* A longer structure, as a newer program has it. */
static void test_versions(void)
{
	struct {
		struct gntdmabuf_info info;
		uint64_t more;
	} newer = { .more = 0 };
	const unsigned long request = _IOWR('G', 0x48, newer);

	check_result(device_ioctl(control, request, &newer), 0,
		     "a newer structure, nothing new asked");
	check(newer.info.abi_version == GNTDMABUF_ABI_VERSION,
	      "is answered as far as the kernel knows");
	newer.more = 1;
	check_result(device_ioctl(control, request, &newer), -E2BIG,
		     "a newer structure, something new asked");
	check_result(device_ioctl(control, _IOWR('G', 0x48, uint32_t), &newer),
		     -EINVAL, "a structure that is too short");
	check_result(device_ioctl(control, _IOWR('G', 0x7f, newer), &newer),
		     -ENOTTY, "an unknown ioctl");
	check_result(device_ioctl(control, _IOWR('X', 0x48, newer), &newer),
		     -ENOTTY, "an ioctl of somebody else");
}

static void test_not_there_yet(void)
{
	struct gntdmabuf_import import = { 0 };
	struct gntdmabuf_revoke revoke = { 0 };
	uint64_t features = device_info(control).features;

	check((features & GNTDMABUF_FEATURE_IMPORT) ||
	      device_ioctl(control, GNTDMABUF_IOCTL_IMPORT, &import) ==
	      -EOPNOTSUPP, "import is there or says that it is not");
	check((features & GNTDMABUF_FEATURE_REVOKE) ||
	      device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke) ==
	      -EOPNOTSUPP, "so is revocation");
}

int main(int argc, char **argv)
{
	if (argc != 10)
		return 2;
	domid = argument(argv, 1);
	good = argument(argv, 2);
	control = device_open();
	test_bad_directories(argv);
	test_bad_numbers();
	test_bad_fields();
	test_bad_references(argument(argv, 8), argument(argv, 9));
	test_copy_out_fails();
	test_mainline_copy_out_fails(argument(argv, 9));
	test_versions();
	test_not_there_yet();
	return tap_end();
}
