/* SPDX-License-Identifier: GPL-2.0-only */
/* How something is done and undone once, with each of both timed. */
#ifndef WAYS_H
#define WAYS_H

struct grant_floor;

/* GRANT_FLOOR_MAP, GRANT_FLOOR_HYPERCALL */
int floor_map(struct grant_floor *floor);

/* GRANT_FLOOR_GRANT, GRANT_FLOOR_IMPORT */
int floor_grant(struct grant_floor *floor);

/* The device that dma-bufs are mapped for. */
int importer_init(void);
void importer_exit(void);

#endif
