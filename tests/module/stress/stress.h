/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stress: what is shared by its processes (gd-stress.c), and by the threads of
 * one (stress/worker.c).
 */
#ifndef TESTS_MODULE_STRESS_H
#define TESTS_MODULE_STRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Every kind has to have happened. */
#define STRESS_KINDS(kind)				\
	kind(EXPORT, "export")				\
	kind(EXPORT_MAINLINE, "export as mainline's")	\
	kind(CLOSE, "close")				\
	kind(WAIT, "wait")				\
	kind(WAIT_MAINLINE, "wait as mainline's")	\
	kind(TOUCH, "mmap and touch")			\
	kind(SIGBUS, "touch what is revoked")		\
	kind(REVOKED_MEANWHILE, "touch what was mapped while it was revoked") \
	kind(CPU_ACCESS, "CPU access")			\
	kind(ATTACH, "attach and map")			\
	kind(REVOKE, "revoke")				\
	kind(REVOKE_DOMAIN, "revoke by domain")		\
	kind(RESTRICT, "restrict")			\
	kind(QUERY, "query")				\
	kind(EVENTS, "read of events")			\
	kind(REOPEN, "control descriptor opened anew")	\
	kind(PASS, "dma-buf passed to another process")	\
	kind(RECEIVE, "dma-buf taken from another process") \
	kind(IMPORT, "import")				\
	kind(IMPORT_MAINLINE, "import as mainline's")	\
	kind(RELEASE, "import release")			\
	kind(KILL, "process killed")

enum stress_kind {
#define kind(name, text) STRESS_##name,
	STRESS_KINDS(kind)
#undef kind
	STRESS_N_KINDS
};

/* In memory that all processes share. */
struct stress_shared {
	atomic_bool stop;
	atomic_ulong done[STRESS_N_KINDS];	/* with success */
	atomic_ulong tried;
	atomic_ulong unexpected;		/* errors that no race explains */
	atomic_int first_kind, first_error;	/* of them */
	int sockets[2];				/* dma-bufs on their way */
	const char *guests;			/* the file that lists them */
};

/* A process: runs until it is killed or told to stop. */
void stress_worker(struct stress_shared *shared, uint32_t seed)
	__attribute__((noreturn));

static inline uint32_t stress_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

#endif
