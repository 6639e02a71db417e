/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the broker may still do once it serves. It starts as root; user 0 stays,
 * because the devices and the store are that user's.
 */
#ifndef TOOLS_VDISPLD_PRIVILEGES_H
#define TOOLS_VDISPLD_PRIVILEGES_H

#include <stdbool.h>

/*
 * Gives up every capability but those below, for this process and all that it
 * starts, and the chance to gain any. @terminal: it has a virtual one. 0 or -errno, which has been said.
 */
int privileges_drop(bool terminal);

#endif
