// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-import errors DOMID OWN-REF LOOP: what cannot be imported, says why, and
 * leaves nothing behind. OWN-REF is a page that the domain grants to us, LOOP a
 * directory that comes back to its beginning.
 *
 * gd-import refs DOMID FLAG-FILE: grants two pages in the middle of a buffer, the
 * second for reading only, writes their references to FLAG-FILE, and goes on when
 * that is removed.
 *
 * gd-import share DOMID DIRECTORY COUNT FLAG-FILE: grants a buffer of pattern 3
 * through a directory. When FLAG-FILE is removed for the first time the domain has
 * made it pattern 4 and still maps it; for the second time, it does not.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/module/card.h"
#include "tests/module/import.h"
#include "tests/module/mainline.h"
#include "tests/module/memory.h"
#include "tests/module/pattern.h"

static int control, vgem;
static uint32_t domid;

/* A dma-buf of ordinary memory. */
static int memory_create(uint32_t pages, int flags)
{
	int fd = memory_of_card(vgem, pages, flags);

	if (fd < 0)
		bail_out("vgem: %s", strerror(-fd));
	return fd;
}

/* The import ends, and @pending is how many pages the domain maps. */
static void check_release(uint64_t handle, uint32_t pending, const char *what)
{
	struct gntdmabuf_release release = { .handle = handle, .pending = 77 };
	int err = device_ioctl(control, GNTDMABUF_IOCTL_RELEASE, &release);

	check(!err && release.pending == pending, "%s: %d, %u pages pending",
	      what, err, release.pending);
}

static int import_refs(int fd, uint32_t offset, uint32_t count, uint32_t flags,
		       uint32_t *refs, uint64_t *handle)
{
	return device_import_refs(control, domid, fd, offset, count, flags,
				  refs, handle);
}

static int import_directory(int fd, uint32_t count, uint32_t directory,
			    uint64_t *handle)
{
	return device_import_directory(control, domid, fd, count, directory,
				       handle);
}

static int import_release(uint64_t handle)
{
	return device_release(control, handle);
}

static void check_event_ended(uint64_t handle)
{
	struct gntdmabuf_event_record event;

	check(device_event(control, &event, 5000) &&
	      event.type == GNTDMABUF_EVENT_IMPORT_ENDED &&
	      event.domid == domid && event.handle == handle,
	      "an event says that the import has ended");
	check(!device_event(control, &event, 0), "and there is no other");
}

static void test_refused(int memory, uint32_t loop)
{
	int null = open("/dev/null", O_RDWR);
	int read_only = memory_create(4, 0);
	uint32_t refs[4];
	uint64_t handle;

	check_result(import_refs(memory, 0, 0, 0, refs, &handle), -EINVAL,
		     "no pages");
	check_result(import_refs(memory, 1, 4, 0, refs, &handle), -EINVAL,
		     "beyond the end");
	check_result(import_refs(memory, UINT32_MAX, 4, 0, refs, &handle),
		     -EINVAL, "far beyond the end");
	check_result(import_refs(memory, 0, UINT32_MAX, 0, refs, &handle),
		     -E2BIG, "too many pages");
	check_result(import_refs(memory, 0, 4, 1U << 31, refs, &handle),
		     -EINVAL, "an unknown flag");
	check_result(import_refs(-1, 0, 4, 0, refs, &handle), -EBADF,
		     "no file");
	check_result(import_refs(null, 0, 4, 0, refs, &handle), -ENXIO,
		     "not a dma-buf");
	check_result(import_refs(read_only, 0, 4, 0, refs, &handle), -EACCES,
		     "a read-only dma-buf, to write");
	check_result(import_refs(memory, 0, 4, 0, NULL, &handle), -EFAULT,
		     "nowhere to put the references");
	check_result(import_directory(memory, 4, 0, &handle), -EBADMSG,
		     "directory 0");
	check_result(import_directory(memory, 4, 4000000, &handle), -EACCES,
		     "a directory that is not ours");
	close(read_only);
	read_only = memory_create(2000, DRM_RDWR);
	check_result(import_directory(read_only, 2000, loop, &handle), -EBADMSG,
		     "a directory that comes back to its beginning");
	close(read_only);
	close(null);
}

/* Foreign pages cannot be granted on; mainline would grant whatever is there. */
static void test_foreign_memory(uint32_t own_ref)
{
	struct gntdmabuf_export export;
	uint64_t handle;
	uint32_t ref;

	if (!check(!device_export_refs(control, domid, &own_ref, 1, 0, &export),
		   "a page of the domain's becomes a dma-buf"))
		return;
	check_result(import_refs(export.fd, 0, 1, 0, &ref, &handle), -EREMOTE,
		     "it cannot be granted back");
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it is released");
}

static void test_handles(int memory)
{
	struct gntdmabuf_revoke revoke = { 0 };
	struct gntdmabuf_event_record event;
	struct gntdmabuf_query query;
	uint32_t refs[4], again[4];
	uint64_t handle, second;

	while (device_event(control, &event, 0))
		;
	check_result(import_refs(memory, 0, 4, 0, refs, &handle), 0, "import");
	check(!device_query(control, handle, &query) &&
	      query.state == GNTDMABUF_STATE_LIVE && query.pages == 4 &&
	      query.domid == domid &&
	      query.properties == GNTDMABUF_PROPERTY_IMPORT, "query");
	check_result(device_wait(control, handle, 10), -ETIMEDOUT,
		     "it has not ended");
	revoke.handle = handle;
	check_result(device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke),
		     -ENOENT, "an import is not to be revoked");
	check_result(import_refs(memory, 0, 4, 0, again, &second), 0,
		     "the same pages again");
	check(handle != second && refs[0] != again[0],
	      "get another handle, and other references");
	check_release(second, 0, "release of the second, which nobody maps");
	check_result(device_wait(control, second, 0), 0, "it has ended");
	check_event_ended(second);
	check_result(import_release(second), -ENOENT, "and is no more");
	check_result(import_release(handle), 0, "release of the first");
	check_result(import_release(handle), -ENOENT, "but once");
	check_result(device_wait(control, handle, 5000), 0, "it ends");
	check_event_ended(handle);
	check_result(import_release(0), -ENOENT, "release of nothing");
}

static void locked_memory(int memory, int other)
{
	struct rlimit limit = { 4 * 4096, 4 * 4096 };
	uint64_t first, second, third;
	uint32_t refs[5];

	if (setrlimit(RLIMIT_MEMLOCK, &limit) || setuid(65534))
		exit(10);
	if (import_refs(memory, 0, 5, 0, refs, &first) != -EDQUOT)
		exit(11);
	if (import_refs(memory, 0, 4, 0, refs, &first))
		exit(12);
	/* seed: one page is never charged twice */
	if (import_refs(memory, 0, 4, 0, refs, &second))
		exit(13);
	if (import_refs(other, 0, 1, 0, refs, &third) != -EDQUOT)
		exit(14);
	if (import_release(first) || device_wait(control, first, 5000) ||
	    import_refs(other, 0, 1, 0, refs, &third) != -EDQUOT)
		exit(15);
	if (import_release(second) || device_wait(control, second, 5000) ||
	    import_refs(other, 0, 4, 0, refs, &third))
		exit(16);
	if (import_release(third) || device_wait(control, third, 5000))
		exit(17);
	exit(0);
}

static void test_locked_memory(void)
{
	int memory = memory_create(5, DRM_RDWR);
	int other = memory_create(5, DRM_RDWR);
	int child = fork(), status = -1;

	if (!child)
		locked_memory(memory, other);
	waitpid(child, &status, 0);
	check(!status,
	      "seed mdev: locked memory, each page once, nothing lost (step %d)",
	      WEXITSTATUS(status));
	close(other);
	close(memory);
}

static void test_mainline(int memory)
{
	struct {
		struct ioctl_gntdev_dmabuf_imp_to_refs head;
		uint32_t rest[3];
	} op = { .head = { .fd = memory, .count = 3, .domid = domid } };
	struct ioctl_gntdev_dmabuf_imp_release release = { .fd = memory };

	check_result(device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_TO_REFS,
				  &op), -EINVAL, "mainline: not the whole");
	op.head.count = 4;
	check_result(device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_TO_REFS,
				  &op), 0, "mainline: import");
	check(op.head.refs[0] && op.rest[0] && op.rest[1] && op.rest[2],
	      "mainline: four references");
	check_result(device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_RELEASE,
				  &release), 0, "mainline: release");
	check_result(device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_RELEASE,
				  &release), -ENOENT, "mainline: but once");
}

static void errors(uint32_t own_ref, uint32_t loop)
{
	int memory = memory_create(4, DRM_RDWR);
	uint64_t handle;
	uint32_t ref;

	test_refused(memory, loop);
	test_foreign_memory(own_ref);
	test_handles(memory);
	test_mainline(memory);
	test_locked_memory();
	check_result(import_refs(memory, 0, 1, 0, &ref, &handle), 0,
		     "one is left when the control descriptor is closed");
	close(memory);
	close(control);
}

static void refs(const char *flag)
{
	int memory = memory_create(8, DRM_RDWR);
	uint32_t *pages = buffer_mmap(memory, 8, PROT_READ | PROT_WRITE);
	uint32_t writable, read_only;
	uint64_t handle[2];
	char line[64];

	if (pages == MAP_FAILED)
		bail_out("mmap: %s", strerror(errno));
	pattern_fill(pages + 5 * PATTERN_WORDS, 1, 5);
	pattern_fill(pages + 6 * PATTERN_WORDS, 1, 6);
	check_result(import_refs(memory, 5, 1, 0, &writable, &handle[0]), 0,
		     "page 5");
	check_result(import_refs(memory, 6, 1, GNTDMABUF_FLAG_READ_ONLY,
				 &read_only, &handle[1]), 0,
		     "mainline bug 4: page 6, for reading only");
	snprintf(line, sizeof(line), "%u %u", writable, read_only);
	flag_wait(flag, line);
	check(!pattern_errors(pages + 5 * PATTERN_WORDS, 1, 7),
	      "what the domain wrote to page 5 is there");
	check(!pattern_errors(pages + 6 * PATTERN_WORDS, 1, 6),
	      "page 6 is as it was");
	munmap(pages, 8 * GNTDMABUF_PAGE_SIZE);
	close(memory);
	check_result(import_release(handle[0]), 0, "release");
	check_result(import_release(handle[1]), 0, "release");
	check_result(device_wait(control, handle[0], 5000), 0, "it ends");
	check_result(device_wait(control, handle[1], 5000), 0, "it ends");
}

static void share(uint32_t directory, uint32_t count, const char *flag)
{
	size_t size = (size_t)count * GNTDMABUF_PAGE_SIZE;
	int memory = memory_create(count, DRM_RDWR);
	uint32_t *pages = buffer_mmap(memory, count, PROT_READ | PROT_WRITE);
	struct gntdmabuf_event_record event;
	struct gntdmabuf_query query;
	uint64_t handle;

	if (pages == MAP_FAILED)
		bail_out("mmap: %s", strerror(errno));
	pattern_fill(pages, count, 3);
	if (import_directory(memory, count, directory, &handle))
		bail_out("import");
	flag_wait(flag, "shared");
	check(!pattern_errors(pages, count, 4), "what the domain wrote is there");
	munmap(pages, size);
	close(memory);
	check_release(handle, count, "release while it is mapped");
	check_result(device_wait(control, handle, 300), -ETIMEDOUT,
		     "mainline bug 4, XSA-396: it does not end while the domain maps it");
	check(!device_query(control, handle, &query) &&
	      query.state == GNTDMABUF_STATE_RELEASING &&
	      query.pending == count, "%u references are pending",
	      query.pending);
	check(!device_event(control, &event, 0), "no event says otherwise");
	flag_wait(flag, "released");
	check_result(device_wait(control, handle, 10000), 0,
		     "it ends when the domain lets go");
	check_event_ended(handle);
	check(!device_query(control, handle, &query) &&
	      query.state == GNTDMABUF_STATE_RELEASED, "it is released");
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	domid = argument(argv, 2);
	control = device_open();
	vgem = card_open("vgem");
	if (vgem < 0)
		bail_out("no vgem");
	if (!strcmp(argv[1], "errors") && argc == 5)
		errors(argument(argv, 3), argument(argv, 4));
	else if (!strcmp(argv[1], "refs") && argc == 4)
		refs(argv[3]);
	else if (!strcmp(argv[1], "share") && argc == 6)
		share(argument(argv, 3), argument(argv, 4), argv[5]);
	else
		return 2;
	return tap_end();
}
