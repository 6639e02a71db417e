/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of a guest's buffers on a display have in common. */
#ifndef TESTS_UNIT_KMS_CASE_H
#define TESTS_UNIT_KMS_CASE_H

#include "tests/unit/test.h"

#include <errno.h>

#include <drm_fourcc.h>
#include <uv.h>

#include "tests/fake/drm.h"
#include "tests/fake/fault.h"
#include "tests/fake/gntdmabuf.h"
#include "tools/vdispl-worker/buffer.h"
#include "tools/vdispl-worker/output_kms.h"

extern struct worker_connector connector;
extern struct buffers buffers;
extern struct card card;
extern struct gntdmabuf *grants;
extern struct output *output;	/* NULL: it could not be had */
extern struct violation why;
extern uv_loop_t loop;
extern uint64_t reported[64];	/* the cookies of flips */
extern unsigned int n_reported, fds_before;

/* What a test changes of the card is set before. */
void open_all(void);
/* The same with a card that has no faults, and its events watched. */
void setup(void);
void loop_close(void);
/* Everything must have been given back. */
void teardown(void);

/* A buffer and a framebuffer of that cookie. */
int add_fb(uint64_t cookie, uint32_t width, uint32_t height, uint32_t fourcc);
struct framebuffer *fb(uint64_t cookie);
struct framebuffer *screen_fb(uint64_t cookie);
int configure_at(struct framebuffer *f, uint32_t x, uint32_t y);
int configure(struct framebuffer *f);

/* The display switches, and the loop hears of it. */
void complete(void);

void paint(struct framebuffer *f, uint32_t x, uint32_t y, uint32_t pixel);
/* The pixel that the display shows there, from the dumb buffer on screen. */
uint32_t seen(uint32_t x, uint32_t y);

#endif
