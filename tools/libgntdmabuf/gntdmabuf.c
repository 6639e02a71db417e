// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/libgntdmabuf/gntdmabuf.h"

#include <assert.h>
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

static_assert(GNTDMABUF_FOREVER == GNTDMABUF_WAIT_FOREVER, "time-outs");

/* The library's flags in the kernel's words. -EINVAL: not among @known. */
static int flags_translate(uint32_t flags, uint32_t known, uint32_t *out)
{
	if (flags & ~known)
		return -EINVAL;
	if (flags & GNTDMABUF_READ_ONLY)
		*out |= GNTDMABUF_FLAG_READ_ONLY;
	if (flags & GNTDMABUF_WRITE_COMBINE)
		*out |= GNTDMABUF_FLAG_WRITE_COMBINE;
	if (flags & GNTDMABUF_COHERENT)
		*out |= GNTDMABUF_FLAG_COHERENT;
	return 0;
}

static int export_run(struct gntdmabuf *g, struct gntdmabuf_export *export,
		      uint32_t flags, struct gntdmabuf_buffer *out)
{
	int err;

	err = flags_translate(flags, GNTDMABUF_READ_ONLY |
			      GNTDMABUF_WRITE_COMBINE | GNTDMABUF_COHERENT,
			      &export->flags);
	if (!err)
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

static int import_run(struct gntdmabuf *g, struct gntdmabuf_import *import,
		      uint32_t flags, uint64_t *handle)
{
	int err;

	err = flags_translate(flags, GNTDMABUF_READ_ONLY, &import->flags);
	if (!err)
		err = gntdmabuf_ioctl(g, GNTDMABUF_IOCTL_IMPORT, import);
	if (!err)
		*handle = import->handle;
	return err;
}

int gntdmabuf_import_refs(struct gntdmabuf *g, uint32_t domid, int fd,
			  uint32_t offset, uint32_t *refs, uint32_t count,
			  uint32_t flags, uint64_t *handle)
{
	struct gntdmabuf_import import = {
		.domid = domid,
		.fd = fd,
		.count = count,
		.offset = offset,
		.refs = (uintptr_t)refs,
	};

	return import_run(g, &import, flags, handle);
}

int gntdmabuf_import_directory(struct gntdmabuf *g, uint32_t domid, int fd,
			       uint32_t offset, uint32_t directory,
			       uint32_t count, uint32_t flags,
			       uint64_t *handle)
{
	struct gntdmabuf_import import = {
		.flags = GNTDMABUF_FLAG_DIRECTORY,
		.domid = domid,
		.fd = fd,
		.count = count,
		.offset = offset,
		.directory = directory,
	};

	return import_run(g, &import, flags, handle);
}

int gntdmabuf_release(struct gntdmabuf *g, uint64_t handle)
{
	struct gntdmabuf_release release = { .handle = handle };

	return gntdmabuf_ioctl(g, GNTDMABUF_IOCTL_RELEASE, &release);
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

static int revoke_run(struct gntdmabuf *g, struct gntdmabuf_revoke *revoke,
		      struct gntdmabuf_revocation *out)
{
	int err = gntdmabuf_ioctl(g, GNTDMABUF_IOCTL_REVOKE, revoke);

	if (err || !out)
		return err;
	out->revoked = revoke->revoked;
	out->zombies = revoke->zombies;
	return 0;
}

int gntdmabuf_revoke(struct gntdmabuf *g, uint64_t handle,
		     struct gntdmabuf_revocation *out)
{
	struct gntdmabuf_revoke revoke = { .handle = handle };

	return revoke_run(g, &revoke, out);
}

int gntdmabuf_revoke_domain(struct gntdmabuf *g, uint32_t domid,
			    struct gntdmabuf_revocation *out)
{
	struct gntdmabuf_revoke revoke = {
		.flags = GNTDMABUF_REVOKE_DOMAIN,
		.domid = domid,
	};

	return revoke_run(g, &revoke, out);
}

int gntdmabuf_revoke_on_close(struct gntdmabuf *g, int yes)
{
	struct gntdmabuf_policy policy = {
		.flags = yes ? GNTDMABUF_POLICY_REVOKE_ON_CLOSE : 0,
	};

	return gntdmabuf_ioctl(g, GNTDMABUF_IOCTL_POLICY, &policy);
}

static_assert((int)GNTDMABUF_BUFFER_LIVE == GNTDMABUF_STATE_LIVE &&
	      (int)GNTDMABUF_BUFFER_REVOKED == GNTDMABUF_STATE_REVOKED &&
	      (int)GNTDMABUF_BUFFER_RELEASING == GNTDMABUF_STATE_RELEASING &&
	      (int)GNTDMABUF_BUFFER_RELEASED == GNTDMABUF_STATE_RELEASED,
	      "states");
static_assert((int)GNTDMABUF_CPU_NONE == GNTDMABUF_CACHING_NONE &&
	      (int)GNTDMABUF_CPU_CACHED == GNTDMABUF_CACHING_CACHED &&
	      (int)GNTDMABUF_CPU_WRITE_COMBINED ==
	      GNTDMABUF_CACHING_WRITE_COMBINED &&
	      (int)GNTDMABUF_CPU_INCOHERENT == GNTDMABUF_CACHING_INCOHERENT,
	      "caching");
static_assert(GNTDMABUF_IS_IMPORT == GNTDMABUF_PROPERTY_IMPORT &&
	      GNTDMABUF_IS_READ_ONLY == GNTDMABUF_PROPERTY_READ_ONLY &&
	      GNTDMABUF_IS_CONTIGUOUS == GNTDMABUF_PROPERTY_CONTIGUOUS,
	      "properties");

static int query_run(struct gntdmabuf *g, struct gntdmabuf_query *query,
		     struct gntdmabuf_status *out)
{
	int err = gntdmabuf_ioctl(g, GNTDMABUF_IOCTL_QUERY, query);

	if (err)
		return err;
	*out = (struct gntdmabuf_status) {
		.handle = query->handle,
		.generation = query->generation,
		.state = query->state,
		.domid = query->domid,
		.pages = query->pages,
		.offset = query->offset,
		.caching = query->caching,
		.properties = query->properties,
		.attachments = query->attachments,
		.dma_maps = query->dma_maps,
		.cpu_maps = query->cpu_maps,
		.vmaps = query->vmaps,
		.pending = query->pending,
	};
	return 0;
}

int gntdmabuf_query(struct gntdmabuf *g, uint64_t handle,
		    struct gntdmabuf_status *out)
{
	struct gntdmabuf_query query = { .handle = handle };

	return query_run(g, &query, out);
}

int gntdmabuf_query_fd(struct gntdmabuf *g, int fd,
		       struct gntdmabuf_status *out)
{
	struct gntdmabuf_query query = {
		.flags = GNTDMABUF_QUERY_FD,
		.fd = fd,
	};

	return query_run(g, &query, out);
}

static_assert(GNTDMABUF_CAN_EXPORT == GNTDMABUF_FEATURE_EXPORT &&
	      GNTDMABUF_CAN_IMPORT_DIRECTORY ==
	      GNTDMABUF_FEATURE_IMPORT_DIRECTORY, "features");

int gntdmabuf_info(struct gntdmabuf *g, struct gntdmabuf_device *out)
{
	struct gntdmabuf_info info = { 0 };
	int err = gntdmabuf_ioctl(g, GNTDMABUF_IOCTL_INFO, &info);

	if (err)
		return err;
	*out = (struct gntdmabuf_device) {
		.features = info.features,
		.buffer_limit = info.max_buffer_pages,
		.descriptor_limit = info.descriptor_limit,
		.descriptor_pages = info.descriptor_pages,
		.domain_limit = info.domain_limit,
		.module_limit = info.module_limit,
		.module_pages = info.module_pages,
		.module_buffers = info.module_buffers,
		.module_zombies = info.module_zombies,
		.restricted = info.restricted,
		.domid = info.domid,
	};
	return 0;
}
