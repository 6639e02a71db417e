// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/doctor/doctor.h"

#include <glob.h>
#include <string.h>
#include <sys/stat.h>

/* Where DKMS and others put modules, compressed or not. */
#define PLACES "{updates/dkms,updates,extra,kernel/drivers/xen}/gntdev-dmabuf.ko*"
#define DEVICE "/dev/xen/gntdev-dmabuf"

static bool built_for(const struct doctor *doctor, const char *release)
{
	char path[160], pattern[512];
	glob_t found;
	bool any;

	snprintf(path, sizeof(path), "/lib/modules/%s/" PLACES, release);
	host_path(doctor, path, pattern, sizeof(pattern));
	any = glob(pattern, GLOB_BRACE, NULL, &found) == 0;
	globfree(&found);
	return any;
}

/* "none [integrity] confidentiality": the one in brackets. */
static bool locked_down(const struct doctor *doctor, char mode[32])
{
	char line[128], *start;

	if (!host_read(doctor, "/sys/kernel/security/lockdown", line, sizeof(line)))
		return false;
	start = strchr(line, '[');
	if (!start || sscanf(start, "[%31[^]]", mode) != 1)
		return false;
	return strcmp(mode, "none") != 0;
}

static bool module_look(struct doctor *doctor)
{
	char release[64], mode[32];

	if (host_exists(doctor, "/sys/module/gntdev_dmabuf")) {
		doctor_good(doctor, "module", "gntdev-dmabuf is loaded");
		return true;
	}
	host_read(doctor, "/proc/sys/kernel/osrelease", release, sizeof(release));
	if (!built_for(doctor, "*"))
		doctor_trouble(doctor, "module", TROUBLE_MODULE_NOT_BUILT, NULL);
	else if (!built_for(doctor, release))
		doctor_trouble(doctor, "module", TROUBLE_MODULE_OTHER_KERNEL, release);
	else if (locked_down(doctor, mode))
		doctor_trouble(doctor, "module", TROUBLE_MODULE_UNSIGNED, mode);
	else
		doctor_trouble(doctor, "module", TROUBLE_MODULE_NOT_LOADED, NULL);
	return false;
}

static void device_look(struct doctor *doctor)
{
	char path[512], mode[16];
	struct stat status;

	host_path(doctor, DEVICE, path, sizeof(path));
	if (stat(path, &status)) {
		doctor_trouble(doctor, "device", TROUBLE_DEVICE_MISSING, NULL);
		return;
	}
	snprintf(mode, sizeof(mode), "%04o", status.st_mode & 07777);
	if (status.st_mode & (S_IROTH | S_IWOTH))
		doctor_trouble(doctor, "device", TROUBLE_DEVICE_OPEN, mode);
	else
		doctor_good(doctor, "device", DEVICE ", mode %s", mode);
}

void doctor_module(struct doctor *doctor)
{
	if (module_look(doctor))
		device_look(doctor);
	if (!host_exists(doctor, "/dev/xen/gntdev"))
		doctor_trouble(doctor, "device", TROUBLE_GNTDEV_MISSING, NULL);
	if (!host_exists(doctor, "/dev/xen/evtchn"))
		doctor_trouble(doctor, "device", TROUBLE_EVTCHN_MISSING, NULL);
}
