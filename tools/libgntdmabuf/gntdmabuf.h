/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libgntdmabuf: grant references of another Xen domain as a dma-buf, and a dma-buf
 * as grant references for another domain.
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

/* Flags of an export; an import takes the first. */
#define GNTDMABUF_READ_ONLY	(1u << 0) /* map the grants read-only; the dma-buf refuses writers */
#define GNTDMABUF_WRITE_COMBINE	(1u << 1) /* in place of memory of the DMA API, past the */
#define GNTDMABUF_COHERENT	(1u << 2) /* CPU's caches; or coherent with them; not both */

/* As a number of milliseconds. */
#define GNTDMABUF_FOREVER	0xffffffffu

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
 * -EOPNOTSUPP  GNTDMABUF_WRITE_COMBINE or _COHERENT on a kernel that cannot
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
 * Grants @count pages of the dma-buf @fd, from page @offset on, to domain @domid,
 * and writes their references to @refs, which has room for them. With
 * GNTDMABUF_READ_ONLY the domain may only read. The dma-buf stays pinned until
 * gntdmabuf_release() and the domain's last unmapping; @fd may be closed before.
 *
 * -EINVAL  a count of 0, more pages than the dma-buf has, an unknown flag
 * -E2BIG   more pages than a buffer may have
 * -EBADF, -ENXIO  @fd is not a dma-buf
 * -EREMOTE memory of another domain. -ENOTBLK: device memory.
 * -EADDRNOTAVAIL  memory that does not consist of whole pages
 * -EACCES  the dma-buf is read-only
 * -EDQUOT  more than this descriptor, the domain or the module may hold, or than
 *          the user may lock
 * -ENOSPC  no grant references left
 * -ESRCH   there is no such domain, or it is being destroyed
 * -EPERM   the descriptor is restricted to another domain
 */
int gntdmabuf_import_refs(struct gntdmabuf *g, uint32_t domid, int fd,
			  uint32_t offset, uint32_t *refs, uint32_t count,
			  uint32_t flags, uint64_t *handle);

/*
 * The same, with the references written to a page directory that the domain has
 * granted to us: @directory is the reference of its first page.
 *
 * As above, and
 * -EBADMSG the directory has too few pages, or loops
 */
int gntdmabuf_import_directory(struct gntdmabuf *g, uint32_t domid, int fd,
			       uint32_t offset, uint32_t directory,
			       uint32_t count, uint32_t flags,
			       uint64_t *handle);

/*
 * Ends an import, without waiting for the domain: IMPORT_ENDED is queued, and
 * gntdmabuf_wait_released() returns 0, when that maps nothing any more.
 * -ENOENT: no such import, or released before.
 */
int gntdmabuf_release(struct gntdmabuf *g, uint64_t handle);

/*
 * Waits until the last grant of buffer @handle has been unmapped, or of an import has
 * ended. @timeout_ms 0 asks and returns at once, GNTDMABUF_FOREVER has no end.
 * -ETIMEDOUT not yet. -ENOENT never made here. -EINTR a signal.
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

/* What a revocation did. */
struct gntdmabuf_revocation {
	uint32_t revoked;	/* buffers that this call revoked */
	uint32_t zombies;	/* those of them that a device still holds */
};

/*
 * Takes an exported buffer back from whoever uses it: CPU mappings raise SIGBUS, new
 * uses are refused, devices are told to let go. REVOKED is queued now, RELEASED when
 * the last of them has. Revoking again does nothing and succeeds. @out may be NULL.
 * -ENOENT: no such live export here.
 */
int gntdmabuf_revoke(struct gntdmabuf *g, uint64_t handle,
		     struct gntdmabuf_revocation *out);

/* The same for every buffer of domain @domid that was exported through @g. */
int gntdmabuf_revoke_domain(struct gntdmabuf *g, uint32_t domid,
			    struct gntdmabuf_revocation *out);

/*
 * Whether every buffer is revoked when the control descriptor's last descriptor is
 * closed, by this or any other process. The default is 0: buffers live on.
 */
int gntdmabuf_revoke_on_close(struct gntdmabuf *g, int yes);

enum gntdmabuf_buffer_state {
	GNTDMABUF_BUFFER_LIVE = 1,
	GNTDMABUF_BUFFER_REVOKED = 2,	/* grants are mapped, nobody can begin to use it */
	GNTDMABUF_BUFFER_RELEASING = 3,	/* no user; grants are being unmapped or waited for */
	GNTDMABUF_BUFFER_RELEASED = 4,	/* no grant left; only handle and generation mean anything */
};

/* How a CPU mapping made now would see the pages. */
enum gntdmabuf_cpu_caching {
	GNTDMABUF_CPU_NONE = 0,			/* there can be none */
	GNTDMABUF_CPU_CACHED = 1,		/* coherent with devices, without DMA_BUF_SYNC */
	GNTDMABUF_CPU_WRITE_COMBINED = 2,	/* likewise */
	GNTDMABUF_CPU_INCOHERENT = 3,		/* not before DMA_BUF_SYNC */
};

#define GNTDMABUF_IS_IMPORT	(1u << 0)
#define GNTDMABUF_IS_READ_ONLY	(1u << 1)
#define GNTDMABUF_IS_CONTIGUOUS	(1u << 2) /* device addresses, without an IOMMU */

struct gntdmabuf_status {
	uint64_t handle;	/* 0: made through another control descriptor */
	uint64_t generation;	/* changes when state, caching or properties do */
	uint32_t state;		/* enum gntdmabuf_buffer_state */
	uint32_t domid;
	uint32_t pages;
	uint32_t offset;	/* of an import: its first page in the dma-buf */
	uint32_t caching;	/* enum gntdmabuf_cpu_caching */
	uint32_t properties;	/* GNTDMABUF_IS_* */
	uint32_t attachments;	/* the rest is a snapshot: devices attached, */
	uint32_t dma_maps;	/* device mappings, */
	uint32_t cpu_maps;	/* mmap(2)ed areas, */
	uint32_t vmaps;		/* mappings of the kernel's own, */
	uint32_t pending;	/* grants still to be unmapped, or in use by the domain */
};

/* -ENOENT: @handle was never given out here. */
int gntdmabuf_query(struct gntdmabuf *g, uint64_t handle,
		    struct gntdmabuf_status *out);

/*
 * The same for dma-buf @fd, through whatever control descriptor it was made.
 * -EBADF, -ENXIO: not a dma-buf of this device. -EPERM: of another domain than the
 * one that @g is restricted to.
 */
int gntdmabuf_query_fd(struct gntdmabuf *g, int fd,
		       struct gntdmabuf_status *out);

/* What a bit of gntdmabuf_device.features says can be done. */
#define GNTDMABUF_CAN_EXPORT		(1ull << 0)
#define GNTDMABUF_CAN_EXPORT_DIRECTORY	(1ull << 1)
#define GNTDMABUF_CAN_EXPORT_COHERENT	(1ull << 2)
#define GNTDMABUF_CAN_MMAP		(1ull << 3)
#define GNTDMABUF_CAN_EVENTS		(1ull << 4)
#define GNTDMABUF_CAN_QUERY		(1ull << 5)
#define GNTDMABUF_CAN_RESTRICT		(1ull << 6)
#define GNTDMABUF_CAN_REVOKE		(1ull << 7)
#define GNTDMABUF_CAN_POLICY		(1ull << 8)
#define GNTDMABUF_CAN_IMPORT		(1ull << 9)
#define GNTDMABUF_CAN_IMPORT_DIRECTORY	(1ull << 10)
#define GNTDMABUF_CAN_EXPORT_WRITE_COMBINE	(1ull << 11)

/* Numbers of pages, but for the two that say otherwise. */
struct gntdmabuf_device {
	uint64_t features;		/* GNTDMABUF_CAN_* */
	uint64_t buffer_limit;		/* of one buffer */
	uint64_t descriptor_limit, descriptor_pages;
	uint64_t domain_limit;
	uint64_t module_limit, module_pages;	/* these and below 0 if restricted */
	uint64_t module_buffers;	/* buffers */
	uint64_t module_zombies;	/* buffers */
	int restricted;
	uint32_t domid;			/* to which it is restricted, else 0 */
};

/* What the device can do, and how much of it is in use. */
int gntdmabuf_info(struct gntdmabuf *g, struct gntdmabuf_device *out);

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
