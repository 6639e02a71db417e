/* SPDX-License-Identifier: GPL-2.0-only */
/* The module's list of buffers, as it shows it in debugfs. */
#ifndef TOOLS_VDISPLCTL_MODULE_BUFFERS_H
#define TOOLS_VDISPLCTL_MODULE_BUFFERS_H

#include <json-c/json.h>

#define MODULE_BUFFERS_PATH "/sys/kernel/debug/gntdev-dmabuf/buffers"

/*
 * An array of objects, which the caller puts. Each has the columns of the list
 * as its members, "handle", "domain", "pages", "state" and so on: a number where
 * it is one, otherwise a string. 0 or -errno; -EPROTO: it is no such list.
 */
int module_buffers_read(const char *sysroot, struct json_object **buffers);

#endif
