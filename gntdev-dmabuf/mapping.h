/* SPDX-License-Identifier: GPL-2.0-only */
/* An exported buffer in the address space of a process. */
#ifndef GD_MAPPING_H
#define GD_MAPPING_H

struct gd_buffer;
struct vm_area_struct;

/*
 * The mmap operation, with the buffer's lock read-held. The area is shared, not
 * inherited by fork(2), not grown, and not dumped; under PV mprotect(2) on it is
 * refused.
 * -EINVAL: a private mapping. -EACCES: a writable one of a read-only buffer. -EPERM: in
 * a para-virtual domain other than dom0, whose programs can have no frames of others.
 */
int gd_mapping_create(struct gd_buffer *buffer, struct vm_area_struct *vma);

#endif
