// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <drm.h>
#include <xen/gntdev-dmabuf.h>
#include <xen/xen.h>
#include <xen/sys/evtchn.h>

#include "tools/common/log.h"

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

static const int calls[] = {
	/* The loop. */
	SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_ctl),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
	/* Event channels, events of cards and of buffers, the log; the broker. */
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close),
	SCMP_SYS(recvmsg), SCMP_SYS(sendmsg),
	/* Memory; mapping it is further down. */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	/* Signals and the end. */
	SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(futex),
	SCMP_SYS(exit), SCMP_SYS(exit_group),
};

static const unsigned long ioctls[] = {
	DRM_IOCTL_MODE_ATOMIC,
	DRM_IOCTL_MODE_SETCRTC,
	DRM_IOCTL_MODE_PAGE_FLIP,
	DRM_IOCTL_MODE_ADDFB2,
	DRM_IOCTL_MODE_RMFB,
	DRM_IOCTL_MODE_CREATE_DUMB,
	DRM_IOCTL_MODE_MAP_DUMB,
	DRM_IOCTL_MODE_DESTROY_DUMB,
	DRM_IOCTL_PRIME_FD_TO_HANDLE,
	DRM_IOCTL_GEM_CLOSE,
	/* What was plugged in. */
	DRM_IOCTL_MODE_GETCONNECTOR,
	DRM_IOCTL_MODE_OBJ_GETPROPERTIES,
	DRM_IOCTL_MODE_GETPROPERTY,
	DRM_IOCTL_MODE_GETPROPBLOB,
	DRM_IOCTL_MODE_CREATEPROPBLOB,
	DRM_IOCTL_MODE_DESTROYPROPBLOB,
	/* The lease of another output. */
	DRM_IOCTL_SET_CLIENT_CAP,
	DRM_IOCTL_CRTC_GET_SEQUENCE,
	FIONBIO,
	DMA_BUF_IOCTL_SYNC,
	IOCTL_EVTCHN_NOTIFY,
	GNTDMABUF_IOCTL_EXPORT,
	GNTDMABUF_IOCTL_REVOKE,
};

/* With be-alloc only. */
static const unsigned long lending_ioctls[] = {
	DRM_IOCTL_PRIME_HANDLE_TO_FD,
	DMA_HEAP_IOCTL_ALLOC,
	GNTDMABUF_IOCTL_IMPORT,
	GNTDMABUF_IOCTL_RELEASE,
};

/*
 * Nothing that can be run; memory of its own, which RLIMIT_DATA counts, and what is
 * behind a descriptor.
 */
static const unsigned int mappings[] = {
	MAP_PRIVATE | MAP_ANONYMOUS,
	MAP_SHARED,
};

/* The C library fills the argument's upper half as it pleases. */
static int ioctls_add(scmp_filter_ctx filter, const unsigned long *requests, size_t n)
{
	int rc = 0;

	for (; !rc && n; requests++, n--)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				      SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff,
					      *requests));
	return rc;
}

/* Flags of a descriptor: whether it blocks. */
static int fcntl_add(scmp_filter_ctx filter)
{
	static const int commands[] = { F_GETFL, F_SETFL };
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < N_ELEMENTS(commands); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				      SCMP_A1(SCMP_CMP_EQ, commands[i]));
	return rc;
}

static int rules_add(scmp_filter_ctx filter, bool lends)
{
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < N_ELEMENTS(calls); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	if (!rc)
		rc = ioctls_add(filter, ioctls, N_ELEMENTS(ioctls));
	if (!rc && lends)
		rc = ioctls_add(filter, lending_ioctls, N_ELEMENTS(lending_ioctls));
	if (!rc)
		rc = fcntl_add(filter);
	for (i = 0; !rc && i < N_ELEMENTS(mappings); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
				      SCMP_A3(SCMP_CMP_MASKED_EQ,
					      MAP_TYPE | MAP_ANONYMOUS, mappings[i]));
	return rc;
}

int filter_install(bool lends)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int rc = -ENOMEM;

	if (filter)
		rc = rules_add(filter, lends);
	if (!rc)
		rc = seccomp_load(filter);
	if (rc)
		log_error("sandbox: system call filter: %s", strerror(-rc));
	seccomp_release(filter);
	return rc;
}
