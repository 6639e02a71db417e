/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's own headers of the display protocol, in their newest form, and what the
 * ring macros in them need from their user.
 */
#ifndef TOOLS_VDISP_FRONT_PROTOCOL_H
#define TOOLS_VDISP_FRONT_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef __XEN_TOOLS__
#define __XEN_TOOLS__ 1 /* or the header speaks Xen 3.2 */
#endif
#include <xen/io/displif.h>
#include <xen/io/xenbus.h>

#ifndef xen_mb
#define xen_mb()  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define xen_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define xen_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#endif

#define PROTOCOL_PAGE_SIZE 4096 /* XEN_PAGE_SIZE, on every architecture */

#endif
