/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process of the stress. Its threads share a few control descriptors and a table of
 * buffers. They use what is in the table while others close, revoke and release it:
 * a descriptor's number may be another file by then, and the errors for that are
 * part of the game.
 */
#ifndef TESTS_MODULE_STRESS_WORKER_H
#define TESTS_MODULE_STRESS_WORKER_H

#include <pthread.h>

#include "tests/module/card.h"
#include "tests/module/device.h"
#include "tests/module/mainline.h"
#include "tests/module/memory.h"
#include "tests/module/stress/stress.h"

#define MAX_GUESTS 4

struct guest {
	uint32_t domid, directory, count, ref, mapper;
};

/* control 0: nothing */
struct slot {
	int control, fd;
	uint64_t handle;
	bool import, mainline;
};

struct thread {
	pthread_t id;
	uint32_t random;
	struct guest guests[MAX_GUESTS];
	unsigned int n_guests;
};

/* A random number below @limit. */
uint32_t below(struct thread *t, uint32_t limit);

/* Counts a try; returns whether it went well. @err: 0 or -errno. */
bool tried(enum stress_kind kind, int err);

/* One of each at random; what they name may be gone at once. NULL: no guest. */
const struct guest *guest_any(struct thread *t);
struct slot slot_any(struct thread *t);
int control_any(struct thread *t);
int card_any(struct thread *t);

/* A card that has memory of its own. */
int card_with_memory(void);

/* A socket on which all processes send and receive. */
int socket_to_send(void);
int socket_to_receive(void);

/* Puts @slot into the table, and finishes what was in its place. */
void slot_replace(struct thread *t, struct slot slot);

/* Reads, or reads and writes, a page that may be revoked: -ENODEV. */
int page_touch(volatile uint32_t *page, bool write);

/* exports.c */
void try_export(struct thread *t);
void try_export_mainline(struct thread *t);
void try_close(struct thread *t);
void try_wait(struct thread *t);
void try_touch(struct thread *t);
void try_sigbus(struct thread *t);
void try_revoke_meanwhile(struct thread *t);
void try_cpu_access(struct thread *t);
void try_attach(struct thread *t);
void try_revoke(struct thread *t);
void try_revoke_domain(struct thread *t);
void try_restrict(struct thread *t);
void try_query(struct thread *t);
void try_events(struct thread *t);

/* imports.c */
void try_pass(struct thread *t);
void try_receive(struct thread *t);
void try_import(struct thread *t);
void try_import_mainline(struct thread *t);

#endif
