// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-hold DOMID DIRECTORY COUNT SEED FLAG-FILE: maps a buffer, makes FLAG-FILE,
 * and when that is removed looks whether the pages are still as they were.
 */
#include "tests/module/device.h"
#include "tests/module/pattern.h"

int main(int argc, char **argv)
{
	struct gntdmabuf_export export;
	uint32_t count, *pages;
	int control;

	if (argc != 6)
		return 2;
	count = argument(argv, 3);
	control = device_open();
	if (device_export_directory(control, argument(argv, 1),
				    argument(argv, 2), count, 0, &export))
		bail_out("export");
	pages = buffer_mmap(export.fd, count, PROT_READ | PROT_WRITE);
	check(pages != MAP_FAILED, "mmap");
	close(open(argv[5], O_CREAT | O_WRONLY, 0600));
	while (!access(argv[5], F_OK))
		usleep(20000);
	check(!pattern_errors(pages, count, argument(argv, 4)),
	      "the pages are as they were");
	munmap(pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it is released");
	return tap_end();
}
