/* SPDX-License-Identifier: GPL-2.0-only */
/* What the programs that import dma-bufs share. */
#ifndef TESTS_MODULE_IMPORT_H
#define TESTS_MODULE_IMPORT_H

#include "tests/module/device.h"

static inline int device_import(int control, struct gntdmabuf_import import,
				uint64_t *handle)
{
	int err = device_ioctl(control, GNTDMABUF_IOCTL_IMPORT, &import);

	*handle = import.handle;
	return err;
}

static inline int device_import_refs(int control, uint32_t domid, int fd,
				     uint32_t offset, uint32_t count,
				     uint32_t flags, uint32_t *refs,
				     uint64_t *handle)
{
	return device_import(control, (struct gntdmabuf_import) {
		.flags = flags,
		.domid = domid,
		.fd = fd,
		.count = count,
		.offset = offset,
		.refs = (uintptr_t)refs,
	}, handle);
}

static inline int device_import_directory(int control, uint32_t domid, int fd,
					  uint32_t count, uint32_t directory,
					  uint64_t *handle)
{
	return device_import(control, (struct gntdmabuf_import) {
		.flags = GNTDMABUF_FLAG_DIRECTORY,
		.domid = domid,
		.fd = fd,
		.count = count,
		.directory = directory,
	}, handle);
}

static inline int device_release(int control, uint64_t handle)
{
	struct gntdmabuf_release release = { .handle = handle };

	return device_ioctl(control, GNTDMABUF_IOCTL_RELEASE, &release);
}

/* Makes the file with @line in it, and waits until somebody removes it. */
static inline void flag_wait(const char *path, const char *line)
{
	char temporary[256];
	FILE *file;

	snprintf(temporary, sizeof(temporary), "%s.new", path);
	file = fopen(temporary, "w");
	if (!file || fprintf(file, "%s\n", line) < 0 || fclose(file) ||
	    rename(temporary, path))
		bail_out("%s: %s", path, strerror(errno));
	while (!access(path, F_OK))
		usleep(20000);
}

#endif
