// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is left when a domain dies, and who has to do what about it.
 *
 * gd-death cpu DOMID DIRECTORY COUNT FLAG-FILE: holds a buffer by mappings of the
 * CPU. FLAG-FILE says that it does, then the domain may die.
 *
 * gd-death device DOMID DIRECTORY COUNT FLAG-FILE: holds one by a device that
 * cannot let go, and lets go when FLAG-FILE is removed; the domain has to die
 * first.
 *
 * gd-death import DOMID FLAG-FILE: grants a page to the domain, and writes its
 * reference to FLAG-FILE.
 *
 * gd-death dead DOMID: the domain is dead.
 */
#include "tests/module/card.h"
#include "tests/module/device.h"
#include "tests/module/memory.h"
#include "tests/module/touch.h"

/* A domain is destroyed in this time. */
#define DEATH_MS 60000

static void flag_raise(const char *path, uint32_t number)
{
	char temporary[256];
	FILE *file;

	snprintf(temporary, sizeof(temporary), "%s.new", path);
	file = fopen(temporary, "w");
	if (!file || fprintf(file, "%u\n", number) < 0 || fclose(file) ||
	    rename(temporary, path))
		bail_out("%s: %s", path, strerror(errno));
}

static void export_or_die(int control, char **argv,
			  struct gntdmabuf_export *export)
{
	int err = device_export_directory(control, argument(argv, 2),
					  argument(argv, 3), argument(argv, 4),
					  0, export);

	if (err)
		bail_out("export: %s", strerror(-err));
}

static void check_event(int control, uint64_t handle, uint32_t type,
			int timeout_ms, const char *what)
{
	struct gntdmabuf_event_record event = { 0 };

	check(device_event(control, &event, timeout_ms) &&
	      event.type == type && event.handle == handle, "%s", what);
}

static void hold_by_cpu(int control, char **argv)
{
	struct gntdmabuf_export export;
	uint32_t count = argument(argv, 4);
	volatile uint32_t *pages;

	export_or_die(control, argv, &export);
	pages = buffer_mmap(export.fd, count, PROT_READ | PROT_WRITE);
	check(!word_fault(pages), "while the domain lives it can be read");
	flag_raise(argv[5], count);
	check_event(control, export.handle, GNTDMABUF_EVENT_REVOKED, DEATH_MS,
		    "it is revoked when the domain dies");
	check_event(control, export.handle, GNTDMABUF_EVENT_RELEASED, 10000,
		    "and released without anybody's help");
	check(word_fault(pages) == SIGBUS, "using a mapping is SIGBUS");
	check(buffer_mmap(export.fd, 1, PROT_READ) == MAP_FAILED &&
	      errno == ENODEV, "a new one is refused");
	check_result(device_wait(control, export.handle, 0), 0,
		     "waiting for the release is over");
	munmap((void *)pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	close(export.fd);
}

static void hold_by_device(int control, char **argv)
{
	struct gntdmabuf_export export;
	struct gntdmabuf_query query;
	int card = card_open("vgem");
	uint32_t handle;

	export_or_die(control, argv, &export);
	if (card < 0 || drmPrimeFDToHandle(card, export.fd, &handle))
		bail_out("vgem does not import");
	flag_raise(argv[5], handle);
	check_event(control, export.handle, GNTDMABUF_EVENT_REVOKED, DEATH_MS,
		    "it is revoked when the domain dies");
	device_query(control, export.handle, &query);
	check(query.state == GNTDMABUF_STATE_REVOKED &&
	      query.pending == argument(argv, 4), "its pages are still mapped");
	while (!access(argv[5], F_OK))
		usleep(20000);
	check_result(device_wait(control, export.handle, 0), -ETIMEDOUT,
		     "as long as the device holds them");
	close(card);
	check_event(control, export.handle, GNTDMABUF_EVENT_RELEASED, 10000,
		    "they go with the device");
	close(export.fd);
}

static int import_page(int control, int memory, uint32_t domid, uint32_t *ref,
		       uint64_t *handle)
{
	struct gntdmabuf_import import = {
		.domid = domid,
		.fd = memory,
		.count = 1,
		.refs = (uintptr_t)ref,
	};
	int err = device_ioctl(control, GNTDMABUF_IOCTL_IMPORT, &import);

	*handle = import.handle;
	return err;
}

static void grant(int control, char **argv)
{
	struct gntdmabuf_release release;
	uint64_t handle;
	uint32_t ref;

	if (import_page(control, memory_of_vgem(1), argument(argv, 2), &ref,
			&handle))
		bail_out("import");
	flag_raise(argv[3], ref);
	check_event(control, handle, GNTDMABUF_EVENT_IMPORT_ENDED, DEATH_MS,
		    "the import ends when the domain dies");
	check(!device_info(control).descriptor_pages, "nothing is charged");
	release.handle = handle;
	check_result(device_ioctl(control, GNTDMABUF_IOCTL_RELEASE, &release),
		     -ENOENT, "there is nothing to release any more");
}

static void ask_for_the_dead(int control, char **argv)
{
	struct gntdmabuf_export export;
	uint32_t domid = argument(argv, 2), ref = 8;
	uint64_t handle;

	check_result(import_page(control, memory_of_vgem(1), domid, &ref, &handle),
		     -ESRCH, "a dead domain is granted nothing");
	check_result(device_export_refs(control, domid, &ref, 1, 0, &export),
		     -ESRCH, "and has nothing to export");
}

int main(int argc, char **argv)
{
	int control = device_open();

	if (argc == 6 && !strcmp(argv[1], "cpu"))
		hold_by_cpu(control, argv);
	else if (argc == 6 && !strcmp(argv[1], "device"))
		hold_by_device(control, argv);
	else if (argc == 4 && !strcmp(argv[1], "import"))
		grant(control, argv);
	else if (argc == 3 && !strcmp(argv[1], "dead"))
		ask_for_the_dead(control, argv);
	else
		return 2;
	return tap_end();
}
