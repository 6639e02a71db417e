/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one place where a guest's numbers are judged. It knows no state: whether
 * a cookie exists is the buffers' business.
 */
#ifndef VDISPL_WORKER_VALIDATE_H
#define VDISPL_WORKER_VALIDATE_H

#include <stdbool.h>
#include <stdint.h>

#include <xen/io/displif.h>

#include "tools/vdispl-worker/violation.h"

/* Above what any display of today does, below what overflows anything. */
#define VALIDATE_MAX_SIDE 16384

/* What a request is measured against; nothing in it is the guest's. */
struct validate_limits {
	uint32_t connector;	/* whose ring the request came from */
	uint32_t width;		/* that connector's visible area */
	uint32_t height;
	uint64_t max_pages;	/* of one buffer */
	uint32_t version;	/* of the protocol, 1 or 2 */
	bool be_alloc;		/* the toolstack lets the guest ask for our memory */
};

/* "FB_ATTACH"; "operation 0x42" is spelled "unknown operation". */
const char *validate_operation_name(uint8_t operation);

/*
 * 0: from here on every field of the (private) copy is within its limits.
 * -EINVAL, -EOPNOTSUPP: it is not, *why tells.
 */
int validate_request(const struct validate_limits *limits,
		     const struct xendispl_req *untrusted_req,
		     struct violation *why);

#endif
