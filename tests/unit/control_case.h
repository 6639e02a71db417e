/* SPDX-License-Identifier: GPL-2.0-only */
/* The control socket of a broker over fakes, and real clients. */
#ifndef TESTS_UNIT_CONTROL_CASE_H
#define TESTS_UNIT_CONTROL_CASE_H

#include "tests/unit/test.h"

#include "tests/fake/drm_card.h"
#include "tests/fake/worker.h"
#include "tests/fake/xenstore.h"
#include "tools/common/control.h"
#include "tools/common/packet.h"
#include "tools/vdispld/control_server.h"
#include "tools/vdispld/device.h"
#include "tools/vdisplctl/client.h"

#define FRONT "/local/domain/5/device/vdispl/0"

extern uv_loop_t loop;
extern struct broker broker;
extern struct control_server server;
extern char directory[32], socket_path[48];	/* the one is in the other */

void begin(void);
void end(void);
void settle(void);

/* Domain 5, "demo", connected; its worker is number 0. */
void guest_create(void);

int client_new(void);
void send_text(int fd, const char *text);

/* NULL: nothing there, or closed. A descriptor beside it goes to @passed. */
struct json_object *reply_get(int fd, int *passed);

/* Asks and compares the reply as text. */
void expect(int fd, const char *request, const char *reply);

/* The frame that the reply tells; 0: there is none yet. */
uint64_t frame_get(int fd);
void errno_expect(int fd, uint64_t error);

#endif
