// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/xen_limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xenctrl.h>

#define MAPTRACK_FRAMES 1024
#define MAPTRACK_ENTRIES 256
/* From here on a guest's configuration may ask for more than the command line gives. */
#define VERSION_WITHOUT_CAP (4u << 16 | 18)

/* The last "name=NUMBER" on Xen's command line counts. */
static uint64_t option_find(const char *line, const char *name, uint64_t otherwise)
{
	size_t length = strlen(name);
	const char *at;

	for (at = line; (at = strstr(at, name)); at += length)
		if ((at == line || at[-1] == ' ') && at[length] == '=')
			otherwise = strtoull(at + length + 1, NULL, 0);
	return otherwise;
}

void xen_limits_read(struct xen_limits *limits, const char *privcmd)
{
	char line[sizeof(xen_commandline_t) + 1];
	xen_commandline_t options = "";
	xc_interface *xc;
	int version;

	*limits = (struct xen_limits){
		.grant_frames = XEN_GRANT_FRAMES,
		.grant_frames_most = true,
		.maptrack = MAPTRACK_FRAMES * MAPTRACK_ENTRIES,
	};
	/* libxenctrl would write to standard error what everybody knows. */
	if (geteuid() != 0 || access(privcmd, F_OK))
		return;
	xc = xc_interface_open(NULL, NULL, XC_OPENFLAG_NON_REENTRANT);
	if (!xc)
		return;
	version = xc_version(xc, XENVER_version, NULL);
	if (version >= 0 && xc_version(xc, XENVER_commandline, &options) >= 0) {
		snprintf(line, sizeof(line), "%.*s", (int)sizeof(options), options);
		limits->known = true;
		limits->grant_frames_most = (unsigned int)version < VERSION_WITHOUT_CAP;
		limits->grant_frames = option_find(line, "gnttab_max_frames",
						   XEN_GRANT_FRAMES);
		limits->maptrack = option_find(line, "gnttab_max_maptrack_frames",
					       MAPTRACK_FRAMES) * MAPTRACK_ENTRIES;
	}
	xc_interface_close(xc);
}
