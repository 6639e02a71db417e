// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <xen/gntdev-dmabuf.h>

#include "tests/bench/target.h"

static int device;
static struct gntdmabuf_export export;
static struct gntdmabuf_import import;

static void ours_prepare(int fd, const struct bench_buffer *buffer)
{
	uint32_t *refs = calloc(buffer->count, sizeof(*refs));

	device = fd;
	export = (struct gntdmabuf_export) {
		.domid = buffer->domid,
		.count = buffer->count,
		.refs = (uintptr_t)buffer->refs,
	};
	import = (struct gntdmabuf_import) {
		.domid = buffer->domid,
		.count = buffer->count,
		.fd = buffer->memory,
		.refs = (uintptr_t)refs,
	};
}

static int ours_ioctl(unsigned long request, void *arg)
{
	return ioctl(device, request, arg) ? -errno : 0;
}

static int ours_export(int *fd)
{
	int err = ours_ioctl(GNTDMABUF_IOCTL_EXPORT, &export);

	*fd = export.fd;
	return err;
}

static int ours_wait(uint64_t handle)
{
	struct gntdmabuf_wait wait = {
		.handle = handle,
		.timeout_ms = GNTDMABUF_WAIT_FOREVER,
	};

	return ours_ioctl(GNTDMABUF_IOCTL_WAIT, &wait);
}

static int ours_export_wait(void)
{
	return ours_wait(export.handle);
}

static int ours_import(void)
{
	return ours_ioctl(GNTDMABUF_IOCTL_IMPORT, &import);
}

static int ours_import_release(void)
{
	struct gntdmabuf_release release = { .handle = import.handle };

	int err = ours_ioctl(GNTDMABUF_IOCTL_RELEASE, &release);

	return err || !release.pending ? err : ours_wait(import.handle);
}

const struct bench_target bench_ours = {
	.name = "ours",
	.device = "/dev/xen/gntdev-dmabuf",
	.prepare = ours_prepare,
	.export = ours_export,
	.export_wait = ours_export_wait,
	.import = ours_import,
	.import_release = ours_import_release,
};
