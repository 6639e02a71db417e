// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/gntdev.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <unistd.h>

struct fake_gntdev fake_gntdev;

int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_read(int fd, void *to, size_t size);
void *__wrap_malloc(size_t size);
void *__real_malloc(size_t size);

static int fake_fail(void)
{
	errno = fake_gntdev.fail_errno;
	fake_gntdev.fail_errno = 0;
	return errno ? -1 : 0;
}

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	fake_gntdev.request = request;
	memcpy(&fake_gntdev.arg, arg, _IOC_SIZE(request));
	if (fake_fail())
		return -1;
	if (request == GNTDMABUF_IOCTL_EXPORT) {
		((struct gntdmabuf_export *)arg)->fd = 77;
		((struct gntdmabuf_export *)arg)->handle = 0x100000001;
	}
	if (request == GNTDMABUF_IOCTL_IMPORT)
		((struct gntdmabuf_import *)arg)->handle = 0x100000002;
	if (request == GNTDMABUF_IOCTL_REVOKE) {
		((struct gntdmabuf_revoke *)arg)->revoked = 3;
		((struct gntdmabuf_revoke *)arg)->zombies = 2;
	}
	if (request == GNTDMABUF_IOCTL_QUERY)
		*(struct gntdmabuf_query *)arg = fake_gntdev.status;
	if (request == GNTDMABUF_IOCTL_INFO)
		*(struct gntdmabuf_info *)arg = fake_gntdev.info;
	return 0;
}

/* A pipe's end stands for the device: it can be closed and made non-blocking. */
int __wrap_open(const char *path, int flags, ...)
{
	int ends[2];

	if (strcmp(path, "/dev/xen/gntdev-dmabuf")) {
		errno = EXDEV;
		return -1;
	}
	if (fake_fail() || pipe(ends))
		return -1;
	close(ends[1]);
	return ends[0];
}

ssize_t __wrap_read(int fd, void *to, size_t size)
{
	if (fake_fail())
		return -1;
	if (!fake_gntdev.event.type) {
		errno = EAGAIN;
		return -1;
	}
	memcpy(to, &fake_gntdev.event, sizeof(fake_gntdev.event));
	fake_gntdev.event.type = 0;
	return sizeof(fake_gntdev.event);
}

void *__wrap_malloc(size_t size)
{
	if (!fake_gntdev.fail_malloc)
		return __real_malloc(size);
	fake_gntdev.fail_malloc = 0;
	errno = ENOMEM;
	return NULL;
}
