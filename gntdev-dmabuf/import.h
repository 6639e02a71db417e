/* SPDX-License-Identifier: GPL-2.0-only */
/* A dma-buf in, grant references out. */
#ifndef GD_IMPORT_H
#define GD_IMPORT_H

#include <linux/types.h>
#include <xen/interface/xen.h>

#include "attachment.h"
#include "locked.h"
#include "refs.h"

struct gd_buffer;
struct gd_control;

/* What a buffer has in place of mapped grants. */
struct gd_import {
	struct gd_attachment attachment;
	struct gd_locked locked;
	struct gd_refs refs;
};

struct gd_import_request {
	domid_t domid;
	int fd;
	u32 offset;
	u32 count;		/* at most gd_limits::buffer */
	u32 directory;		/* 0: there is none to fill */
	bool read_only;
	bool announce;		/* queue an event at its end */
	bool as_mainline;	/* the whole dma-buf, and writable however opened */
};

/*
 * Pins and grants; the references stand in gd_buffer::import. Either
 * gd_buffer_publish() or gd_import_discard() has to follow.
 * Errors: as struct gntdmabuf_import explains them.
 */
struct gd_buffer *gd_import_create(struct gd_control *control,
				   const struct gd_import_request *request);

/* As if it had never been. */
void gd_import_discard(struct gd_buffer *buffer);

/* True: the domain maps nothing any more, and the dma-buf is let go. */
bool gd_import_end(struct gd_import *import);

#endif
