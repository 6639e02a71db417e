/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * /dev/xen/gntdev-dmabuf: grant references of another Xen domain as a dma-buf,
 * and a dma-buf as grant references for another domain.
 *
 * An open file of this device is a control descriptor. Buffers are named on it
 * by a 64-bit handle, which is never 0 and never used again. A buffer does not
 * need its control descriptor to live: closing that neither releases a buffer
 * nor waits for one.
 *
 * Extensible structures: the size that the ioctl number carries is the version.
 * A caller built with a longer structure than the kernel's gets -E2BIG unless
 * the part unknown to the kernel is zero; what a shorter one lacks counts as
 * zero, and one shorter than its first version is -EINVAL. Unknown flags and
 * reserved fields other than zero are -EINVAL.
 *
 * Errors that any ioctl may return, and that are not repeated below:
 *
 *  -EFAULT      a pointer into memory that is not there; nothing was done, except
 *               by REVOKE, which is not undone
 *  -EINVAL      an unknown flag, a reserved field that is not zero
 *  -E2BIG       see "Extensible structures"
 *  -ENOMEM      no memory
 *  -ENOTTY      no such ioctl
 *  -EOPNOTSUPP  known, but not on this kernel or platform; see
 *               &struct gntdmabuf_info.features
 *
 * The four dma-buf ioctls of /dev/xen/gntdev (IOCTL_GNTDEV_DMABUF_* of
 * <xen/gntdev.h>) work on this device too: same numbers, structures and errors.
 * They name a buffer by the number that its file descriptor had when it was
 * made, or wait for it by any open descriptor of it, and queue no events.
 *
 * A page is always 4096 octets here, whatever the kernel's page size.
 */
#ifndef _UAPI_XEN_GNTDEV_DMABUF_H
#define _UAPI_XEN_GNTDEV_DMABUF_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define GNTDMABUF_ABI_VERSION	1
#define GNTDMABUF_PAGE_SIZE	4096
#define GNTDMABUF_WAIT_FOREVER	0xffffffffU

/* &struct gntdmabuf_export.flags and &struct gntdmabuf_import.flags */
#define GNTDMABUF_FLAG_READ_ONLY	(1U << 0)
#define GNTDMABUF_FLAG_DIRECTORY	(1U << 1)
#define GNTDMABUF_FLAG_WRITE_COMBINE	(1U << 2)	/* export only */
#define GNTDMABUF_FLAG_COHERENT		(1U << 3)	/* export only */

/**
 * struct gntdmabuf_export - grant references in, a dma-buf out
 * @flags: any of
 *	%GNTDMABUF_FLAG_READ_ONLY: map the grants for reading only. The dma-buf
 *	refuses writable mappings and devices that may write.
 *	%GNTDMABUF_FLAG_DIRECTORY: the references stand in a page directory
 *	(struct xendispl_page_directory of <xen/interface/io/displif.h>), which
 *	the kernel reads once, through a read-only mapping.
 *	%GNTDMABUF_FLAG_COHERENT: map the grants where the DMA API has memory that
 *	the CPU and devices see alike without %DMA_BUF_IOCTL_SYNC: pages side by
 *	side. %GNTDMABUF_FLAG_WRITE_COMBINE: likewise, and past the CPU's caches.
 *	Not both. -EOPNOTSUPP where that cannot be: both on a PV domain, whose
 *	devices see the granted frames where they are; write-combining on x86,
 *	where a guest maps its memory cached, and everybody else has to.
 * @domid: the domain that granted the pages.
 * @count: how many pages of data there are.
 * @directory: with %GNTDMABUF_FLAG_DIRECTORY the reference of the directory's
 *	first page, else 0.
 * @refs: without %GNTDMABUF_FLAG_DIRECTORY the address of @count references of
 *	32 bits, else 0.
 * @offset: where in the first page the data begins, in octets, less than 4096.
 *	It is remembered and reported, no more: the dma-buf is always @count
 *	whole pages.
 * @reserved: 0.
 * @reserved_out: 0.
 * @fd: out: the dma-buf, close-on-exec.
 * @handle: out: the buffer's name on this control descriptor.
 *
 * ioctl %GNTDMABUF_IOCTL_EXPORT. One %GNTDMABUF_EVENT_RELEASED is queued on this
 * control descriptor when the last grant of the buffer has been unmapped.
 *
 *  -EINVAL   @count is 0; @offset too large; @directory or @refs and the flag
 *            contradict each other; @domid is no domain's number; both WC and
 *            COHERENT
 *  -E2BIG    @count is more than a buffer may have
 *  -EDQUOT   more pages than the control descriptor, the domain or all domains
 *            together may have mapped
 *  -ENOBUFS  too many events wait on this control descriptor, read them first
 *  -EPERM    the control descriptor is restricted to another domain
 *  -EBADMSG  the directory ends before @count references, names reference 0, or
 *            comes back to a page that it has been through
 *  -EACCES   a reference that the domain has not granted to us, or only for
 *            reading, or that would be mapped more than 128 times
 *  -ESRCH    there is no such domain
 *  -ENOMEM   also: the hypervisor has no mapping slots left; no so many pages
 *            lie side by side
 *  -EMFILE, -ENFILE  too many open files
 *  -EINTR    a signal
 */
struct gntdmabuf_export {
	__u32 flags;
	__u32 domid;
	__u32 count;
	__u32 directory;
	__aligned_u64 refs;
	__u32 offset;
	__u32 reserved;
	__s32 fd;
	__u32 reserved_out;
	__aligned_u64 handle;
};

/**
 * struct gntdmabuf_import - a dma-buf in, grant references out
 * @flags: any of
 *	%GNTDMABUF_FLAG_READ_ONLY: grant the pages for reading only.
 *	%GNTDMABUF_FLAG_DIRECTORY: write the references into a page directory
 *	that the domain has granted to us.
 * @domid: the domain to grant the pages to.
 * @fd: the dma-buf, from any exporter of ordinary memory.
 * @count: how many pages to grant.
 * @offset: the first of them, in pages from the dma-buf's beginning.
 * @directory: with %GNTDMABUF_FLAG_DIRECTORY the reference of the directory's
 *	first page, else 0.
 * @refs: without %GNTDMABUF_FLAG_DIRECTORY the address of room for @count
 *	references of 32 bits, else 0.
 * @handle: out: the import's name on this control descriptor.
 *
 * ioctl %GNTDMABUF_IOCTL_IMPORT. The dma-buf stays pinned until the import has
 * ended: %GNTDMABUF_IOCTL_RELEASE, or closing the control descriptor, and then
 * the domain's last mapping gone; or the domain destroyed. One
 * %GNTDMABUF_EVENT_IMPORT_ENDED is queued when it has.
 *
 *  -EINVAL   @count is 0, or @offset + @count is beyond the dma-buf's end;
 *            @directory or @refs and the flag contradict each other
 *  -E2BIG    @count is more than a buffer may have
 *  -EBADF    @fd is not an open file
 *  -ENXIO    @fd is not a dma-buf
 *  -EREMOTE  the dma-buf is memory of another domain
 *  -ENOTBLK  the dma-buf is device memory
 *  -EADDRNOTAVAIL  the dma-buf's memory does not consist of whole pages
 *  -EACCES   the dma-buf is read-only and %GNTDMABUF_FLAG_READ_ONLY is not set;
 *            a directory page that the domain has not granted to us
 *  -EDQUOT   more pages than the control descriptor, the domain or all domains
 *            together may have; or than the user may lock (RLIMIT_MEMLOCK)
 *  -ENOBUFS  too many events wait on this control descriptor, read them first
 *  -ENOSPC   no grant references left
 *  -EPERM    the control descriptor is restricted to another domain
 *  -ESRCH    there is no such domain, or it is being destroyed
 *  -EBADMSG  the directory has too few pages, names page 0 or loops
 */
struct gntdmabuf_import {
	__u32 flags;
	__u32 domid;
	__s32 fd;
	__u32 count;
	__u32 offset;
	__u32 directory;
	__aligned_u64 refs;
	__aligned_u64 handle;
};

/**
 * struct gntdmabuf_release - end an import
 * @handle: the import.
 * @pending: out: how many pages the domain still maps. 0: the import has ended,
 *	there is nothing to wait for.
 * @reserved: 0.
 *
 * ioctl %GNTDMABUF_IOCTL_RELEASE. Returns at once; while the domain still maps
 * pages they stay granted and pinned, and the import is pending.
 *
 *  -ENOENT   no such import on this control descriptor, or released before
 */
struct gntdmabuf_release {
	__aligned_u64 handle;
	__u32 pending;
	__u32 reserved;
};

/**
 * struct gntdmabuf_wait - wait until a buffer is released or an import ended
 * @handle: what to wait for.
 * @timeout_ms: how long, in milliseconds; 0 asks and returns at once,
 *	%GNTDMABUF_WAIT_FOREVER has no end.
 * @reserved: 0.
 *
 * ioctl %GNTDMABUF_IOCTL_WAIT. Returns 0 when the last grant has been unmapped
 * (an export) or has ended (an import), now or at any time before.
 *
 *  -ETIMEDOUT  not yet
 *  -ENOENT     @handle was never given out by this control descriptor
 *  -EINTR      a signal
 */
struct gntdmabuf_wait {
	__aligned_u64 handle;
	__u32 timeout_ms;
	__u32 reserved;
};

/* &struct gntdmabuf_revoke.flags */
#define GNTDMABUF_REVOKE_DOMAIN		(1U << 0)

/**
 * struct gntdmabuf_revoke - take buffers back from whoever uses them
 * @flags: %GNTDMABUF_REVOKE_DOMAIN: every buffer of @domid that was made
 *	through this control descriptor; else the one named by @handle.
 * @domid: see @flags; else 0.
 * @handle: see @flags; else 0.
 * @revoked: out: how many buffers were revoked by this call.
 * @zombies: out: how many of them a device still holds.
 *
 * ioctl %GNTDMABUF_IOCTL_REVOKE. CPU mappings are gone when it returns (using
 * them raises SIGBUS), new mappings and attachments are refused, importers that
 * can let go are told to. (A driver that has not let go may still look at the pages
 * with the CPU, which is vmap: they are there in any case.) The grants are
 * unmapped as soon as nobody is left; a %GNTDMABUF_EVENT_REVOKED is queued now,
 * %GNTDMABUF_EVENT_RELEASED then.
 * Revoking again does nothing and succeeds.
 *
 * When a domain is destroyed the same happens by itself to every buffer of it,
 * and every import for it ends; not when it has shut down or crashed and is kept.
 * This needs Xen's leave to look at other domains, which dom0 has.
 *
 *  -ENOENT   no such live buffer on this control descriptor
 *  -EPERM    the control descriptor is restricted to another domain
 */
struct gntdmabuf_revoke {
	__u32 flags;
	__u32 domid;
	__aligned_u64 handle;
	__u32 revoked;
	__u32 zombies;
};

/* &struct gntdmabuf_query.flags */
#define GNTDMABUF_QUERY_FD		(1U << 0)

/**
 * enum gntdmabuf_state - what became of a buffer
 * @GNTDMABUF_STATE_LIVE: it can be used.
 * @GNTDMABUF_STATE_REVOKED: its grants are still mapped, but nobody can begin to
 *	use it.
 * @GNTDMABUF_STATE_RELEASING: the last user is gone, the grants are being
 *	unmapped or, for an import, waited for.
 * @GNTDMABUF_STATE_RELEASED: no grant is left. Of the other fields only @handle
 *	and @generation mean anything.
 */
enum gntdmabuf_state {
	GNTDMABUF_STATE_LIVE = 1,
	GNTDMABUF_STATE_REVOKED = 2,
	GNTDMABUF_STATE_RELEASING = 3,
	GNTDMABUF_STATE_RELEASED = 4,
};

/**
 * enum gntdmabuf_caching - how a CPU mapping made now would see the pages
 * @GNTDMABUF_CACHING_NONE: there can be no CPU mapping.
 * @GNTDMABUF_CACHING_CACHED: cached and coherent with devices; no DMA_BUF_SYNC
 *	is needed.
 * @GNTDMABUF_CACHING_WRITE_COMBINED: not cached, coherent with devices.
 * @GNTDMABUF_CACHING_INCOHERENT: cached, and devices may see another memory until
 *	DMA_BUF_SYNC. On arm64, where each device has or has not a view of the
 *	caches.
 */
enum gntdmabuf_caching {
	GNTDMABUF_CACHING_NONE = 0,
	GNTDMABUF_CACHING_CACHED = 1,
	GNTDMABUF_CACHING_WRITE_COMBINED = 2,
	GNTDMABUF_CACHING_INCOHERENT = 3,
};

/* &struct gntdmabuf_query.properties */
#define GNTDMABUF_PROPERTY_IMPORT	(1U << 0)	/* an import, not an export */
#define GNTDMABUF_PROPERTY_READ_ONLY	(1U << 1)
#define GNTDMABUF_PROPERTY_CONTIGUOUS	(1U << 2)	/* device addresses, without an IOMMU */

/**
 * struct gntdmabuf_query - everything there is to know about a buffer
 * @flags: %GNTDMABUF_QUERY_FD: the buffer is @fd, a dma-buf made by this device,
 *	through whatever control descriptor; else @handle.
 * @fd: see @flags; else 0.
 * @handle: in and out; with %GNTDMABUF_QUERY_FD 0 on the way in, and on the way
 *	out 0 if the buffer was made through another control descriptor.
 * @generation: out: changes whenever an answer about @state, @caching or
 *	@properties stops being true. Compare it to know whether an earlier
 *	answer still holds. The numbers of users below are a snapshot.
 * @state: out: enum gntdmabuf_state.
 * @domid: out: whose pages these are, or for an import who may map them.
 * @pages: out: how many.
 * @offset: out: as given on export or import.
 * @caching: out: enum gntdmabuf_caching.
 * @properties: out: GNTDMABUF_PROPERTY_*.
 * @attachments: out: devices attached.
 * @dma_maps: out: device mappings.
 * @cpu_maps: out: mmap(2)ed areas.
 * @vmaps: out: mappings into the kernel's own address space.
 * @pending: out: grants still to be unmapped or, for an import, still in use by
 *	the domain.
 * @reserved: 0.
 *
 * ioctl %GNTDMABUF_IOCTL_QUERY.
 *
 *  -ENOENT   @handle was never given out by this control descriptor
 *  -EBADF    @fd is not an open file
 *  -ENXIO    @fd is not a dma-buf made by this device
 *  -EPERM    @fd is a buffer of another domain than the one that the control
 *            descriptor is restricted to
 */
struct gntdmabuf_query {
	__u32 flags;
	__s32 fd;
	__aligned_u64 handle;
	__aligned_u64 generation;
	__u32 state;
	__u32 domid;
	__u32 pages;
	__u32 offset;
	__u32 caching;
	__u32 properties;
	__u32 attachments;
	__u32 dma_maps;
	__u32 cpu_maps;
	__u32 vmaps;
	__u32 pending;
	__u32 reserved;
};

/**
 * struct gntdmabuf_restrict - narrow a control descriptor, for ever
 * @domid: the only domain that it is good for from now on.
 * @reserved: 0.
 * @pages: the most pages that it may have mapped or granted at a time.
 *
 * ioctl %GNTDMABUF_IOCTL_RESTRICT. Holds in every process that has the
 * descriptor. Buffers made before count towards @pages and stay. It may be
 * called again with the same @domid and as many or fewer @pages.
 *
 *  -EINVAL   @domid is no domain's number
 *  -EPERM    it is restricted already, to another domain or to fewer pages
 *  -EBUSY    it has a buffer of another domain
 */
struct gntdmabuf_restrict {
	__u32 domid;
	__u32 reserved;
	__aligned_u64 pages;
};

/* &struct gntdmabuf_policy.flags */
#define GNTDMABUF_POLICY_REVOKE_ON_CLOSE	(1U << 0)

/**
 * struct gntdmabuf_policy - what happens by itself
 * @flags: %GNTDMABUF_POLICY_REVOKE_ON_CLOSE: revoke every buffer when the
 *	control descriptor's last file descriptor is closed. The default is that
 *	buffers live on.
 * @reserved: 0.
 *
 * ioctl %GNTDMABUF_IOCTL_POLICY. Replaces the policy that was set before.
 */
struct gntdmabuf_policy {
	__u32 flags;
	__u32 reserved;
};

/* &struct gntdmabuf_info.features: what does not answer -EOPNOTSUPP */
#define GNTDMABUF_FEATURE_EXPORT		(1ULL << 0)
#define GNTDMABUF_FEATURE_EXPORT_DIRECTORY	(1ULL << 1)
#define GNTDMABUF_FEATURE_EXPORT_COHERENT	(1ULL << 2)
#define GNTDMABUF_FEATURE_MMAP			(1ULL << 3)
#define GNTDMABUF_FEATURE_EVENTS		(1ULL << 4)
#define GNTDMABUF_FEATURE_QUERY			(1ULL << 5)
#define GNTDMABUF_FEATURE_RESTRICT		(1ULL << 6)
#define GNTDMABUF_FEATURE_REVOKE		(1ULL << 7)
#define GNTDMABUF_FEATURE_POLICY		(1ULL << 8)
#define GNTDMABUF_FEATURE_IMPORT		(1ULL << 9)
#define GNTDMABUF_FEATURE_IMPORT_DIRECTORY	(1ULL << 10)
#define GNTDMABUF_FEATURE_EXPORT_WRITE_COMBINE	(1ULL << 11)

/**
 * struct gntdmabuf_info - what this device can do and how much of it is in use
 * @abi_version: out: %GNTDMABUF_ABI_VERSION of the kernel.
 * @max_buffer_pages: out: the most pages of one buffer.
 * @features: out: GNTDMABUF_FEATURE_*.
 * @descriptor_limit: out: pages that this control descriptor may have at a time.
 * @descriptor_pages: out: pages that it has.
 * @domain_limit: out: pages that one domain may have at a time.
 * @module_limit: out: pages that all together may have at a time.
 * @module_pages: out: pages that they have.
 * @module_buffers: out: buffers and imports of all that are not released yet.
 * @module_zombies: out: those of them that are revoked.
 * @restricted: out: 1 if this control descriptor is restricted, else 0.
 * @domid: out: to what domain it is restricted, else 0.
 *
 * ioctl %GNTDMABUF_IOCTL_INFO. A restricted control descriptor sees 0 in the
 * fields named module, which other domains could be watched by.
 */
struct gntdmabuf_info {
	__u32 abi_version;
	__u32 max_buffer_pages;
	__aligned_u64 features;
	__aligned_u64 descriptor_limit;
	__aligned_u64 descriptor_pages;
	__aligned_u64 domain_limit;
	__aligned_u64 module_limit;
	__aligned_u64 module_pages;
	__aligned_u64 module_buffers;
	__aligned_u64 module_zombies;
	__u32 restricted;
	__u32 domid;
};

#define GNTDMABUF_IOCTL_EXPORT		_IOWR('G', 0x40, struct gntdmabuf_export)
#define GNTDMABUF_IOCTL_IMPORT		_IOWR('G', 0x41, struct gntdmabuf_import)
#define GNTDMABUF_IOCTL_RELEASE		_IOWR('G', 0x42, struct gntdmabuf_release)
#define GNTDMABUF_IOCTL_WAIT		_IOWR('G', 0x43, struct gntdmabuf_wait)
#define GNTDMABUF_IOCTL_REVOKE		_IOWR('G', 0x44, struct gntdmabuf_revoke)
#define GNTDMABUF_IOCTL_QUERY		_IOWR('G', 0x45, struct gntdmabuf_query)
#define GNTDMABUF_IOCTL_RESTRICT	_IOWR('G', 0x46, struct gntdmabuf_restrict)
#define GNTDMABUF_IOCTL_POLICY		_IOWR('G', 0x47, struct gntdmabuf_policy)
#define GNTDMABUF_IOCTL_INFO		_IOWR('G', 0x48, struct gntdmabuf_info)

/**
 * enum gntdmabuf_event_kind - what an event says
 * @GNTDMABUF_EVENT_RELEASED: the last grant of an export is unmapped.
 * @GNTDMABUF_EVENT_REVOKED: an export was revoked.
 * @GNTDMABUF_EVENT_IMPORT_ENDED: the last reference of an import has ended.
 */
enum gntdmabuf_event_kind {
	GNTDMABUF_EVENT_RELEASED = 1,
	GNTDMABUF_EVENT_REVOKED = 2,
	GNTDMABUF_EVENT_IMPORT_ENDED = 3,
};

/**
 * struct gntdmabuf_event_record - what read(2) of a control descriptor returns
 * @type: enum gntdmabuf_event_kind.
 * @domid: the other domain.
 * @handle: the buffer.
 *
 * read(2) returns as many whole records as there are and fit, in the order in
 * which they happened, and blocks while there is none; poll(2) says POLLIN while
 * there is one.
 *
 *  -EINVAL   room for less than one record
 *  -EAGAIN   none, and O_NONBLOCK
 *  -EINTR    a signal
 */
struct gntdmabuf_event_record {
	__u32 type;
	__u32 domid;
	__aligned_u64 handle;
};

#endif /* _UAPI_XEN_GNTDEV_DMABUF_H */
