/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A picture inside a display buffer: what FB_ATTACH makes. Belongs to its
 * buffer (buffer.h) and is found by cookie there.
 */
#ifndef VDISPL_WORKER_FRAMEBUFFER_H
#define VDISPL_WORKER_FRAMEBUFFER_H

#include <stdint.h>

#include <uthash.h>

#include "tools/common/worker_protocol.h"
#include "tools/vdispl-worker/scanout.h"

struct buffer;

struct framebuffer {
	UT_hash_handle hh;
	uint64_t cookie;
	struct buffer *buffer;
	struct framebuffer *next, *prev;	/* others of the same buffer */
	struct picture picture;
	struct scanout scanouts[WORKER_MAX_CARDS];
};

#endif
