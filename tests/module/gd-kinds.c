// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-kinds DOMID OWN-REF DIRECTORY MANY FLAG-FILE: dma-bufs of memory of every kind, by
 * way of gd-exporter.ko. OWN-REF is a page that the domain grants to us, DIRECTORY
 * one of COUNT pages for us to write.
 *
 * FLAG-FILE is made three times: twice when COUNT pages of pattern 3 are granted
 * through the directory, which the domain makes pattern 4; then with the first and
 * the last reference of a page of pattern 5 that is granted MANY times.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/module/import.h"
#include "tests/module/kernel/gd-exporter.h"
#include "tests/module/mainline.h"
#include "tests/module/pattern.h"

#define COUNT 1500

/* More pages than the device grants in one step. */
#define REFUSED_MOST 300

static int control, exporter;
static uint32_t domid, own_ref, many;

static int memory_create(enum gd_exporter_kind kind, uint32_t count)
{
	struct gd_exporter_create create = {
		.kind = kind,
		.count = count,
		.domid = domid,
		.ref = own_ref,
	};
	int fd = ioctl(exporter, GD_EXPORTER_CREATE, &create);

	if (fd < 0 && errno != ENODEV)
		bail_out("gd-exporter, kind %d: %s", kind, strerror(errno));
	return fd;
}

static int mainline_import(int fd, uint32_t count)
{
	struct {
		struct ioctl_gntdev_dmabuf_imp_to_refs head;
		uint32_t rest[REFUSED_MOST - 1];
	} op = { .head = { .fd = fd, .count = count, .domid = domid } };

	return device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_TO_REFS, &op);
}

static const struct refusal {
	enum gd_exporter_kind kind;
	uint32_t count;
	int err, mainline_err;
	const char *what;
} refusals[] = {
	{ GD_EXPORTER_CARD, 4, -ENOTBLK, -EINVAL,
	  "mainline bug 7: a graphics card's memory is not granted" },
	{ GD_EXPORTER_LEGACY, 4, -ENOTBLK, -EINVAL,
	  "device memory for which Linux has pages is not granted" },
	{ GD_EXPORTER_FOREIGN, 4, -EREMOTE, -EINVAL,
	  "another domain's page, through a third party, is not granted on" },
	{ GD_EXPORTER_MIDDLE, 4, -EADDRNOTAVAIL, -EINVAL,
	  "segments that begin inside a page are not rounded" },
	{ GD_EXPORTER_PARTIAL, 4, -EADDRNOTAVAIL, -EINVAL,
	  "segments that end inside a page are not rounded" },
	{ GD_EXPORTER_RAGGED, 4, -EADDRNOTAVAIL, -EINVAL,
	  "one between two that are whole is not left out" },
	{ GD_EXPORTER_RAGGED, REFUSED_MOST, -EADDRNOTAVAIL, -EINVAL,
	  "nor behind many that have been granted by then" },
	{ GD_EXPORTER_SHORT, 4, -EINVAL, -EINVAL,
	  "a table that is shorter than the buffer is not overrun" },
	{ GD_EXPORTER_FAILING, 4, -EBUSY, -EBUSY,
	  "an exporter's own errno reaches the caller" },
};

static void test_refusal(const struct refusal *refusal)
{
	uint32_t count = refusal->count;
	int memory = memory_create(refusal->kind, count);
	unsigned int fds = open_fds();
	uint32_t refs[REFUSED_MOST] = { 0 };
	uint64_t handle;
	int err;

	if (memory < 0) {
		check(true, "# SKIP no such memory here: %s", refusal->what);
		return;
	}
	err = device_import_refs(control, domid, memory, 0, count, 0, refs,
				 &handle);
	check(err == refusal->err && !refs[0], "%s: %d", refusal->what, err);
	err = mainline_import(memory, count);
	check(err == refusal->mainline_err, "the same by mainline's ioctl: %d",
	      err);
	check(open_fds() == fds && !device_info(control).module_buffers &&
	      !device_info(control).descriptor_pages, "nothing is left of it");
	close(memory);
}

static void test_ram(enum gd_exporter_kind kind, uint32_t directory,
		     const char *flag, const char *what)
{
	int memory = memory_create(kind, COUNT);
	uint32_t *pages = buffer_mmap(memory, COUNT, PROT_READ | PROT_WRITE);
	uint64_t handle;

	if (pages == MAP_FAILED)
		bail_out("mmap: %s", strerror(errno));
	pattern_fill(pages, COUNT, 3);
	check_result(device_import_directory(control, domid, memory, COUNT,
					     directory, &handle), 0,
		     what);
	flag_wait(flag, "granted");
	check(!pattern_errors(pages, COUNT, 4),
	      "in their order: what the domain wrote is where it belongs");
	munmap(pages, (size_t)COUNT * GNTDMABUF_PAGE_SIZE);
	close(memory);
	check_result(device_release(control, handle), 0, "release");
	check_result(device_wait(control, handle, 10000), 0, "it ends");
}

static int ref_compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static uint32_t distinct_refs(const uint32_t *refs, uint32_t count)
{
	uint32_t *sorted = calloc(count, sizeof(*sorted)), i, n = 0;

	memcpy(sorted, refs, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), ref_compare);
	for (i = 0; i < count; i++)
		n += sorted[i] && (!i || sorted[i] != sorted[i - 1]);
	free(sorted);
	return n;
}

/* 65536 is 0 in the 16 bits that mainline asks for; not every dom0 may grant so many. */
static void test_many(const char *flag)
{
	int memory = memory_create(GD_EXPORTER_REPEATED, many);
	uint32_t *page = buffer_mmap(memory, 1, PROT_READ | PROT_WRITE);
	uint32_t *refs = calloc(many, sizeof(*refs)), n;
	uint64_t handle;
	char line[64];

	pattern_fill(page, 1, 5);
	check_result(device_import_refs(control, domid, memory, 0, many, 0,
					refs, &handle), 0, "many pages");
	n = distinct_refs(refs, many);
	check(n == many, "mainline bug 3: references are not truncated to 0, %u "
	      "of %u are different", n, many);
	snprintf(line, sizeof(line), "%u %u", refs[0], refs[many - 1]);
	flag_wait(flag, line);
	check_result(device_release(control, handle), 0, "release");
	check_result(device_wait(control, handle, 30000), 0,
		     "all of them end");
	munmap(page, GNTDMABUF_PAGE_SIZE);
	close(memory);
	free(refs);
}

static void repeated_import(int memory)
{
	struct rlimit limit = { 4096, 4096 };
	uint32_t refs[1000];
	uint64_t handle;

	if (setrlimit(RLIMIT_MEMLOCK, &limit) || setuid(65534))
		exit(10);
	if (device_import_refs(control, domid, memory, 0, 1000, 0, refs,
			       &handle))
		exit(11);
	if (device_release(control, handle) ||
	    device_wait(control, handle, 5000))
		exit(12);
	/* Had anything been lost, there would be no room for it now. */
	if (device_import_refs(control, domid, memory, 0, 1000, 0, refs,
			       &handle))
		exit(13);
	exit(0);
}

/* What the first process leaves behind is ended by the second. */
static void test_charged_once(void)
{
	int memory = memory_create(GD_EXPORTER_REPEATED, 1000);
	int child, status = -1, round;
	int keep = control;

	for (round = 0; round < 2; round++) {
		control = device_open();
		child = fork();
		if (!child)
			repeated_import(memory);
		waitpid(child, &status, 0);
		check(!status, "seed mdev: a page that is imported 1000 times "
		      "is charged once, and its process may die first, "
		      "round %d (step %d)", round, WEXITSTATUS(status));
		close(control);
		device_idles(keep);
	}
	control = keep;
	close(memory);
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc != 6)
		return 2;
	domid = argument(argv, 1);
	own_ref = argument(argv, 2);
	many = argument(argv, 4);
	control = device_open();
	exporter = open("/dev/gd-exporter", O_RDWR | O_CLOEXEC);
	if (exporter < 0)
		bail_out("no gd-exporter");
	for (i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		test_refusal(&refusals[i]);
	test_ram(GD_EXPORTER_SCATTERED, argument(argv, 3), argv[5],
		 "scattered pages of RAM are granted");
	test_ram(GD_EXPORTER_MANGLED, argument(argv, 3), argv[5],
		 "mainline fix 6.1.77: frames are those of the device addresses, whatever the table's pages");
	test_many(argv[5]);
	test_charged_once();
	return tap_end();
}
