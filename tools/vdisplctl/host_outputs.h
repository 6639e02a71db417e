/* SPDX-License-Identifier: GPL-2.0-only */
/* The host's connectors as the kernel lists them in /sys/class/drm. */
#ifndef TOOLS_VDISPLCTL_HOST_OUTPUTS_H
#define TOOLS_VDISPLCTL_HOST_OUTPUTS_H

#include <stdbool.h>
#include <stdint.h>

#define HOST_OUTPUTS_MAX 64
#define HOST_MODES_MAX 64

struct host_output {
	char name[32];		/* "VGA-1" */
	char card[16];		/* "card0" */
	bool connected;		/* something is plugged in */
	unsigned int n_modes;
	struct {
		uint32_t width, height;
	} modes[HOST_MODES_MAX];
};

struct host_outputs {
	unsigned int n;
	struct host_output outputs[HOST_OUTPUTS_MAX];
};

/* @sysroot is "" or, for tests, where another machine's /sys lies. */
void host_outputs_read(struct host_outputs *outputs, const char *sysroot);

/* NULL: no such output. */
const struct host_output *host_outputs_find(const struct host_outputs *outputs,
					    const char *name);

bool host_output_has_mode(const struct host_output *output, uint32_t width,
			  uint32_t height);

#endif
