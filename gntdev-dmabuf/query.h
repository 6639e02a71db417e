/* SPDX-License-Identifier: GPL-2.0-only */
/* What there is to know about a buffer. */
#ifndef GD_QUERY_H
#define GD_QUERY_H

struct gd_buffer;
struct gntdmabuf_query;

/* Fills in everything but the handle. */
void gd_query_fill(struct gntdmabuf_query *query, struct gd_buffer *buffer);

#endif
