// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-stress SECONDS SEED GUESTS-FILE: everything that the device can do, from many
 * threads of many processes, some of which are killed, against guests that come and
 * go. A line of GUESTS-FILE is a guest: its number, a page directory, how many pages
 * that names, a reference, and a directory for references to dom0's pages.
 */
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "tests/module/device.h"
#include "tests/module/stress/stress.h"

#define WORKERS 5
#define PROGRESS_SECONDS 10

static struct stress_shared *shared;
static uint32_t next_seed;

static const char *const kinds[] = {
#define kind(name, text) [STRESS_##name] = text,
	STRESS_KINDS(kind)
#undef kind
};

static pid_t worker_start(void)
{
	uint32_t seed = next_seed++;
	pid_t pid = fork();

	if (pid < 0)
		bail_out("fork: %s", strerror(errno));
	if (!pid)
		stress_worker(shared, seed);
	return pid;
}

static void shared_create(const char *guests)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED ||
	    socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
		       shared->sockets))
		bail_out("%s", strerror(errno));
	shared->guests = guests;
}

static unsigned long seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void progress_print(unsigned long seconds)
{
	printf("# %lu s: %lu operations, %lu exports, %lu imports, %lu killed\n",
	       seconds, atomic_load(&shared->tried),
	       atomic_load(&shared->done[STRESS_EXPORT]),
	       atomic_load(&shared->done[STRESS_IMPORT]),
	       atomic_load(&shared->done[STRESS_KILL]));
	fflush(stdout);
}

/* Kills one now and then, and starts another in its place. */
static void workers_run(pid_t *workers, unsigned long seconds, uint32_t seed)
{
	unsigned long start = seconds_now(), shown = 0, now;
	unsigned int victim;

	while ((now = seconds_now() - start) < seconds) {
		usleep(200000 + stress_random(&seed) % 1500000);
		victim = stress_random(&seed) % WORKERS;
		kill(workers[victim], SIGKILL);
		waitpid(workers[victim], NULL, 0);
		atomic_fetch_add(&shared->done[STRESS_KILL], 1);
		workers[victim] = worker_start();
		if (now / PROGRESS_SECONDS > shown) {
			shown = now / PROGRESS_SECONDS;
			progress_print(now);
		}
	}
}

/* Half of them end by themselves, half where they are. */
static void workers_end(const pid_t *workers)
{
	int i, status, killed = 0;

	for (i = 0; i < WORKERS; i += 2)
		kill(workers[i], SIGKILL);
	atomic_store(&shared->stop, true);
	alarm(60);
	for (i = 0; i < WORKERS; i++) {
		if (waitpid(workers[i], &status, 0) != workers[i])
			bail_out("waitpid: %s", strerror(errno));
		killed += WIFSIGNALED(status);
	}
	alarm(0);
	check(killed == (WORKERS + 1) / 2, "whoever was not killed has ended");
}

static void on_alarm(int signal)
{
	static const char text[] = "Bail out! a process does not end\n";

	if (write(1, text, sizeof(text) - 1) < 0)
		_exit(2);
	_exit(1);
}

static void unexpected_check(void)
{
	unsigned long n = atomic_load(&shared->unexpected);
	char first[128] = "";

	if (n)
		snprintf(first, sizeof(first), "; the first, %s: %s",
			 kinds[atomic_load(&shared->first_kind)],
			 strerror(atomic_load(&shared->first_error)));
	check(!n, "%lu of %lu ended in an error that no race explains%s", n,
	      atomic_load(&shared->tried), first);
}

int main(int argc, char **argv)
{
	pid_t workers[WORKERS];
	unsigned long n;
	int i;

	if (argc != 4 || !argument(argv, 2))
		return 2;
	signal(SIGALRM, on_alarm);
	/* Behind whoever creates the guests. */
	if (nice(10) < 0)
		bail_out("nice: %s", strerror(errno));
	next_seed = argument(argv, 2);
	printf("# seed %u\n", next_seed);
	shared_create(argv[3]);
	for (i = 0; i < WORKERS; i++)
		workers[i] = worker_start();
	workers_run(workers, argument(argv, 1), argument(argv, 2));
	workers_end(workers);
	for (i = 0; i < STRESS_N_KINDS; i++) {
		n = atomic_load(&shared->done[i]);
		check(n, "%s: %lu times", kinds[i], n);
	}
	unexpected_check();
	return tap_end();
}
