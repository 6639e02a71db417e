/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libgntdmabuf: grant references of another Xen domain as a dma-buf.
 *
 * A thin face over /dev/xen/gntdev-dmabuf (xen/gntdev-dmabuf.h documents the
 * ABI itself). Every function returns 0 or -errno, never logs, never touches
 * errno on purpose, and may be called from any thread.
 *
 * fork(2): parent and child share the handle's descriptor; events go to
 * whichever reads first. exec(2): the descriptor is O_CLOEXEC.
 */
#ifndef GNTDMABUF_H
#define GNTDMABUF_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A control descriptor. Buffers outlive it: closing it releases none of them. */
struct gntdmabuf;

/*
 * Opens /dev/xen/gntdev-dmabuf. The caller owns *out and gives it back with
 * gntdmabuf_close().
 * -ENOENT: the module is not loaded. -EACCES: the device's permissions.
 */
int gntdmabuf_open(struct gntdmabuf **out);

/*
 * Takes over @fd, an open control descriptor that somebody else passed on, and
 * makes it non-blocking. On failure @fd is still the caller's.
 */
int gntdmabuf_open_fd(int fd, struct gntdmabuf **out);

/* NULL is fine. */
void gntdmabuf_close(struct gntdmabuf *g);

/*
 * The control descriptor, still owned by @g: for poll(2) (readable while an
 * event waits) and for passing on.
 */
int gntdmabuf_fd(const struct gntdmabuf *g);

/* What an export returns. The caller closes fd; the handle needs no closing. */
struct gntdmabuf_buffer {
	int fd;			/* the dma-buf, O_CLOEXEC; mmap(2)-able */
	uint64_t handle;	/* names the buffer on this control descriptor; never reused, never 0 */
};

#define GNTDMABUF_READ_ONLY	(1u << 0) /* map the grants read-only; the dma-buf refuses writers */

/*
 * Maps @count grant references of domain @domid and exports them as one
 * dma-buf of @count pages of 4096 octets, in order.
 *
 * -EINVAL  a count of 0, an unknown flag
 * -E2BIG   more pages than a buffer may have
 * -EDQUOT  more than this descriptor, the domain or the module may hold
 * -EACCES  a reference that the domain has not granted to us (or not for writing)
 * -ESRCH   there is no such domain
 * -ENOBUFS 65536 buffers and unread events on this descriptor
 * -EPERM   the descriptor is restricted to another domain
 * -ENOMEM  no memory, or the hypervisor has no mapping slots left
 */
int gntdmabuf_export_refs(struct gntdmabuf *g, uint32_t domid,
			  const uint32_t *refs, uint32_t count, uint32_t flags,
			  struct gntdmabuf_buffer *out);

/*
 * The same for the references in a page directory of Xen's PV display
 * protocol (struct xendispl_page_directory): @directory is the reference of its
 * first page, @count how many pages of data it must name. The kernel reads each
 * directory page once, through a read-only mapping.
 *
 * As above, and
 * -EBADMSG the directory ends before @count references, names reference 0, or
 *          comes back to a page that it has been through
 */
int gntdmabuf_export_directory(struct gntdmabuf *g, uint32_t domid,
			       uint32_t directory, uint32_t count,
			       uint32_t flags, struct gntdmabuf_buffer *out);

/*
 * Waits until the last grant of buffer @handle has been unmapped.
 * @timeout_ms 0 asks and returns at once.
 * -ETIMEDOUT not yet. -ENOENT never exported here. -EINTR a signal.
 * A buffer that is already released: 0.
 */
int gntdmabuf_wait_released(struct gntdmabuf *g, uint64_t handle,
			    uint32_t timeout_ms);

enum gntdmabuf_event_type {
	GNTDMABUF_RELEASED = 1,		/* an exported buffer's last grant is unmapped */
	GNTDMABUF_REVOKED = 2,		/* an exported buffer was revoked */
	GNTDMABUF_IMPORT_ENDED = 3,	/* an imported buffer's last reference has ended */
};

struct gntdmabuf_event {
	uint32_t type;			/* enum gntdmabuf_event_type */
	uint32_t domid;
	uint64_t handle;
};

/*
 * Takes one event off the queue; never blocks. -EAGAIN: none is waiting.
 * Each buffer made through this descriptor gives exactly one RELEASED event.
 */
int gntdmabuf_read_event(struct gntdmabuf *g, struct gntdmabuf_event *event);

/*
 * Makes the control descriptor good for domain @domid and at most @max_pages
 * pages at a time, for ever, in every process that holds it.
 * -EPERM: it is restricted already, to something else.
 */
int gntdmabuf_restrict(struct gntdmabuf *g, uint32_t domid, uint64_t max_pages);

#ifdef __cplusplus
}
#endif

#endif
