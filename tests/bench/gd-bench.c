// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-bench ours|both DOMID DIRECTORY COUNT TIMES FLOOR-TIMES: what a buffer of COUNT
 * pages costs with our device, with mainline's gntdev too if it is to be both, and with
 * the kernel's own calls: TIMES over, the last FLOOR-TIMES. DIRECTORY is the reference
 * of a page directory of DOMID with at least COUNT references. Prints the lines that
 * figures.h describes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xengnttab.h>
#include <xf86drm.h>

#include "tests/bench/figures.h"
#include "tests/bench/floor/grant-floor.h"
#include "tests/bench/target.h"
#include "tests/module/card.h"

#define PAGE 4096
#define DIRECTORY_REFS 1023

static int vgem;

static void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *format, ...)
{
	int err = errno;
	va_list args;

	va_start(args, format);
	fprintf(stderr, "gd-bench: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, ": %s\n", strerror(err));
	va_end(args);
	exit(1);
}

static void must(const char *what, int err)
{
	errno = -err;
	if (err)
		die("%s", what);
}

static int device_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		die("%s", path);
	return fd;
}

static uint32_t *refs_read(uint32_t domid, uint32_t directory, uint32_t count)
{
	xengnttab_handle *gnttab = xengnttab_open(NULL, 0);
	uint32_t *refs = calloc(count, sizeof(*refs)), i = 0, n, *page;

	if (!gnttab || !refs)
		die("gnttab");
	while (i < count) {
		page = xengnttab_map_grant_ref(gnttab, domid, directory,
					       PROT_READ);
		if (!page)
			die("directory page %u", directory);
		n = count - i < DIRECTORY_REFS ? count - i : DIRECTORY_REFS;
		memcpy(refs + i, page + 1, n * sizeof(*refs));
		directory = page[0];
		xengnttab_unmap(gnttab, page, 1);
		i += n;
	}
	xengnttab_close(gnttab);
	return refs;
}

/* Memory of our own as a dma-buf, and present: its mapping keeps it so. */
static int memory_create(uint32_t count)
{
	struct drm_mode_create_dumb create = {
		.width = PAGE / 4, .height = count, .bpp = 32,
	};
	char *address;
	uint32_t i;
	int fd;

	if (drmIoctl(vgem, DRM_IOCTL_MODE_CREATE_DUMB, &create) ||
	    drmPrimeHandleToFD(vgem, create.handle, DRM_CLOEXEC | DRM_RDWR, &fd))
		die("vgem's memory");
	address = mmap(NULL, (size_t)count * PAGE, PROT_READ | PROT_WRITE,
		       MAP_SHARED, fd, 0);
	if (address == MAP_FAILED)
		die("vgem's mmap");
	for (i = 0; i < count; i++)
		address[(size_t)i * PAGE] = 1;
	return fd;
}

/* One whose costs are measured, and what they were. */
struct subject {
	const char *whose;
	struct figures exported, attached, released, imported, import_released;
	uint32_t count;
};

static void subject_init(struct subject *subject, const char *whose,
			 uint32_t count, uint32_t times)
{
	subject->whose = whose;
	subject->count = count;
	figures_init(&subject->exported, "export", times);
	figures_init(&subject->attached, "attach", times);
	figures_init(&subject->released, "release", times);
	figures_init(&subject->imported, "import", times);
	figures_init(&subject->import_released, "import-release", times);
}

static void subject_print(struct subject *subject)
{
	figures_print(&subject->exported, subject->count, subject->whose);
	figures_print(&subject->attached, subject->count, subject->whose);
	figures_print(&subject->released, subject->count, subject->whose);
	figures_print(&subject->imported, subject->count, subject->whose);
	figures_print(&subject->import_released, subject->count, subject->whose);
}

static void export_measure(const struct bench_target *target,
			   struct subject *subject)
{
	struct drm_gem_close gem = { 0 };
	uint64_t start;
	int fd;

	start = clock_ns();
	must("export", target->export(&fd));
	figures_add(&subject->exported, clock_ns() - start);

	start = clock_ns();
	must("attach", drmPrimeFDToHandle(vgem, fd, &gem.handle));
	figures_add(&subject->attached, clock_ns() - start);
	must("detach", drmIoctl(vgem, DRM_IOCTL_GEM_CLOSE, &gem));

	start = clock_ns();
	close(fd);
	must("release", target->export_wait());
	figures_add(&subject->released, clock_ns() - start);
}

static void import_measure(const struct bench_target *target,
			   struct subject *subject)
{
	uint64_t start;

	start = clock_ns();
	must("import", target->import());
	figures_add(&subject->imported, clock_ns() - start);

	start = clock_ns();
	must("import release", target->import_release());
	figures_add(&subject->import_released, clock_ns() - start);
}

static void floor_measure(int device, uint32_t way,
			  const struct bench_buffer *buffer,
			  struct figures *done, struct figures *undone)
{
	struct grant_floor floor = {
		.way = way,
		.domid = buffer->domid,
		.count = buffer->count,
		.fd = buffer->memory,
		.refs = (uintptr_t)buffer->refs,
	};

	if (ioctl(device, GRANT_FLOOR_IOCTL, &floor))
		die("floor");
	figures_add(done, floor.do_ns);
	figures_add(undone, floor.undo_ns);
}

static void subject_measure(const struct bench_target *target,
			    const struct bench_buffer *buffer, uint32_t times)
{
	struct subject subject;
	uint32_t i;

	subject_init(&subject, target->name, buffer->count, times);
	target->prepare(device_open(target->device), buffer);
	for (i = 0; i < times; i++) {
		export_measure(target, &subject);
		import_measure(target, &subject);
	}
	subject_print(&subject);
}

static void floors_measure(const struct bench_buffer *buffer, uint32_t times)
{
	int device = device_open("/dev/grant-floor");
	struct subject floor, bare;
	uint32_t i;

	subject_init(&floor, "floor", buffer->count, times);
	subject_init(&bare, "bare", buffer->count, times);
	for (i = 0; i < times; i++) {
		floor_measure(device, GRANT_FLOOR_MAP, buffer, &floor.exported,
			      &floor.released);
		floor_measure(device, GRANT_FLOOR_IMPORT, buffer,
			      &floor.imported, &floor.import_released);
		floor_measure(device, GRANT_FLOOR_HYPERCALL, buffer,
			      &bare.exported, &bare.released);
		floor_measure(device, GRANT_FLOOR_GRANT, buffer, &bare.imported,
			      &bare.import_released);
	}
	subject_print(&floor);
	subject_print(&bare);
}

/*
 * One after the other, and ours first: the others give their pages back to the
 * kernel's balloon, and slow down what is measured soon after them.
 */
static void measure(const struct bench_target *const *targets, unsigned int n,
		    const struct bench_buffer *buffer, uint32_t times,
		    uint32_t floor_times)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		subject_measure(targets[i], buffer, times);
	floors_measure(buffer, floor_times);
}

int main(int argc, char **argv)
{
	const struct bench_target *const both[] = { &bench_ours, &bench_mainline };
	struct bench_buffer buffer;
	uint32_t number[5];
	int i;

	if (argc != 7) {
		fprintf(stderr, "usage: gd-bench ours|both DOMID DIRECTORY COUNT TIMES FLOOR-TIMES\n");
		return 2;
	}
	for (i = 0; i < 5; i++)
		number[i] = strtoul(argv[2 + i], NULL, 0);
	vgem = card_open("vgem");
	if (vgem < 0)
		die("vgem");
	buffer = (struct bench_buffer) {
		.domid = number[0],
		.count = number[2],
		.refs = refs_read(number[0], number[1], number[2]),
		.memory = memory_create(number[2]),
	};
	measure(both, strcmp(argv[1], "both") ? 1 : 2, &buffer, number[3],
		number[4]);
	return 0;
}
