// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/frame.h"

#include <errno.h>
#include <stddef.h>
#include <xen/errno.h>

static const struct {
	int local;
	int wire;
} statuses[] = {
#define XEN_ERRNO(name, value) { name, value },
#include <xen/errno.h>
	/* Not in Xen's list; the nearest that is. */
	{ EDQUOT, XEN_ENOSPC },
	{ EINTR, XEN_EAGAIN },
};

void frame_as_version_1(struct xendispl_req *untrusted_req)
{
	if (untrusted_req->operation == XENDISPL_OP_DBUF_CREATE)
		untrusted_req->op.dbuf_create.data_ofs = 0;
}

int32_t frame_status(int error)
{
	size_t i;

	if (error >= 0)
		return 0;
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].local == -error)
			return -statuses[i].wire;
	return -XEN_EIO;
}

struct xendispl_resp frame_response(uint16_t id, uint8_t operation, int error)
{
	struct xendispl_resp response = {
		.id = id,
		.operation = operation,
		.status = frame_status(error),
	};

	return response;
}

struct xendispl_evt frame_flip_event(uint16_t id, uint64_t fb_cookie)
{
	struct xendispl_evt event = {
		.id = id,
		.type = XENDISPL_EVT_PG_FLIP,
		.op.pg_flip.fb_cookie = fb_cookie,
	};

	return event;
}
