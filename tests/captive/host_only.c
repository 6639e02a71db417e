// SPDX-License-Identifier: GPL-2.0-only
/* The part of it that needs no Xen: a test of make check-unit. */
#include "tests/captive/captive.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/common/log.h"

#define TEST_UID 1879048193u

/*
 * What the sandbox is made of. Not even root has it everywhere: a container may be
 * without the right, and a changed root is no mount of its own.
 */
static int namespaces_are_allowed(void)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC) ||
		      mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		      mount("none", "/tmp", "tmpfs", 0, NULL));
	return waitpid(child, &status, 0) == child && status == 0;
}

int main(void)
{
	const struct captive captive = {
		.watcher = getpid(),
		.uid = TEST_UID,
		.report = stdout,
	};
	unsigned int failed;

	log_init("captive", LOG_LEVEL_ERROR);
	if (!namespaces_are_allowed()) {
		printf("ok - sandbox # SKIP needs root, namespaces and mounts\n");
		return 0;
	}
	captive_lay_bait();
	failed = captive_try(&captive, attempts_host, n_attempts_host);
	captive_take_bait();
	printf("1..%zu\n", n_attempts_host);
	return failed != 0;
}
