// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/gntdmabuf.h"

#include <errno.h>
#include <linux/dma-buf.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fake/fault.h"
#include "tools/libgntdmabuf/gntdmabuf.h"

#define MAX_EVENTS 1024

struct fake_grants fake_grants;

struct gntdmabuf {
	int fd;
};

static uint64_t events[MAX_EVENTS];
static unsigned int n_events;

void fake_grants_reset(void)
{
	n_events = 0;
	memset(&fake_grants, 0, sizeof(fake_grants));
}

void fake_grants_release(uint64_t handle)
{
	events[n_events++] = handle;
}

int gntdmabuf_open(struct gntdmabuf **out)
{
	*out = malloc(sizeof(**out));
	(*out)->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return 0;
}

void gntdmabuf_close(struct gntdmabuf *g)
{
	if (g)
		close(g->fd);
	free(g);
}

int gntdmabuf_fd(const struct gntdmabuf *g)
{
	return g->fd;
}

int gntdmabuf_restrict(struct gntdmabuf *g, uint32_t domid, uint64_t max_pages)
{
	return fault_strikes(EPERM) ? -EPERM : 0;
}

int gntdmabuf_export_directory(struct gntdmabuf *g, uint32_t domid,
			       uint32_t directory, uint32_t count, uint32_t flags,
			       struct gntdmabuf_buffer *out)
{
	if (fault_strikes(EACCES))
		return -EACCES;
	if (fake_grants.export_error)
		return fake_grants.export_error;
	out->fd = memfd_create("guest", MFD_CLOEXEC);
	if (out->fd < 0 || ftruncate(out->fd, (off_t)count * 4096))
		abort();
	out->handle = ++fake_grants.last_handle;
	fake_grants.n_exports++;
	fake_grants.domid = domid;
	fake_grants.directory = directory;
	fake_grants.count = count;
	return 0;
}

int gntdmabuf_read_event(struct gntdmabuf *g, struct gntdmabuf_event *event)
{
	if (n_events == 0)
		return -EAGAIN;
	event->type = GNTDMABUF_RELEASED;
	event->handle = events[0];
	memmove(events, events + 1, --n_events * sizeof(events[0]));
	return 0;
}

int __wrap_ioctl(int fd, unsigned long request, ...);

/* The only direct ioctl of the code under test. */
int __wrap_ioctl(int fd, unsigned long request, ...)
{
	const struct dma_buf_sync *sync;
	va_list args;

	if (request != DMA_BUF_IOCTL_SYNC)
		abort();
	va_start(args, request);
	sync = va_arg(args, struct dma_buf_sync *);
	va_end(args);
	if (sync->flags & DMA_BUF_SYNC_END)
		fake_grants.syncs--;
	else if (fault_strikes(EIO))
		return -1;
	else
		fake_grants.syncs++;
	return 0;
}
