/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An xl domain configuration, before `xl create` meets it: whether its vdispl=
 * is what xl, vdispld and the guest's driver take, all of it in one look.
 *
 * The file is read by libxlutil, xl's own parser, so what a configuration means is
 * never a second opinion; that library says in its warnings which line a value is in.
 */
#ifndef TOOLS_VDISPLCTL_CHECK_CONFIG_H
#define TOOLS_VDISPLCTL_CHECK_CONFIG_H

#include "tools/vdisplctl/finding.h"
#include "tools/vdisplctl/host_outputs.h"
#include "tools/vdisplctl/xen_limits.h"

/* What Linux's drm_xen_front takes; nothing in the protocol says so. */
#define FRONT_MAX_WIDTH 4095
#define FRONT_MAX_HEIGHT 2047
#define FRONT_MAX_CONNECTORS 4

/* Over all devices of one guest; more are counted, not compared. */
#define CONFIG_MAX_CONNECTORS 64

struct config_connector {
	unsigned int line;
	unsigned int devid;
	char id[64];		/* "" when it is no good */
	uint32_t width;		/* 0 when it is no good */
	uint32_t height;
};

/* The host that the guest is for. */
struct config_host {
	struct host_outputs outputs;	/* none: nothing is said about them */
	struct xen_limits xen;
	unsigned int grant_frames;	/* max_grant_frames of xl.conf; 0: unset */
};

struct config {
	struct findings *findings;
	const struct config_host *host;
	unsigned int n_connectors;
	struct config_connector connectors[CONFIG_MAX_CONNECTORS];
	bool be_alloc;				/* of any device */
};

/* What is to be known about the host whose files are below @sysroot. */
void config_host_read(struct config_host *host, const char *sysroot);

/*
 * Adds what is wrong to @findings, whose file is set to @path for it. -errno: the
 * file cannot be read, or is larger than a configuration can be (-EFBIG).
 */
int config_check(const char *path, const struct config_host *host,
		 struct findings *findings);

/* entry.c: one string of the list, device @devid. */
void config_check_entry(struct config *config, unsigned int line,
			unsigned int devid, const char *text);

/* connector.c: "ID:WIDTHxHEIGHT", which is taken apart. */
void config_check_connector(struct config *config, unsigned int line,
			    unsigned int devid, char *text);

/*
 * guest.c: what all devices need together. @frames is max_grant_frames of the
 * configuration, 0: unset.
 */
void config_check_guest(struct config *config, unsigned int line,
			unsigned int frames, unsigned int frames_line);

#endif
