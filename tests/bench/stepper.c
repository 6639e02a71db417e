// SPDX-License-Identifier: GPL-2.0-only
/*
 * stepper [--calls] PID MARK FLIPS: steps through a process, instruction by instruction,
 * from one call of the function at offset MARK of its program to the FLIPS-th after that,
 * and says what it did between two of them on average:
 *
 *	instructions system-calls allocations octets
 *
 * Instructions are the program's and its libraries', but for those of memcpy, whose
 * octets are counted instead: it is left to run, as it would take a day.
 *
 * With --calls it runs at its own speed, and instructions and octets are not counted.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define SYSCALL_INSTRUCTION 0x050f
#define BREAKPOINT 0xcc
#define AT_SYSTEM_CALL 0x80		/* PTRACE_O_TRACESYSGOOD */
#define N_ALLOCATORS 4

struct counts {
	uint64_t instructions, calls, allocations, octets;
};

struct stepper {
	pid_t pid;
	uint64_t mark, copy, allocators[N_ALLOCATORS];
	unsigned int wanted;		/* flips */
	struct counts counts;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* Where the first mapping of the file whose path ends in @name begins. */
static uint64_t base_find(pid_t pid, const char *name)
{
	char path[64], line[512];
	uint64_t base = 0;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	maps = fopen(path, "r");
	if (!maps)
		die(path);
	while (!base && fgets(line, sizeof(line), maps)) {
		line[strcspn(line, "\n")] = 0;
		if (strlen(line) > strlen(name) &&
		    !strcmp(line + strlen(line) - strlen(name), name))
			base = strtoull(line, NULL, 16);
	}
	fclose(maps);
	if (!base)
		die(name);
	return base;
}

/* A function of the C library, which is the same file here and there. */
static uint64_t library_find(pid_t pid, const char *name)
{
	uint64_t here = (uintptr_t)dlsym(RTLD_DEFAULT, name);

	return here - base_find(getpid(), "/libc.so.6") + base_find(pid, "/libc.so.6");
}

/* The signal that it has stopped for. */
static int stop_wait(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status)) {
		fprintf(stderr, "the process has ended with status %#x\n", status);
		exit(1);
	}
	return WSTOPSIG(status);
}

static void trap_wait(pid_t pid)
{
	if (stop_wait(pid) != SIGTRAP)
		die("another signal");
}

static long word_at(const struct stepper *s, uint64_t address)
{
	long word;

	errno = 0;
	word = ptrace(PTRACE_PEEKDATA, s->pid, address, 0);
	if (errno)
		die("peek");
	return word;
}

/* Returns what was there. */
static long breakpoint_set(const struct stepper *s, uint64_t address)
{
	long word = word_at(s, address);

	ptrace(PTRACE_POKEDATA, s->pid, address, (word & ~0xffL) | BREAKPOINT);
	return word;
}

/* At a breakpoint that has been taken away: back to where it was. */
static void breakpoint_leave(const struct stepper *s, struct user_regs_struct *regs)
{
	ptrace(PTRACE_GETREGS, s->pid, 0, regs);
	regs->rip--;
	ptrace(PTRACE_SETREGS, s->pid, 0, regs);
}

/* Lets it run at its own speed, up to @address. */
static void run_to(const struct stepper *s, uint64_t address,
		   struct user_regs_struct *regs)
{
	long word = breakpoint_set(s, address);

	if (ptrace(PTRACE_CONT, s->pid, 0, 0))
		die("continue");
	trap_wait(s->pid);
	ptrace(PTRACE_POKEDATA, s->pid, address, word);
	breakpoint_leave(s, regs);
}

static void step(const struct stepper *s)
{
	if (ptrace(PTRACE_SINGLESTEP, s->pid, 0, 0))
		die("step");
	trap_wait(s->pid);
}

static void instruction_count(struct stepper *s, struct user_regs_struct *regs)
{
	int i;

	s->counts.instructions++;
	if ((word_at(s, regs->rip) & 0xffff) == SYSCALL_INSTRUCTION)
		s->counts.calls++;
	for (i = 0; i < N_ALLOCATORS; i++)
		s->counts.allocations += regs->rip == s->allocators[i];
	if (regs->rip == s->copy) {
		s->counts.octets += regs->rdx;
		/* To where it returns to. */
		run_to(s, word_at(s, regs->rsp), regs);
	}
}

/* Each step takes a while: nothing is stepped through that is not counted. */
static void run(struct stepper *s)
{
	struct user_regs_struct regs;
	unsigned int flips = 0;

	for (run_to(s, s->mark, &regs);; ptrace(PTRACE_GETREGS, s->pid, 0, &regs)) {
		if (regs.rip == s->mark && flips++ == s->wanted)
			return;
		instruction_count(s, &regs);
		step(s);
	}
}

/* Where it stops next but for its system calls, each of which it stops for twice. */
static uint64_t run_counting_calls(struct stepper *s)
{
	long mark = breakpoint_set(s, s->mark), words[N_ALLOCATORS];
	struct user_regs_struct regs;
	uint64_t stops = 0;
	int signal, i;

	for (i = 0; i < N_ALLOCATORS; i++)
		words[i] = breakpoint_set(s, s->allocators[i]);
	for (;; stops++) {
		if (ptrace(PTRACE_SYSCALL, s->pid, 0, 0))
			die("continue");
		signal = stop_wait(s->pid);
		if (signal != (SIGTRAP | AT_SYSTEM_CALL))
			break;
	}
	if (signal != SIGTRAP)
		die("another signal");
	s->counts.calls += stops / 2;
	for (i = N_ALLOCATORS - 1; i >= 0; i--)
		ptrace(PTRACE_POKEDATA, s->pid, s->allocators[i], words[i]);
	ptrace(PTRACE_POKEDATA, s->pid, s->mark, mark);
	breakpoint_leave(s, &regs);
	return regs.rip;
}

static void run_calls(struct stepper *s)
{
	struct user_regs_struct regs;
	unsigned int flips = 0;

	ptrace(PTRACE_SETOPTIONS, s->pid, 0, PTRACE_O_TRACESYSGOOD);
	run_to(s, s->mark, &regs);
	while (flips < s->wanted) {
		step(s);
		if (run_counting_calls(s) == s->mark)
			flips++;
		else
			s->counts.allocations++;
	}
}

int main(int argc, char **argv)
{
	static const char *const allocators[N_ALLOCATORS] = {
		"malloc", "calloc", "realloc", "aligned_alloc",
	};
	struct stepper s = { 0 };
	bool calls_only = argc == 5 && !strcmp(argv[1], "--calls");
	char program[256], link[64];
	ssize_t length;
	int i;

	argc -= calls_only;
	argv += calls_only;
	if (argc != 4)
		return 2;
	s.pid = atoi(argv[1]);
	s.wanted = atoi(argv[3]);
	snprintf(link, sizeof(link), "/proc/%d/exe", s.pid);
	length = readlink(link, program, sizeof(program) - 1);
	if (length < 0)
		die(link);
	program[length] = 0;
	s.mark = base_find(s.pid, program) + strtoull(argv[2], NULL, 16);
	s.copy = library_find(s.pid, "memcpy");
	for (i = 0; i < N_ALLOCATORS; i++)
		s.allocators[i] = library_find(s.pid, allocators[i]);
	if (ptrace(PTRACE_ATTACH, s.pid, 0, 0))
		die("attach");
	stop_wait(s.pid);
	if (calls_only)
		run_calls(&s);
	else
		run(&s);
	ptrace(PTRACE_DETACH, s.pid, 0, 0);
	printf("%.1f %.1f %.1f %.1f\n", (double)s.counts.instructions / s.wanted,
	       (double)s.counts.calls / s.wanted,
	       (double)s.counts.allocations / s.wanted,
	       (double)s.counts.octets / s.wanted);
	return 0;
}
