// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/doctor/doctor.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/common/domain.h"
#include "tools/common/xenstore.h"

static void store_look(struct doctor *doctor)
{
	struct xs_handle *xs = xs_open(0);
	uint32_t domid;

	if (!xs) {
		doctor_trouble(doctor, "xenstore", TROUBLE_STORE_DOWN,
			       strerror(-store_error()));
		return;
	}
	if (domain_read_own_id(xs, &domid))
		doctor_trouble(doctor, "xenstore", TROUBLE_STORE_NOT_INITIALISED, NULL);
	else
		doctor_good(doctor, "xenstore", "answers; this is domain %u", domid);
	xs_close(xs);
}

static int broker_connect(const struct doctor *doctor)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, ret = 0;

	if (strlen(doctor->sysroot) + strlen(doctor->socket_path) >=
	    sizeof(address.sun_path))
		return -ENAMETOOLONG;
	host_path(doctor, doctor->socket_path, address.sun_path,
		  sizeof(address.sun_path));
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		ret = -errno;
	close(fd);
	return ret;
}

static bool broker_look(struct doctor *doctor)
{
	int ret = broker_connect(doctor);

	if (!ret)
		doctor_good(doctor, "vdispld", "answers at %s", doctor->socket_path);
	else if (ret == -ENOENT)
		doctor_trouble(doctor, "vdispld", TROUBLE_BROKER_DOWN, NULL);
	else if (ret == -ECONNREFUSED)
		doctor_trouble(doctor, "vdispld", TROUBLE_BROKER_DEAF, NULL);
	else
		doctor_trouble(doctor, "vdispld", TROUBLE_BROKER_REFUSES, strerror(-ret));
	return !ret;
}

bool doctor_services(struct doctor *doctor)
{
	store_look(doctor);
	return broker_look(doctor);
}
