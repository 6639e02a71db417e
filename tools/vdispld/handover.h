/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An upgrade without a blink: on SIGUSR2 the broker executes the program that is
 * installed now, in its own process, so that the workers stay its children. It leaves
 * that program the lock, the cards, the workers that serve with who shows what, and
 * what the administrator has ordered; everything else is in the store. A worker that
 * does not serve yet or no more is killed: its guest connects again.
 *
 * What is left is JSON in a memfd whose number VDISPLD_HANDOVER says. A program that
 * has another idea of it, or of how to talk with workers (WORKER_PROTOCOL), kills the
 * workers, and the guests connect again, as after any restart.
 */
#ifndef TOOLS_VDISPLD_HANDOVER_H
#define TOOLS_VDISPLD_HANDOVER_H

#include "tools/vdispld/broker.h"

struct json_object;

/*
 * Describes the broker; every descriptor in it, and the one that comes back, survives
 * execve(). -errno: nothing has changed.
 */
int handover_save(struct broker *broker, int lock);

/* Has the descriptors closed on execve() again, and @fd right now: there was none. */
void handover_cancel(struct broker *broker, int lock, int fd);

/*
 * What the program before has left, and its lock; NULL: there was none, or it is of no
 * use, in which case its workers are dead.
 */
struct json_object *handover_load(int *lock);

/*
 * Gives a broker that has just been started what was left, which is used up. Whatever
 * cannot be used costs its guest a new connection and nobody else anything.
 */
void handover_restore(struct broker *broker, struct json_object *left);

#endif
