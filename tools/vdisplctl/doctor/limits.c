// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/doctor/doctor.h"

#include <inttypes.h>
#include <string.h>

#include "tools/common/defaults.h"
#include "tools/vdisplctl/xen_limits.h"

#define PARAMETERS "/sys/module/gntdev_dmabuf/parameters/"
#define COUNTERS "/sys/kernel/debug/gntdev-dmabuf/counters"

static bool counter_read(const struct doctor *doctor, const char *name, uint64_t *value)
{
	char path[512], line[64], key[32];
	bool found = false;
	FILE *file;

	host_path(doctor, COUNTERS, path, sizeof(path));
	file = fopen(path, "re");
	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%31s %" SCNu64, key, value) == 2 &&
			!strcmp(key, name);
	fclose(file);
	return found;
}

static void xen_look(struct doctor *doctor)
{
	struct xen_limits limits;
	char path[512], detail[64];
	uint64_t pages = 0;

	host_path(doctor, "/dev/xen/privcmd", path, sizeof(path));
	xen_limits_read(&limits, path);
	if (!limits.known)
		return;		/* not root, or not Xen: that has been said */
	snprintf(detail, sizeof(detail), "%" PRIu64, limits.grant_frames);
	if (limits.grant_frames < XEN_GRANT_FRAMES)
		doctor_trouble(doctor, "grants", TROUBLE_GRANT_FRAMES_FEW, detail);
	else
		doctor_good(doctor, "grants", "a guest has %s grant frames%s", detail,
			    limits.grant_frames_most ? " at most" :
						       " unless it asks for others");
	counter_read(doctor, "pages", &pages);
	snprintf(detail, sizeof(detail), "%" PRIu64, limits.maptrack);
	if (limits.maptrack < 2 * DEFAULT_MAX_PAGES) {
		doctor_trouble(doctor, "maptrack", TROUBLE_MAPTRACK_SMALL, detail);
		return;
	}
	snprintf(detail, sizeof(detail), "%" PRIu64 " of %" PRIu64, pages, limits.maptrack);
	if (pages > limits.maptrack / 4 * 3)
		doctor_trouble(doctor, "maptrack", TROUBLE_MAPTRACK_FULL, detail);
	else
		doctor_good(doctor, "maptrack", "%s pages are mapped for screens", detail);
}

static void module_look(struct doctor *doctor)
{
	static const char *const names[] = { "max_descriptor_pages", "max_domain_pages",
					     "max_pages" };
	char path[128], detail[64];
	uint64_t limit, zombies = 0;
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), PARAMETERS "%s", names[i]);
		if (!host_read_number(doctor, path, &limit) || limit >= DEFAULT_MAX_PAGES)
			continue;
		snprintf(detail, sizeof(detail), "%s=%" PRIu64, names[i], limit);
		doctor_trouble(doctor, "limits", TROUBLE_MODULE_LIMIT, detail);
	}
	if (!counter_read(doctor, "zombies", &zombies) || !zombies)
		return;
	snprintf(detail, sizeof(detail), "%" PRIu64, zombies);
	doctor_trouble(doctor, "buffers", TROUBLE_ZOMBIES, detail);
}

void doctor_limits(struct doctor *doctor)
{
	xen_look(doctor);
	module_look(doctor);
}
