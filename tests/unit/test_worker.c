// SPDX-License-Identifier: GPL-2.0-only
/* Real processes: the programs that every system has play the worker. */
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/vdispld/worker.h"

static uv_loop_t loop;
static struct worker *worker;
static unsigned int n_ready, n_ended, n_answers;
static char ended_how[WORKER_END_BYTES];
static const struct worker_setup setup = { .n_connectors = 1 };

static void ready(void *owner)
{
	n_ready++;
}

static void ended(void *owner, const char *how)
{
	n_ended++;
	snprintf(ended_how, sizeof(ended_how), "%s", how);
	worker = NULL;
}

static const struct worker_events events = { .ready = ready, .ended = ended };

static void begin(void)
{
	signal(SIGPIPE, SIG_IGN);
	uv_loop_init(&loop);
	n_ready = n_ended = n_answers = 0;
	worker = NULL;
}

static void end(void)
{
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

static char script_path[32];

/* A worker that is a shell script. */
static void script_start(const char *text)
{
	int fd;

	strcpy(script_path, "/tmp/test_worker.XXXXXX");
	fd = mkstemp(script_path);
	dprintf(fd, "#!/bin/sh\n%s\n", text);
	fchmod(fd, 0700);
	close(fd);
	CU_ASSERT_EQUAL_FATAL(worker_start(&loop, script_path, &setup, NULL, &events,
					   NULL, &worker), 0);
}

static void script_end(void)
{
	end();
	unlink(script_path);
}

static void test_exit_status_is_told(void)
{
	begin();
	script_start("exit 3");
	script_end();
	CU_ASSERT_EQUAL(n_ended, 1);
	CU_ASSERT_STRING_EQUAL(ended_how, "exit status 3");
}

static void test_kill(void)
{
	begin();
	script_start("exec sleep 100");
	worker_kill(worker);
	worker_kill(worker);
	script_end();
	CU_ASSERT_EQUAL(n_ended, 1);
	CU_ASSERT_STRING_EQUAL(ended_how, "killed by signal 9");
}

static void test_missing_program(void)
{
	begin();
	CU_ASSERT_EQUAL(worker_start(&loop, "/nonexistent/worker", &setup, NULL,
				     &events, NULL, &worker), -ENOENT);
	end();
	CU_ASSERT_EQUAL(n_ended, 0);
}

static void test_worker_inherits_four_descriptors(void)
{
	int stray = open("/dev/null", O_RDONLY);	/* a library forgot O_CLOEXEC */

	begin();
	script_start("set -- /proc/$$/fd/*; n=0;"
		     "for f; do [ -e $f ] || continue; case ${f##*/} in [0-3]) n=$((n+1));; 10|255) ;; *) n=99;; esac; done;"
		     "exit $n");
	script_end();
	CU_ASSERT_STRING_EQUAL(ended_how, "exit status 4");
	close(stray);
}

static void test_nonsense_from_a_worker_kills_it(void)
{
	begin();
	script_start("echo nonsense >&3; exec sleep 100");
	script_end();
	CU_ASSERT_EQUAL(n_ended, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(ended_how, "killed: it sent"));
}

static void answered(void *who, const struct worker_answer *answer)
{
	CU_ASSERT_EQUAL(answer->error, -ENODEV);
	n_answers++;
}

static void test_open_questions_hear_of_the_end(void)
{
	begin();
	script_start("exec sleep 100");
	CU_ASSERT_EQUAL(worker_ask_status(worker, answered, NULL), 0);
	worker_kill(worker);
	CU_ASSERT_EQUAL(n_answers, 1);
	CU_ASSERT_EQUAL(worker_ask_status(worker, answered, NULL), -ENODEV);
	script_end();
}

/* A worker that somebody else has started: it runs @serve and exits with its result. */
static struct worker_handle elsewhere_start(int (*serve)(int fd))
{
	struct worker_handle handle;
	int sockets[2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), 0);
	handle.pid = fork();
	if (handle.pid == 0) {
		close(sockets[0]);
		_exit(serve(sockets[1]));
	}
	close(sockets[1]);
	handle.fd = sockets[0];
	return handle;
}

static void say(int fd, uint32_t type)
{
	const struct worker_message_header header = { .type = type };

	send(fd, &header, sizeof(header), MSG_NOSIGNAL);
}

static bool hears(int fd, uint32_t type)
{
	struct worker_message_header header = { 0 };

	return recv(fd, &header, sizeof(header), 0) == sizeof(header) &&
	       header.type == type;
}

/* The answer to the old broker's question comes first. */
static int serve_both(int fd)
{
	say(fd, WORKER_STATUS);
	if (!hears(fd, WORKER_RESUME))
		return 1;
	say(fd, WORKER_READY);
	return hears(fd, WORKER_REFRESH) ? 7 : 2;
}

static void test_resume(void)
{
	struct worker_handle handle;

	begin();
	handle = elsewhere_start(serve_both);
	CU_ASSERT_EQUAL_FATAL(worker_resume(&loop, &handle, 1, &events, NULL, &worker), 0);
	CU_ASSERT_EQUAL(worker_handle(worker).pid, handle.pid);
	while (!n_ready && !n_ended)
		uv_run(&loop, UV_RUN_ONCE);
	CU_ASSERT_EQUAL(n_ready, 1);
	worker_refresh(worker);
	end();
	CU_ASSERT_EQUAL(n_ended, 1);
	CU_ASSERT_STRING_EQUAL(ended_how, "exit status 7");
}

static int serve_nothing(int fd)
{
	pause();
	return 0;
}

static void test_resume_and_kill(void)
{
	struct worker_handle handle;

	begin();
	handle = elsewhere_start(serve_nothing);
	CU_ASSERT_EQUAL_FATAL(worker_resume(&loop, &handle, 1, &events, NULL, &worker), 0);
	worker_kill(worker);
	end();
	CU_ASSERT_EQUAL(n_ended, 1);
	CU_ASSERT_STRING_EQUAL(ended_how, "killed by signal 9");
	CU_ASSERT_EQUAL(kill(handle.pid, 0), -1);
}

static int serve_and_exit(int fd)
{
	return 3;
}

/* It ended while nobody looked. */
static void test_resume_of_a_dead_one(void)
{
	struct worker_handle handle;
	siginfo_t info;

	begin();
	handle = elsewhere_start(serve_and_exit);
	waitid(P_PID, handle.pid, &info, WEXITED | WNOWAIT);
	CU_ASSERT_EQUAL_FATAL(worker_resume(&loop, &handle, 1, &events, NULL, &worker), 0);
	end();
	CU_ASSERT_EQUAL(n_ended, 1);
	CU_ASSERT_EQUAL(n_ready, 0);
	CU_ASSERT_EQUAL(kill(handle.pid, 0), -1);
}

TEST_MAIN("worker",
	  TEST(test_exit_status_is_told),
	  TEST(test_kill),
	  TEST(test_missing_program),
	  TEST(test_worker_inherits_four_descriptors),
	  TEST(test_nonsense_from_a_worker_kills_it),
	  TEST(test_open_questions_hear_of_the_end),
	  TEST(test_resume),
	  TEST(test_resume_and_kill),
	  TEST(test_resume_of_a_dead_one))
