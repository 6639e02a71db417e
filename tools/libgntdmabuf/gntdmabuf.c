// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/libgntdmabuf/gntdmabuf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <xen/gntdev-dmabuf.h>

#define DEVICE "/dev/xen/gntdev-dmabuf"

struct gntdmabuf {
	int fd;
};

static int gntdmabuf_ioctl(const struct gntdmabuf *g, unsigned long request,
			   void *arg)
{
	int saved = errno, err = 0;

	if (ioctl(g->fd, request, arg))
		err = -errno;
	errno = saved;
	return err;
}

/* So that taking an event never blocks. */
static int fd_set_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -errno;
	return fcntl(fd, F_SETFL, flags | O_NONBLOCK) ? -errno : 0;
}

int gntdmabuf_open_fd(int fd, struct gntdmabuf **out)
{
	struct gntdmabuf *g;
	int err = fd_set_nonblocking(fd);

	if (err)
		return err;
	g = malloc(sizeof(*g));
	if (!g)
		return -ENOMEM;
	g->fd = fd;
	*out = g;
	return 0;
}

int gntdmabuf_open(struct gntdmabuf **out)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	int err;

	if (fd < 0)
		return -errno;
	err = gntdmabuf_open_fd(fd, out);
	if (err)
		close(fd);
	return err;
}

void gntdmabuf_close(struct gntdmabuf *g)
{
	if (!g)
		return;
	close(g->fd);
	free(g);
}

int gntdmabuf_fd(const struct gntdmabuf *g)
{
	return g->fd;
}

static int export_run(struct gntdmabuf *g, struct gntdmabuf_export *export,
		      uint32_t flags, struct gntdmabuf_buffer *out)
{
	int err;

	if (flags & ~GNTDMABUF_READ_ONLY)
		return -EINVAL;
	if (flags & GNTDMABUF_READ_ONLY)
		export->flags |= GNTDMABUF_FLAG_READ_ONLY;
	err = gntdmabuf_ioctl(g, GNTDMABUF_IOCTL_EXPORT, export);
	if (err)
		return err;
	out->fd = export->fd;
	out->handle = export->handle;
	return 0;
}

int gntdmabuf_export_refs(struct gntdmabuf *g, uint32_t domid,
			  const uint32_t *refs, uint32_t count, uint32_t flags,
			  struct gntdmabuf_buffer *out)
{
	struct gntdmabuf_export export = {
		.domid = domid,
		.count = count,
		.refs = (uintptr_t)refs,
	};

	return export_run(g, &export, flags, out);
}

int gntdmabuf_export_directory(struct gntdmabuf *g, uint32_t domid,
			       uint32_t directory, uint32_t count,
			       uint32_t flags, struct gntdmabuf_buffer *out)
{
	struct gntdmabuf_export export = {
		.flags = GNTDMABUF_FLAG_DIRECTORY,
		.domid = domid,
		.count = count,
		.directory = directory,
	};

	return export_run(g, &export, flags, out);
}

int gntdmabuf_wait_released(struct gntdmabuf *g, uint64_t handle,
			    uint32_t timeout_ms)
{
	struct gntdmabuf_wait wait = {
		.handle = handle,
		.timeout_ms = timeout_ms,
	};

	return gntdmabuf_ioctl(g, GNTDMABUF_IOCTL_WAIT, &wait);
}

int gntdmabuf_read_event(struct gntdmabuf *g, struct gntdmabuf_event *event)
{
	struct gntdmabuf_event_record record;
	int saved = errno, err = 0;
	ssize_t n = read(g->fd, &record, sizeof(record));

	if (n < 0)
		err = -errno;
	else if (n != sizeof(record))
		err = -EIO;
	errno = saved;
	if (err)
		return err;
	event->type = record.type;
	event->domid = record.domid;
	event->handle = record.handle;
	return 0;
}

int gntdmabuf_restrict(struct gntdmabuf *g, uint32_t domid, uint64_t max_pages)
{
	struct gntdmabuf_restrict restriction = {
		.domid = domid,
		.pages = max_pages,
	};

	return gntdmabuf_ioctl(g, GNTDMABUF_IOCTL_RESTRICT, &restriction);
}
