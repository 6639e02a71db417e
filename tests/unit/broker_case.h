/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The whole broker over an in-memory store, faked cards and faked workers; the
 * test plays toolstack and guest.
 */
#ifndef TESTS_UNIT_BROKER_CASE_H
#define TESTS_UNIT_BROKER_CASE_H

#include "tests/unit/test.h"

#include "tests/fake/drm_card.h"
#include "tests/fake/worker.h"
#include "tests/fake/xenstore.h"
#include "tools/common/xenstore.h"
#include "tools/vdispld/device.h"

extern uv_loop_t loop;
extern struct broker broker;
extern bool broker_has_ended;

/* Paths of nodes of device 0. */
const char *front(unsigned int domid, const char *node);
const char *back(unsigned int domid, const char *node);

/* What libxl writes, while the domain is paused. */
void toolstack_create(unsigned int domid, const char *unique_id);
void toolstack_remove(unsigned int domid);

void front_publish(unsigned int domid, const char *ring);
void front_set(unsigned int domid, const char *state);
int back_state(unsigned int domid);	/* -1: there is none */

/* Everything that is due now; timers that lie ahead are not waited for. */
void settle(void);
/* Lets timers fire as well, up to a limit that means trouble. */
bool settle_until(bool (*done)(void));

int broker_begin(void);
void broker_ended(void *data);
void broker_end(void);
/* The same with everything around it. */
void begin(void);
/* With so many outputs, VGA-1 and so on, and so many CRTCs. */
void begin_with(unsigned int n_connectors, unsigned int n_crtcs);
void end(void);

/* A guest up to Connected on both ends; its worker is the last one. */
void guest_connect(unsigned int domid);
void guest_create(unsigned int domid, const char *unique_id);

#endif
