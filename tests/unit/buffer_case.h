/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of a guest's buffers without a display's output have in common. */
#ifndef TESTS_UNIT_BUFFER_CASE_H
#define TESTS_UNIT_BUFFER_CASE_H

#include "tests/unit/test.h"

#include <errno.h>
#include <string.h>

#include <drm_fourcc.h>

#include "tests/fake/drm.h"
#include "tests/fake/fault.h"
#include "tests/fake/gntdmabuf.h"
#include "tools/vdispl-worker/buffer.h"

#define SIZE (1024 * 768 * 4)
#define PAGES 768

extern struct buffers buffers;
extern struct loans loans;
extern struct card card;
extern struct violation why;
extern int display_answer;	/* of the card's display to each trial */
extern uint64_t forgotten[2 * FRAMEBUFFER_MAX];	/* framebuffers' cookies */
extern uint16_t released[64];	/* the ids of answers that have waited */
extern unsigned int n_forgotten, n_released;

/* One card, and room for four buffers of 1024x768. */
void setup(void);

/* Everything is given back, whatever the test did. */
void teardown(void);

int create_with(uint64_t cookie, uint32_t flags);
int destroy(uint64_t cookie, uint16_t id);
int attach(uint64_t dbuf, uint64_t cookie, uint32_t width, uint32_t height,
	   uint32_t fourcc);
int attach_whole(uint64_t dbuf, uint64_t cookie);

#endif
