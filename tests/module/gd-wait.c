// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-wait DOMID DIRECTORY COUNT: everybody who waits, in whatever way, is woken when
 * the buffer is released, and can be interrupted and killed before.
 */
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "tests/module/device.h"

#define PROCESSES 8
#define THREADS 8	/* of each */

static uint32_t domid, directory, count;
static int control;
static struct gntdmabuf_export export;

static void export_or_die(void)
{
	int err = device_export_directory(control, domid, directory, count, 0,
					  &export);

	if (err)
		bail_out("export: %s", strerror(-err));
}

/* The state of a thread, as its stat file has it; 0: there is none. */
static char thread_state(pid_t pid, const char *tid)
{
	char path[300], state = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%s/stat", pid, tid);
	file = fopen(path, "r");
	if (!file)
		return 0;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	fclose(file);
	return state;
}

/* How many of its threads sleep so that a signal could wake them. */
static int threads_asleep(pid_t pid)
{
	struct dirent *entry;
	char path[64];
	int n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		n += entry->d_name[0] != '.' &&
		     thread_state(pid, entry->d_name) == 'S';
	if (dir)
		closedir(dir);
	return n;
}

static bool sleep_wait(pid_t pid, int threads)
{
	int i;

	for (i = 0; i < 1000 && threads_asleep(pid) < threads; i++)
		usleep(5000);
	return i < 1000;
}

static void *waiter_run(void *arg)
{
	return (void *)(intptr_t)device_wait(control, export.handle,
					     GNTDMABUF_WAIT_FOREVER);
}

/* How many of its threads were woken well. */
static int waiters_run(void)
{
	pthread_t threads[THREADS];
	void *result;
	int i, woken = 0;

	close(export.fd);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, waiter_run, NULL);
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		woken += !result;
	}
	return woken;
}

static void test_all_waiters(void)
{
	pid_t children[PROCESSES];
	int i, status, woken = 0;

	export_or_die();
	for (i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		if (!children[i])
			_exit(waiters_run());
	}
	for (i = 0; i < PROCESSES; i++)
		/* The threads, and the one that waits for them. */
		if (!sleep_wait(children[i], THREADS + 1))
			check(false, "process %d does not wait", i);
	close(export.fd);
	for (i = 0; i < PROCESSES; i++) {
		waitpid(children[i], &status, 0);
		woken += WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	}
	check(woken == PROCESSES * THREADS,
	      "mainline bug 1: all waiters are woken, %d of %d in %d processes",
	      woken, PROCESSES * THREADS, PROCESSES);
}

static pid_t waiter_fork(void)
{
	pid_t child = fork();

	if (!child) {
		close(export.fd);
		_exit(-device_wait(control, export.handle,
				   GNTDMABUF_WAIT_FOREVER));
	}
	return child;
}

static void on_signal(int signal)
{
}

static void test_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	pid_t child;
	int status;

	sigaction(SIGUSR1, &action, NULL);
	export_or_die();
	child = waiter_fork();
	check(sleep_wait(child, 1),
	      "mainline bug 1: an endless wait is not uninterruptible");
	kill(child, SIGUSR1);
	check(waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	      WEXITSTATUS(status) == EINTR, "a signal interrupts it: EINTR");
	child = waiter_fork();
	sleep_wait(child, 1);
	kill(child, SIGKILL);
	check(waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
	      WTERMSIG(status) == SIGKILL, "SIGKILL ends it");
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "mainline bug 1: a waiter that left keeps nothing");
}

/* It holds what it waits on by itself. */
static void test_control_closed_meanwhile(void)
{
	int keep = control, status;
	pid_t child;

	control = device_open();
	export_or_die();
	child = waiter_fork();
	sleep_wait(child, 1);
	close(control);
	control = keep;
	close(export.fd);
	check(waitpid(child, &status, 0) == child && !status,
	      "a waiter is woken although others closed the control descriptor");
}

static pid_t reader_fork(int fd)
{
	struct gntdmabuf_event_record event;
	pid_t child = fork();

	if (!child) {
		close(export.fd);
		_exit(read(fd, &event, sizeof(event)) != sizeof(event) ||
		      event.handle != export.handle);
	}
	return child;
}

static void test_readers(void)
{
	struct gntdmabuf_event_record event;
	int keep = control, status;
	pid_t child;

	control = device_open();
	export_or_die();
	child = reader_fork(control);
	check(sleep_wait(child, 1), "read blocks while there is no event");
	kill(child, SIGKILL);
	check(waitpid(child, &status, 0) == child && WIFSIGNALED(status),
	      "SIGKILL ends it too");
	child = reader_fork(control);
	sleep_wait(child, 1);
	close(export.fd);
	check(waitpid(child, &status, 0) == child && !status,
	      "the event wakes a reader");
	fcntl(control, F_SETFL, O_NONBLOCK);
	check(read(control, &event, sizeof(event)) < 0 && errno == EAGAIN,
	      "it was taken once: EAGAIN");
	close(control);
	control = keep;
}

/* 49 days and more, in units that the kernel counts by. */
static void test_long_timeouts(void)
{
	static const uint32_t timeouts[] = { 0x7fffffff, 0xfffffffe };
	size_t i;
	int status;
	pid_t child;

	for (i = 0; i < 2; i++) {
		export_or_die();
		child = fork();
		if (!child) {
			close(export.fd);
			_exit(-device_wait(control, export.handle,
					   timeouts[i]));
		}
		check(sleep_wait(child, 1), "a wait of %u ms waits",
		      timeouts[i]);
		close(export.fd);
		check(waitpid(child, &status, 0) == child && !status,
		      "and ends with the release");
	}
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	control = device_open();
	test_all_waiters();
	test_signals();
	test_control_closed_meanwhile();
	test_readers();
	test_long_timeouts();
	check(device_idles(control), "nothing is left");
	close(control);
	return tap_end();
}
