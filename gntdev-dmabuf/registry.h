/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registry: every buffer from its creation until its last grant is unmapped,
 * found by handle or, as mainline's gntdev has it, by the number that its file
 * descriptor once had.
 */
#ifndef GD_REGISTRY_H
#define GD_REGISTRY_H

#include <linux/types.h>

struct gd_buffer;
struct gd_control;

/* From the first charge to the last grant; buffer.c's. */
void gd_registry_add(struct gd_buffer *buffer);
void gd_registry_remove(struct gd_buffer *buffer);

/* Gives it a handle. -EPERM: the control descriptor was restricted meanwhile. */
int gd_buffer_register(struct gd_buffer *buffer);

/* From now on it can be looked up, and its creator cannot take it back. */
void gd_buffer_publish(struct gd_buffer *buffer, int fd);

/*
 * Finds a buffer of @control; the caller puts it. NULL: it is released already.
 * ERR_PTR(-ENOENT): there never was one.
 */
struct gd_buffer *gd_buffer_find(struct gd_control *control, u64 handle);

/* The newest export that was made as number @fd; ERR_PTR(-ENOENT). */
struct gd_buffer *gd_buffer_find_fd(struct gd_control *control, int fd);

/* The newest live import of the dma-buf at number @fd; ERR_PTR(-ENOENT). */
struct gd_buffer *gd_buffer_find_import(struct gd_control *control, int fd);

/* The exports of @control, of @domid alone unless that is negative. */
void gd_buffers_revoke(struct gd_control *control, int domid, u32 *revoked,
		       u32 *zombies);

/* The imports of @control. */
void gd_buffers_end(struct gd_control *control);

/* Buffers that are not released yet, and those of them that are revoked. */
u64 gd_buffers_count(void);
u64 gd_buffers_zombies(void);

/* The references, of all imports that have ended, which the domains still map. */
u64 gd_buffers_pending(void);

/* Calls @visit for each buffer; it must not sleep for long. */
void gd_buffers_visit(void (*visit)(void *context, struct gd_buffer *buffer),
		      void *context);

#endif
