/* SPDX-License-Identifier: GPL-2.0-only */
/* The device as the tests see it: its ioctls, bare. */
#ifndef TESTS_MODULE_DEVICE_H
#define TESTS_MODULE_DEVICE_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xen/gntdev-dmabuf.h>

#include "tests/module/tap.h"

#define DEVICE_PATH "/dev/xen/gntdev-dmabuf"

static inline int device_open(void)
{
	int fd = open(DEVICE_PATH, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		bail_out("%s: %s", DEVICE_PATH, strerror(errno));
	return fd;
}

/* 0 or -errno */
static inline int device_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) ? -errno : 0;
}

static inline int device_export_directory(int fd, uint32_t domid,
					  uint32_t directory, uint32_t count,
					  uint32_t flags,
					  struct gntdmabuf_export *export)
{
	*export = (struct gntdmabuf_export) {
		.flags = GNTDMABUF_FLAG_DIRECTORY | flags,
		.domid = domid,
		.count = count,
		.directory = directory,
		.fd = -1,
	};
	return device_ioctl(fd, GNTDMABUF_IOCTL_EXPORT, export);
}

static inline int device_export_refs(int fd, uint32_t domid,
				     const uint32_t *refs, uint32_t count,
				     uint32_t flags,
				     struct gntdmabuf_export *export)
{
	*export = (struct gntdmabuf_export) {
		.flags = flags,
		.domid = domid,
		.count = count,
		.refs = (uintptr_t)refs,
		.fd = -1,
	};
	return device_ioctl(fd, GNTDMABUF_IOCTL_EXPORT, export);
}

static inline int device_wait(int fd, uint64_t handle, uint32_t timeout_ms)
{
	struct gntdmabuf_wait wait = {
		.handle = handle,
		.timeout_ms = timeout_ms,
	};

	return device_ioctl(fd, GNTDMABUF_IOCTL_WAIT, &wait);
}

static inline int device_query(int fd, uint64_t handle,
			       struct gntdmabuf_query *query)
{
	*query = (struct gntdmabuf_query) { .handle = handle };
	return device_ioctl(fd, GNTDMABUF_IOCTL_QUERY, query);
}

static inline int device_query_fd(int fd, int dmabuf,
				  struct gntdmabuf_query *query)
{
	*query = (struct gntdmabuf_query) {
		.flags = GNTDMABUF_QUERY_FD,
		.fd = dmabuf,
	};
	return device_ioctl(fd, GNTDMABUF_IOCTL_QUERY, query);
}

static inline int device_restrict(int fd, uint32_t domid, uint64_t pages)
{
	struct gntdmabuf_restrict restriction = {
		.domid = domid,
		.pages = pages,
	};

	return device_ioctl(fd, GNTDMABUF_IOCTL_RESTRICT, &restriction);
}

static inline struct gntdmabuf_info device_info(int fd)
{
	struct gntdmabuf_info info = { 0 };
	int err = device_ioctl(fd, GNTDMABUF_IOCTL_INFO, &info);

	if (err)
		bail_out("INFO: %s", strerror(-err));
	return info;
}

/* Takes one event; false: none within @timeout_ms. */
static inline bool device_event(int fd, struct gntdmabuf_event_record *event,
				int timeout_ms)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };

	return poll(&pollfd, 1, timeout_ms) == 1 &&
	       read(fd, event, sizeof(*event)) == sizeof(*event);
}

static inline void *buffer_mmap(int dmabuf, uint32_t count, int protection)
{
	return mmap(NULL, (size_t)count * GNTDMABUF_PAGE_SIZE, protection,
		    MAP_SHARED, dmabuf, 0);
}

static inline unsigned int open_fds(void)
{
	unsigned int fd, n = 0;

	for (fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Whether this is a para-virtual domain. */
static inline bool is_pv(void)
{
	char text[16] = "";
	int fd = open("/sys/hypervisor/guest_type", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		bail_out("/sys/hypervisor/guest_type: %s", strerror(errno));
	close(fd);
	return !strncmp(text, "PV\n", 3);
}

/* Whether nothing of anybody is left, within ten seconds. */
static inline bool device_idles(int fd)
{
	int i;

	for (i = 0; i < 1000 && device_info(fd).module_buffers; i++)
		usleep(10000);
	return i < 1000;
}

/* What keeps the module from being unloaded. */
static inline long module_references(void)
{
	FILE *file = fopen("/sys/module/gntdev_dmabuf/refcnt", "r");
	long n = -1;

	if (!file || fscanf(file, "%ld", &n) != 1)
		bail_out("no count of references to the module");
	fclose(file);
	return n;
}

static inline uint32_t argument(char **argv, int i)
{
	return strtoul(argv[i], NULL, 0);
}

#endif
