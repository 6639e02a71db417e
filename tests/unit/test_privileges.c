// SPDX-License-Identifier: GPL-2.0-only
/* What is left of root, looked at from a child; with any other user, nothing is. */
#include "tests/unit/test.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/vdispld/privileges.h"

/* KILL; SETGID, SETUID, SETPCAP, SYS_CHROOT, SYS_ADMIN, SYS_RESOURCE. */
#define OWN UINT64_C(0x20)
#define KEPT UINT64_C(0x12401e0)
/* SYS_TTY_CONFIG. */
#define TERMINAL UINT64_C(0x4000000)

struct rights {
	uint64_t permitted, effective, inheritable, bounding, ambient;
	int no_new;
};

/* As the kernel has them in @file, /proc/self/status or its copy. */
static struct rights rights_read(FILE *file)
{
	struct rights rights = { 0 };
	unsigned long long set;
	char line[256];

	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "CapPrm: %llx", &set) == 1)
			rights.permitted = set;
		if (sscanf(line, "CapEff: %llx", &set) == 1)
			rights.effective = set;
		if (sscanf(line, "CapInh: %llx", &set) == 1)
			rights.inheritable = set;
		if (sscanf(line, "CapBnd: %llx", &set) == 1)
			rights.bounding = set;
		if (sscanf(line, "CapAmb: %llx", &set) == 1)
			rights.ambient = set;
		sscanf(line, "NoNewPrivs: %d", &rights.no_new);
	}
	return rights;
}

static struct rights rights_now(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	struct rights rights = rights_read(file);

	fclose(file);
	return rights;
}

/* With a virtual terminal it keeps what answers when that is left. */
static void test_a_terminal_takes_one_more(void)
{
	struct rights before = rights_now(), after;
	int fds[2], status;
	pid_t pid;

	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		status = privileges_drop(true);
		after = rights_now();
		_exit(status || write(fds[1], &after, sizeof(after)) < 0);
	}
	CU_ASSERT_EQUAL(read(fds[0], &after, sizeof(after)), sizeof(after));
	waitpid(pid, &status, 0);
	CU_ASSERT_EQUAL(status, 0);
	close(fds[0]);
	close(fds[1]);
	CU_ASSERT_EQUAL(after.effective, before.permitted & (OWN | TERMINAL));
	CU_ASSERT_EQUAL(after.permitted, before.permitted & (KEPT | TERMINAL));
}

/* What a program is left with that is started afterwards. */
static struct rights rights_of_child(void)
{
	struct rights rights;
	int fds[2], status;
	FILE *file;
	pid_t pid;

	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		if (privileges_drop(false))
			_exit(1);
		execlp("cat", "cat", "/proc/self/status", NULL);
		_exit(1);
	}
	close(fds[1]);
	file = fdopen(fds[0], "r");
	rights = rights_read(file);
	fclose(file);
	waitpid(pid, &status, 0);
	CU_ASSERT_EQUAL(status, 0);
	return rights;
}

/* A worker: all that it needs to shut itself in, and no more. */
static void test_what_is_started_gets_no_more(void)
{
	struct rights before = rights_now(), child = rights_of_child();

	CU_ASSERT_EQUAL(child.permitted, before.permitted & KEPT);
	CU_ASSERT_EQUAL(child.effective, before.permitted & KEPT);
	CU_ASSERT_EQUAL(child.inheritable, 0);
	CU_ASSERT_EQUAL(child.ambient, 0);
	CU_ASSERT_EQUAL(child.no_new, 1);
	if (before.effective & 0x100)
		CU_ASSERT_EQUAL(child.bounding, before.bounding & KEPT);
}

/* This process is the last to run a test: it does not get them back. */
static void test_the_broker_keeps_one(void)
{
	struct rights before = rights_now(), after;

	CU_ASSERT_EQUAL(privileges_drop(false), 0);
	after = rights_now();
	CU_ASSERT_EQUAL(after.permitted, before.permitted & KEPT);
	CU_ASSERT_EQUAL(after.effective, before.permitted & OWN);
	CU_ASSERT_EQUAL(after.inheritable, 0);
	CU_ASSERT_EQUAL(after.no_new, 1);
	/* Once more is nothing new. */
	CU_ASSERT_EQUAL(privileges_drop(false), 0);
}

TEST_MAIN("privileges",
	  TEST(test_a_terminal_takes_one_more),
	  TEST(test_what_is_started_gets_no_more),
	  TEST(test_the_broker_keeps_one))
