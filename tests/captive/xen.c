// SPDX-License-Identifier: GPL-2.0-only
/* The store, Xen's devices, other guests' grants and event channels. */
#include "tests/captive/captive.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xen/gntdev-dmabuf.h>
#include <xen/xen.h>
#include <xen/sys/evtchn.h>

#define PORTS 4096

#define ATTEMPT(name) \
	static int name(const struct captive *captive, const struct attempt *attempt)

static int grants_export(int fd, uint32_t domid, const uint32_t *refs, uint32_t count)
{
	struct gntdmabuf_export export = {
		.domid = domid,
		.refs = (uintptr_t)refs,
		.count = count,
	};

	return attempt_result(ioctl(fd, GNTDMABUF_IOCTL_EXPORT, &export));
}

ATTEMPT(other_page_map)
{
	int rc = grants_export(captive->grants, captive->other_domid,
			       &captive->other_ref, 1);

	/* By which what a guest shows is handed out. */
	if (rc == -EPERM)
		rc = grants_export(captive->views, captive->other_domid,
				   &captive->other_ref, 1);
	return rc;
}

/* With a descriptor that nobody has restricted: shows that the page is there. */
ATTEMPT(other_page_map_anew)
{
	int fd = open("/dev/xen/gntdev-dmabuf", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return grants_export(fd, captive->other_domid, &captive->other_ref, 1);
}

ATTEMPT(other_grant)
{
	uint32_t ref;
	struct gntdmabuf_import import = {
		.domid = captive->other_domid,
		.fd = -1,
		.count = 1,
		.refs = (uintptr_t)&ref,
	};

	return attempt_result(ioctl(captive->grants, GNTDMABUF_IOCTL_IMPORT, &import));
}

ATTEMPT(pages_take)
{
	uint32_t *refs = calloc(captive->max_pages + 1, sizeof(*refs));

	if (!refs)
		return -ENOMEM;
	return grants_export(captive->grants, captive->domid, refs,
			     captive->max_pages + 1);
}

ATTEMPT(grants_widen)
{
	struct gntdmabuf_restrict restriction = {
		.domid = captive->other_domid,
		.pages = captive->max_pages,
	};

	return attempt_result(ioctl(captive->grants, GNTDMABUF_IOCTL_RESTRICT,
				    &restriction));
}

ATTEMPT(budget_widen)
{
	struct gntdmabuf_restrict restriction = {
		.domid = captive->domid,
		.pages = captive->max_pages + 1,
	};

	return attempt_result(ioctl(captive->grants, GNTDMABUF_IOCTL_RESTRICT,
				    &restriction));
}

ATTEMPT(other_revoke)
{
	struct gntdmabuf_revoke revoke = {
		.flags = GNTDMABUF_REVOKE_DOMAIN,
		.domid = captive->other_domid,
	};

	return attempt_result(ioctl(captive->grants, GNTDMABUF_IOCTL_REVOKE, &revoke));
}

static int port_bind(int fd, uint32_t domid)
{
	struct ioctl_evtchn_bind_interdomain bind = { domid, 1 };

	return attempt_result(ioctl(fd, IOCTL_EVTCHN_BIND_INTERDOMAIN, &bind));
}

ATTEMPT(other_port_bind)
{
	return port_bind(captive->evtchn, captive->other_domid);
}

ATTEMPT(other_port_offer)
{
	struct ioctl_evtchn_bind_unbound_port bind = { captive->other_domid };

	return attempt_result(ioctl(captive->evtchn, IOCTL_EVTCHN_BIND_UNBOUND_PORT,
				    &bind));
}

ATTEMPT(virq_bind)
{
	struct ioctl_evtchn_bind_virq bind = { VIRQ_DOM_EXC };

	return attempt_result(ioctl(captive->evtchn, IOCTL_EVTCHN_BIND_VIRQ, &bind));
}

ATTEMPT(evtchn_widen)
{
	struct ioctl_evtchn_restrict_domid restriction = { captive->other_domid };

	return attempt_result(ioctl(captive->evtchn, IOCTL_EVTCHN_RESTRICT_DOMID,
				    &restriction));
}

/* -EPERM: of all of dom0's ports it can only notify those that it has bound. */
ATTEMPT(ports_notify)
{
	struct ioctl_evtchn_notify notify;
	uint32_t n = 0;

	for (notify.port = 1; notify.port < PORTS; notify.port++)
		n += !ioctl(captive->evtchn, IOCTL_EVTCHN_NOTIFY, &notify);
	return n == captive->n_ports ? -EPERM : 0;
}

ATTEMPT(user_namespace_enter)
{
	return attempt_result(unshare(CLONE_NEWUSER));
}

ATTEMPT(io_uring_make)
{
	char params[256] = { 0 };

	return attempt_result(syscall(SYS_io_uring_setup, 4, params));
}

const struct attempt attempts_xen[] = {
	{ "connect to", attempt_connect, 0, -ENOENT, KILLED, "/run/xenstored/socket" },
	{ "connect to", attempt_connect, 0, -ENOENT, KILLED, "/run/vdispld.sock" },
	{ "open", attempt_open, 0, -ENOENT, KILLED, "/dev/xen/xenbus" },
	{ "open", attempt_open, 0, -ENOENT, KILLED, "/dev/xen/privcmd" },
	{ "open", attempt_open, 0, -ENOENT, KILLED, "/dev/xen/gntdev" },
	{ "open", attempt_open, 0, -ENOENT, KILLED, "/dev/xen/evtchn" },
	{ "open", attempt_open, ANY, -ENOENT, KILLED, "/dev/mem" },
	{ "open", attempt_open, 0, -ENOENT, KILLED, "/dev/dri/card0" },
	{ "enter a user namespace", user_namespace_enter, 0, -EPERM, KILLED, NULL },
	{ "make an io_uring", io_uring_make, 0, ANY, KILLED, NULL },
	{ "map another guest's page, by a device of its own", other_page_map_anew,
	  0, -ENOENT, KILLED, NULL },
	{ "map another guest's page", other_page_map, -EPERM, -EPERM, -EPERM, NULL },
	{ "grant pages to another guest", other_grant, -EPERM, -EPERM, KILLED, NULL },
	{ "map more pages than allowed", pages_take, -EDQUOT, -EDQUOT, -EDQUOT, NULL },
	{ "turn its grants to another guest", grants_widen, -EPERM, -EPERM, KILLED, NULL },
	{ "be allowed more pages", budget_widen, -EPERM, -EPERM, KILLED, NULL },
	{ "take another guest's buffers back", other_revoke, -EPERM, -EPERM, -EPERM, NULL },
	{ "bind another guest's port", other_port_bind, -EACCES, -EACCES, KILLED, NULL },
	{ "offer another guest a port", other_port_offer, -EACCES, -EACCES, KILLED, NULL },
	{ "bind a virtual interrupt", virq_bind, -EACCES, -EACCES, KILLED, NULL },
	{ "turn its event channels to another guest", evtchn_widen,
	  -EACCES, -EACCES, KILLED, NULL },
	{ "notify by another's port", ports_notify, -EPERM, -EPERM, -EPERM, NULL },
};
const size_t n_attempts_xen = sizeof(attempts_xen) / sizeof(attempts_xen[0]);
