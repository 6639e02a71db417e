// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "tests/bench/target.h"
#include "tests/module/mainline.h"

static int device;
static struct ioctl_gntdev_dmabuf_exp_from_refs *export;
static struct ioctl_gntdev_dmabuf_imp_to_refs *import;

static void mainline_prepare(int fd, const struct bench_buffer *buffer)
{
	size_t size = buffer->count * sizeof(*buffer->refs);

	device = fd;
	export = calloc(1, sizeof(*export) + size);
	export->domid = buffer->domid;
	export->count = buffer->count;
	memcpy(export->refs, buffer->refs, size);
	import = calloc(1, sizeof(*import) + size);
	import->domid = buffer->domid;
	import->count = buffer->count;
	import->fd = buffer->memory;
}

static int mainline_ioctl(unsigned long request, void *arg)
{
	return ioctl(device, request, arg) ? -errno : 0;
}

static int mainline_export(int *fd)
{
	int err = mainline_ioctl(IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS, export);

	*fd = export->fd;
	return err;
}

static int mainline_export_wait(void)
{
	struct ioctl_gntdev_dmabuf_exp_wait_released wait = {
		.fd = export->fd,
		.wait_to_ms = 60000,
	};
	int err = mainline_ioctl(IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED, &wait);

	/* It is what mainline says of a buffer that it has released already. */
	return err == -ENOENT ? 0 : err;
}

static int mainline_import(void)
{
	return mainline_ioctl(IOCTL_GNTDEV_DMABUF_IMP_TO_REFS, import);
}

/* The guest maps nothing, so that all references end at once. */
static int mainline_import_release(void)
{
	struct ioctl_gntdev_dmabuf_imp_release release = { .fd = import->fd };

	return mainline_ioctl(IOCTL_GNTDEV_DMABUF_IMP_RELEASE, &release);
}

const struct bench_target bench_mainline = {
	.name = "peer",
	.device = "/dev/xen/gntdev",
	.prepare = mainline_prepare,
	.export = mainline_export,
	.export_wait = mainline_export_wait,
	.import = mainline_import,
	.import_release = mainline_import_release,
};
