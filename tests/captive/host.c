// SPDX-License-Identifier: GPL-2.0-only
/* Files, processes, users, the network, limits: what any Linux has. */
#include "tests/captive/captive.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define MUCH_MEMORY (64 << 20)
#define MANY_DESCRIPTORS 512

#define ATTEMPT(name) \
	static int name(const struct captive *captive, const struct attempt *attempt)

int attempt_open(const struct captive *captive, const struct attempt *attempt)
{
	return attempt_result(open(attempt->path, O_RDONLY | O_CLOEXEC));
}

int attempt_connect(const struct captive *captive, const struct attempt *attempt)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = offsetof(struct sockaddr_un, sun_path) +
			   strlen(attempt->path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(address.sun_path, attempt->path, strlen(attempt->path));
	/* '@' stands for the zero of a name that is no path. */
	if (address.sun_path[0] == '@')
		address.sun_path[0] = 0;
	if (!connect(fd, (struct sockaddr *)&address, length))
		return 0;
	if (errno == EPROTOTYPE)
		fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	return attempt_result(connect(fd, (struct sockaddr *)&address, length));
}

ATTEMPT(file_make)
{
	int rc = attempt_result(open(attempt->path, O_CREAT | O_WRONLY, 0600));

	if (!rc)
		unlink(attempt->path);
	return rc;
}

ATTEMPT(root_leave)
{
	int i;

	for (i = 0; i < 20; i++)
		if (chdir(".."))
			return -errno;
	return attempt_result(open("bin/sh", O_RDONLY));
}

ATTEMPT(root_change)
{
	return attempt_result(chroot("."));
}

ATTEMPT(mounts_unshare)
{
	return attempt_result(unshare(CLONE_NEWNS));
}

ATTEMPT(network_send)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	return attempt_result(sendto(fd, "", 1, 0, (struct sockaddr *)&address,
				     sizeof(address)));
}

ATTEMPT(segment_find)
{
	return attempt_result(shmget(CAPTIVE_SEGMENT_KEY, 1, 0600));
}

ATTEMPT(watcher_trace)
{
	return attempt_result(ptrace(PTRACE_SEIZE, captive->watcher, 0, 0));
}

ATTEMPT(watcher_read)
{
	long word;
	struct iovec here = { &word, sizeof(word) };
	struct iovec there = { (void *)captive, sizeof(word) };

	return attempt_result(process_vm_readv(captive->watcher, &here, 1, &there, 1, 0));
}

ATTEMPT(watcher_signal)
{
	return attempt_result(kill(captive->watcher, 0));
}

ATTEMPT(process_fork)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return attempt_result(child);
}

static void *thread_main(void *argument)
{
	return argument;
}

ATTEMPT(thread_start)
{
	pthread_t thread;

	return -pthread_create(&thread, NULL, thread_main, NULL);
}

ATTEMPT(program_run)
{
	return attempt_result(execl(attempt->path, attempt->path, NULL));
}

ATTEMPT(root_become)
{
	return attempt_result(setresuid(0, 0, 0));
}

/* The user of another guest's worker. */
ATTEMPT(neighbour_become)
{
	return attempt_result(setresuid(captive->uid + 1, captive->uid + 1,
					captive->uid + 1));
}

ATTEMPT(capabilities_find)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	return data[0].effective | data[0].permitted | data[0].inheritable |
	       data[1].effective | data[1].permitted | data[1].inheritable ? 0 : -EPERM;
}

ATTEMPT(memory_execute)
{
	return attempt_result((long)mmap(NULL, 4096, PROT_READ | PROT_EXEC,
					 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

ATTEMPT(memory_protect)
{
	static char page[8192] __attribute__((aligned(4096)));

	return attempt_result(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

ATTEMPT(memory_take)
{
	return attempt_result((long)mmap(NULL, MUCH_MEMORY, PROT_READ | PROT_WRITE,
					 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

ATTEMPT(memory_share)
{
	return attempt_result((long)mmap(NULL, MUCH_MEMORY, PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0));
}

ATTEMPT(heap_grow)
{
	return attempt_result((long)sbrk(MUCH_MEMORY));
}

ATTEMPT(memory_lock)
{
	return attempt_result((long)mmap(NULL, 4096, PROT_READ | PROT_WRITE,
					 MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0));
}

ATTEMPT(descriptors_take)
{
	int i;

	for (i = 0; i < MANY_DESCRIPTORS; i++)
		if (dup(STDERR_FILENO) < 0)
			return -errno;
	return 0;
}

/* Less than there is outside, more than within. */
ATTEMPT(limit_raise)
{
	struct rlimit limit = { MANY_DESCRIPTORS, MANY_DESCRIPTORS };

	return attempt_result(setrlimit(RLIMIT_NOFILE, &limit));
}

ATTEMPT(core_leave)
{
	struct rlimit limit;
	int dumpable = prctl(PR_GET_DUMPABLE);

	getrlimit(RLIMIT_CORE, &limit);
	if (dumpable < 0)
		return -errno;
	return dumpable || limit.rlim_max ? 0 : -EPERM;
}

ATTEMPT(priority_raise)
{
	return attempt_result(setpriority(PRIO_PROCESS, 0, -10));
}

ATTEMPT(realtime_become)
{
	struct sched_param param = { .sched_priority = 1 };

	return attempt_result(sched_setscheduler(0, SCHED_FIFO, &param));
}

static int listener = -1;

void captive_lay_bait(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "\0captive" };

	shmget(CAPTIVE_SEGMENT_KEY, 1, IPC_CREAT | 0600);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!bind(listener, (struct sockaddr *)&address,
		  offsetof(struct sockaddr_un, sun_path) + strlen("@captive")))
		listen(listener, 8);
}

void captive_take_bait(void)
{
	close(listener);
	shmctl(shmget(CAPTIVE_SEGMENT_KEY, 1, 0600), IPC_RMID, NULL);
}

const struct attempt attempts_host[] = {
	{ "open", attempt_open, 0, -ENOENT, KILLED, "/bin/sh" },
	{ "open", attempt_open, 0, -ENOENT, KILLED, "/proc/1/status" },
	{ "open", attempt_open, 0, -ENOENT, KILLED, "/proc/self/mounts" },
	{ "make", file_make, 0, -EROFS, KILLED, "/captive" },
	{ "leave the empty root", root_leave, 0, -ENOENT, KILLED, NULL },
	{ "change the root", root_change, 0, -EPERM, KILLED, NULL },
	{ "enter other mounts", mounts_unshare, 0, -EPERM, KILLED, NULL },
	{ "connect to", attempt_connect, 0, -ECONNREFUSED, KILLED, "@captive" },
	{ "send to the network", network_send, 0, -ENETUNREACH, KILLED, NULL },
	{ "find shared memory", segment_find, 0, -ENOENT, KILLED, NULL },
	{ "trace a process", watcher_trace, 0, -EPERM, KILLED, NULL },
	{ "read another's memory", watcher_read, 0, -EPERM, KILLED, NULL },
	{ "signal a process", watcher_signal, 0, -EPERM, KILLED, NULL },
	{ "fork", process_fork, 0, -EAGAIN, KILLED, NULL },
	{ "start a thread", thread_start, 0, -EAGAIN, KILLED, NULL },
	{ "run", program_run, 0, -ENOENT, KILLED, "/bin/true" },
	{ "become root", root_become, 0, -EPERM, KILLED, NULL },
	{ "become another guest's worker", neighbour_become, 0, -EPERM, KILLED, NULL },
	{ "have capabilities", capabilities_find, 0, -EPERM, KILLED, NULL },
	{ "map memory to execute", memory_execute, 0, 0, KILLED, NULL },
	{ "make memory executable", memory_protect, 0, 0, KILLED, NULL },
	{ "take memory", memory_take, 0, -ENOMEM, -ENOMEM, NULL },
	{ "take memory to share", memory_share, 0, 0, KILLED, NULL },
	{ "grow the heap", heap_grow, 0, -ENOMEM, -ENOMEM, NULL },
	{ "lock memory", memory_lock, 0, -EPERM, -EPERM, NULL },
	{ "take descriptors", descriptors_take, 0, -EMFILE, KILLED, NULL },
	{ "raise a limit", limit_raise, 0, -EPERM, KILLED, NULL },
	{ "leave a core or be traced", core_leave, 0, -EPERM, KILLED, NULL },
	{ "raise the priority", priority_raise, ANY, -EACCES, KILLED, NULL },
	{ "take the processor for itself", realtime_become, ANY, -EPERM, KILLED, NULL },
};
const size_t n_attempts_host = sizeof(attempts_host) / sizeof(attempts_host[0]);
