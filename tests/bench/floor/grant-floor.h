/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/grant-floor, between tests/bench/floor and its one user, gd-bench. */
#ifndef GRANT_FLOOR_H
#define GRANT_FLOOR_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* What is done and undone once, with each of both timed. */
enum grant_floor_way {
	/* gnttab_map_refs(), gnttab_unmap_refs() */
	GRANT_FLOOR_MAP,
	/* GNTTABOP_map_grant_ref, GNTTABOP_unmap_grant_ref: one hypercall each */
	GRANT_FLOOR_HYPERCALL,
	/* a reference for each page of a dma-buf, and the end of each */
	GRANT_FLOOR_GRANT,
	/* the same, and before it the dma-buf attached and mapped, and that undone */
	GRANT_FLOOR_IMPORT,
};

/**
 * struct grant_floor - the least that a buffer costs
 * @way: enum grant_floor_way.
 * @domid: whose references these are, or to whom to grant.
 * @count: how many pages.
 * @fd: to grant: the dma-buf, of @count pages.
 * @refs: to map: the address of @count references.
 * @do_ns: out: how long the doing took.
 * @undo_ns: out: how long the undoing took.
 */
struct grant_floor {
	__u32 way;
	__u32 domid;
	__u32 count;
	__s32 fd;
	__aligned_u64 refs;
	__aligned_u64 do_ns;
	__aligned_u64 undo_ns;
};

#define GRANT_FLOOR_IOCTL _IOWR('F', 0, struct grant_floor)

#endif
