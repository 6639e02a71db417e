/* SPDX-License-Identifier: GPL-2.0-only */
/* What both vdispld and those who foresee what it will do have to know. */
#ifndef TOOLS_COMMON_DEFAULTS_H
#define TOOLS_COMMON_DEFAULTS_H

/*
 * --max-pages of vdispld, 256 MiB of one guest's memory: two screens of
 * 3840x2160 with three buffers each, and some to spare.
 */
#define DEFAULT_MAX_PAGES 65536

#endif
