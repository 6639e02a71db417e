// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include "tools/vdisplctl/devices.h"
#include "tools/vdisplctl/doctor/doctor.h"

static void guests_look(struct doctor *doctor)
{
	struct json_object *devices;

	if (!devices_fetch_all(doctor->socket_path, &devices))
		doctor_devices(doctor, devices);
	json_object_put(devices);
}

int cmd_doctor(const struct arguments *arguments)
{
	static struct doctor doctor;
	const char *sysroot = arguments_option(arguments, "--sysroot");

	if (arguments_option(arguments, "--book")) {
		troubles_write(stdout);
		return COMMAND_DONE;
	}
	doctor.sysroot = sysroot ? sysroot : "";
	doctor.socket_path = arguments->socket_path;
	doctor_kernel(&doctor);
	doctor_module(&doctor);
	/* That nobody answers has been found; what they would say is another host's. */
	if (doctor_services(&doctor) && !sysroot)
		guests_look(&doctor);
	doctor_screens(&doctor);
	doctor_limits(&doctor);
	if (arguments_option(arguments, "--json"))
		json_print(doctor_json(&doctor));
	else
		doctor_print(stdout, &doctor);
	return doctor.n_bad ? COMMAND_FOUND : COMMAND_DONE;
}
