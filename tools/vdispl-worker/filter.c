// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
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
	DRM_IOCTL_MODE_ADDFB2,
	DRM_IOCTL_MODE_RMFB,
	DRM_IOCTL_MODE_CREATE_DUMB,
	DRM_IOCTL_MODE_MAP_DUMB,
	DRM_IOCTL_MODE_DESTROY_DUMB,
	DRM_IOCTL_PRIME_FD_TO_HANDLE,
	DRM_IOCTL_GEM_CLOSE,
	DMA_BUF_IOCTL_SYNC,
	IOCTL_EVTCHN_NOTIFY,
	GNTDMABUF_IOCTL_EXPORT,
};

static int rules_add(scmp_filter_ctx filter)
{
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < N_ELEMENTS(calls); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	/* The C library fills the argument's upper half as it pleases. */
	for (i = 0; !rc && i < N_ELEMENTS(ioctls); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				      SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff,
					      ioctls[i]));
	/* Nothing that can be run. */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return rc;
}

int filter_install(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int rc = -ENOMEM;

	if (filter)
		rc = rules_add(filter);
	if (!rc)
		rc = seccomp_load(filter);
	if (rc)
		log_error("sandbox: system call filter: %s", strerror(-rc));
	seccomp_release(filter);
	return rc;
}
