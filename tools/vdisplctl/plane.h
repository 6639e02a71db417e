/* SPDX-License-Identifier: GPL-2.0-only */
/* A connector's plane, as vdispld-control(7) has it: asked for, and read. */
#ifndef TOOLS_VDISPLCTL_PLANE_H
#define TOOLS_VDISPLCTL_PLANE_H

#include "tools/vdisplctl/client.h"
#include "tools/vdisplctl/picture.h"

/*
 * The plane of a connector of @device ("show"), which the caller puts, and the dma-buf
 * in *fd, the caller's, or -1: nothing is shown. @after: NULL, or the frame that is
 * known already. -errno, which has been said.
 */
int plane_ask(struct client *client, struct json_object *device, uint32_t connector,
	      const uint64_t *after, struct json_object **plane, int *fd);

/* A copy of what it shows. */
struct plane_copy {
	struct picture picture;
	uint8_t *data;
	size_t size;
};

/* -errno, which has been said; -EFAULT: the guest has just given the buffer up. */
int plane_copy(struct json_object *plane, int fd, struct plane_copy *copy);
void plane_copy_end(struct plane_copy *copy);

#endif
