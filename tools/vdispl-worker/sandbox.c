// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tools/common/log.h"
#include "tools/vdispl-worker/filter.h"
#include "tools/vdispl-worker/loans.h"

/* Besides two for each buffer: the loop's, the devices', the cards', some to spare. */
#define OTHER_DESCRIPTORS 80

/* Its own memory: books of buffers, the libraries' data. Ten times what it takes. */
#define OWN_MEMORY (16 << 20)

/* Any directory will do that surely exists: an empty file system goes on top. */
#define EMPTY_ROOT "/proc"

static int failed(const char *what)
{
	int error = errno;

	log_error("sandbox: %s: %s", what, strerror(error));
	return -error;
}

/*
 * A kernel without one of these kinds of namespace is no reason not to serve:
 * the filter lets no path and no socket through either.
 */
static int namespaces_enter(void)
{
	if (unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC)) {
		log_warning("sandbox: no namespaces of its own: %m");
		return 0;
	}
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return failed("mounts made private");
	if (mount("none", EMPTY_ROOT, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV |
		  MS_NOEXEC, "size=4k,nr_inodes=1"))
		return failed("empty root");
	if (chdir(EMPTY_ROOT) || chroot("."))
		return failed("chroot");
	return 0;
}

static int limit_set(int resource, rlim_t value, const char *name)
{
	struct rlimit limit = { value, value };

	return setrlimit(resource, &limit) ? failed(name) : 0;
}

static int limits_set(uint64_t lent)
{
	int rc = limit_set(RLIMIT_CORE, 0, "core limit");

	if (!rc)
		rc = limit_set(RLIMIT_NOFILE, 2 * LOANS_MAX + OTHER_DESCRIPTORS,
			       "descriptor limit");
	if (!rc)
		rc = limit_set(RLIMIT_NPROC, 0, "process limit");
	if (!rc)
		rc = limit_set(RLIMIT_DATA, OWN_MEMORY, "memory limit");
	/* The module charges it with what is granted to the guest. */
	if (!rc)
		rc = limit_set(RLIMIT_MEMLOCK, lent, "limit of locked memory");
	return rc;
}

static int rights_drop(uint32_t uid)
{
	int cap;

	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap))
			return failed("capability bounding set");
	if (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
		return failed("change of user");
	if (prctl(PR_SET_DUMPABLE, 0))
		return failed("no core, no tracing");
	return 0;
}

int sandbox_enter(uint32_t uid, uint64_t lent)
{
	int rc;

	if (uid == 0) {
		log_error("sandbox: the broker gave user 0, which has every right");
		return -EPERM;
	}
	rc = namespaces_enter();
	if (!rc)
		rc = limits_set(lent);
	if (!rc)
		rc = rights_drop(uid);
	if (!rc && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		rc = failed("no new privileges");
	if (!rc)
		rc = filter_install(lent > 0);
	return rc;
}
