/* SPDX-License-Identifier: GPL-2.0-only */
/* What the log says about a buffer that somebody does not let go. */
#ifndef GD_COMPLAINT_H
#define GD_COMPLAINT_H

struct gd_buffer;

/* One line: whose pages, who holds them, and what helps. */
void gd_complain(struct gd_buffer *buffer);

#endif
