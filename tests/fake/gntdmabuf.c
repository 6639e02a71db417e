// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/gntdmabuf.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
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

/* An event is read where its buffer was made. */
static struct gntdmabuf *owners[MAX_EVENTS];
static struct gntdmabuf_event events[MAX_EVENTS];
static unsigned int n_events;

static uint64_t handle_new(struct gntdmabuf *g)
{
	uint64_t handle = ++fake_grants.last_handle;

	owners[handle % MAX_EVENTS] = g;
	return handle;
}

void fake_grants_reset(void)
{
	n_events = 0;
	memset(owners, 0, sizeof(owners));
	memset(&fake_grants, 0, sizeof(fake_grants));
}

void fake_grants_release(uint64_t handle)
{
	events[n_events++] = (struct gntdmabuf_event){
		.type = GNTDMABUF_RELEASED, .handle = handle,
	};
}

void fake_grants_end(uint64_t handle)
{
	events[n_events++] = (struct gntdmabuf_event){
		.type = GNTDMABUF_IMPORT_ENDED, .handle = handle,
	};
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
	if (fake_grants.shared)
		*fake_grants.shared = dup(out->fd);
	out->handle = handle_new(g);
	fake_grants.n_exports++;
	fake_grants.flags = flags;
	fake_grants.domid = domid;
	fake_grants.directory = directory;
	fake_grants.count = count;
	return 0;
}

int gntdmabuf_import_directory(struct gntdmabuf *g, uint32_t domid, int fd,
			       uint32_t offset, uint32_t directory, uint32_t count,
			       uint32_t flags, uint64_t *handle)
{
	if (fault_strikes(EACCES))
		return -EACCES;
	if (fake_grants.n_import_errors) {
		fake_grants.n_import_errors--;
		return fake_grants.import_error;
	}
	/* Not a descriptor that is closed already, or none. */
	if (fcntl(fd, F_GETFD) < 0)
		abort();
	*handle = handle_new(g);
	fake_grants.n_imports++;
	fake_grants.domid = domid;
	fake_grants.directory = directory;
	fake_grants.count = count;
	return 0;
}

int gntdmabuf_release(struct gntdmabuf *g, uint64_t handle)
{
	fake_grants.n_releases++;
	return 0;
}

int gntdmabuf_read_event(struct gntdmabuf *g, struct gntdmabuf_event *event)
{
	unsigned int i;

	for (i = 0; i < n_events; i++) {
		struct gntdmabuf *owner = owners[events[i].handle % MAX_EVENTS];

		if (owner && owner != g)
			continue;
		*event = events[i];
		memmove(events + i, events + i + 1, (--n_events - i) * sizeof(events[0]));
		return 0;
	}
	return -EAGAIN;
}

int gntdmabuf_revoke(struct gntdmabuf *g, uint64_t handle,
		     struct gntdmabuf_revocation *out)
{
	if (owners[handle % MAX_EVENTS] != g)
		abort();
	fake_grants.n_revoked++;
	fake_grants.last_revoked = handle;
	return 0;
}

int __wrap_ioctl(int fd, unsigned long request, ...);

static int heap_allocate(struct dma_heap_allocation_data *allocation)
{
	if (fault_strikes(ENOMEM))
		return -1;
	allocation->fd = memfd_create("heap", MFD_CLOEXEC);
	if (allocation->fd == (__u32)-1 ||
	    ftruncate(allocation->fd, allocation->len))
		abort();
	fake_grants.n_heap_allocations++;
	return 0;
}

static int sync_count(const struct dma_buf_sync *sync)
{
	if (sync->flags & DMA_BUF_SYNC_END)
		fake_grants.syncs--;
	else if (fault_strikes(EIO))
		return -1;
	else
		fake_grants.syncs++;
	return 0;
}

/* The only direct ioctls of the code under test. */
int __wrap_ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	if (request == DMA_HEAP_IOCTL_ALLOC)
		return heap_allocate(arg);
	if (request != DMA_BUF_IOCTL_SYNC)
		abort();
	return sync_count(arg);
}
