// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-foreign DOMID DIRECTORY REF: a domain that granted us nothing, and references
 * that another one granted.
 */
#include "tests/module/device.h"

int main(int argc, char **argv)
{
	struct gntdmabuf_export export;
	uint32_t ref;
	int control;

	if (argc != 4)
		return 2;
	ref = argument(argv, 3);
	control = device_open();
	check_result(device_export_directory(control, argument(argv, 1),
					     argument(argv, 2), 1500, 0,
					     &export), -EACCES, "its directory");
	check_result(device_export_refs(control, argument(argv, 1), &ref, 1, 0,
					&export), -EACCES, "its reference");
	return tap_end();
}
