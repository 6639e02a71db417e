// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/doctor/doctor.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* The oldest kernel that the module is built and tested on. */
#define KERNEL_MAJOR 6
#define KERNEL_MINOR 1

static void xen_look(struct doctor *doctor)
{
	char type[16], guest[16], capabilities[64], extra[32];
	uint64_t major = 0, minor = 0;

	host_read(doctor, "/sys/hypervisor/type", type, sizeof(type));
	if (strcmp(type, "xen")) {
		doctor_trouble(doctor, "Xen", TROUBLE_NOT_XEN, NULL);
		return;
	}
	host_read_number(doctor, "/sys/hypervisor/version/major", &major);
	host_read_number(doctor, "/sys/hypervisor/version/minor", &minor);
	host_read(doctor, "/sys/hypervisor/version/extra", extra, sizeof(extra));
	if (!host_read(doctor, "/sys/hypervisor/guest_type", guest, sizeof(guest)))
		strcpy(guest, "its guest");
	doctor_good(doctor, "Xen", "Xen %" PRIu64 ".%" PRIu64 "%s, this domain is %s",
		    major, minor, extra, guest);
	if (!host_exists(doctor, "/proc/xen/capabilities"))
		doctor_trouble(doctor, "Xen", TROUBLE_XENFS_MISSING, NULL);
	else if (!host_read(doctor, "/proc/xen/capabilities", capabilities,
			    sizeof(capabilities)) || !strstr(capabilities, "control_d"))
		doctor_trouble(doctor, "Xen", TROUBLE_NOT_CONTROL, NULL);
}

static void linux_look(struct doctor *doctor)
{
	char release[64], line[2048];
	unsigned int major = 0, minor = 0;

	host_read(doctor, "/proc/sys/kernel/osrelease", release, sizeof(release));
	if (sscanf(release, "%u.%u", &major, &minor) != 2 || major < KERNEL_MAJOR ||
	    (major == KERNEL_MAJOR && minor < KERNEL_MINOR))
		doctor_trouble(doctor, "kernel", TROUBLE_KERNEL_OLD, release);
	else
		doctor_good(doctor, "kernel", "Linux %s", release);
	if (host_read(doctor, "/proc/cmdline", line, sizeof(line)) &&
	    strstr(line, "swiotlb=force"))
		doctor_trouble(doctor, "kernel", TROUBLE_BOUNCE_FORCED, NULL);
}

void doctor_kernel(struct doctor *doctor)
{
	if (geteuid() != 0)
		doctor_trouble(doctor, "user", TROUBLE_NOT_ROOT, NULL);
	xen_look(doctor);
	linux_look(doctor);
}
