/* SPDX-License-Identifier: GPL-2.0-only */
/* Graphics cards by the name of their driver. */
#ifndef TESTS_MODULE_CARD_H
#define TESTS_MODULE_CARD_H

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xf86drm.h>

/* -1: there is none. */
static inline int card_open(const char *driver)
{
	drmVersion *version;
	char path[32];
	int i, fd, is_it;

	for (i = 0; i < 8; i++) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		version = drmGetVersion(fd);
		is_it = version && !strcmp(version->name, driver);
		drmFreeVersion(version);
		if (is_it)
			return fd;
		close(fd);
	}
	return -1;
}

#endif
