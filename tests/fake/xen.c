// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/xen.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xenevtchn.h>
#include <xengnttab.h>

#include "tests/fake/fault.h"

struct fake_xen fake_xen;

struct xenevtchn_handle {
	int fds[2];		/* pending ports go through a pipe */
};

static struct xenevtchn_handle evtchn;
static int gnttab;		/* its address is the handle */

void fake_xen_reset(void)
{
	memset(&fake_xen, 0, sizeof(fake_xen));
	fake_xen.restricted_to = -1;
}

void fake_xen_kick(uint32_t port)
{
	if (write(evtchn.fds[1], &port, sizeof(port)) != sizeof(port))
		abort();
}

xengnttab_handle *xengnttab_open(struct xentoollog_logger *logger, unsigned int flags)
{
	if (fault_strikes(ENOENT))
		return NULL;
	fake_xen.gnttabs++;
	return (xengnttab_handle *)&gnttab;
}

int xengnttab_close(xengnttab_handle *handle)
{
	fake_xen.gnttabs--;
	return 0;
}

void *xengnttab_map_grant_ref(xengnttab_handle *handle, uint32_t domid, uint32_t ref,
			      int prot)
{
	void *page;

	if (fault_strikes(EACCES))
		return NULL;
	page = mmap(NULL, 4096, prot, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return NULL;
	fake_xen.pages[ref % FAKE_XEN_PORTS] = page;
	return page;
}

xenevtchn_handle *xenevtchn_open(struct xentoollog_logger *logger, unsigned int flags)
{
	if (fault_strikes(ENOENT))
		return NULL;
	if (pipe2(evtchn.fds, O_CLOEXEC))
		return NULL;
	fake_xen.evtchns++;
	return &evtchn;
}

int xenevtchn_close(xenevtchn_handle *handle)
{
	close(handle->fds[0]);
	close(handle->fds[1]);
	fake_xen.evtchns--;
	return 0;
}

int xenevtchn_fd(xenevtchn_handle *handle)
{
	return handle->fds[0];
}

int xenevtchn_restrict(xenevtchn_handle *handle, domid_t domid)
{
	if (fault_strikes(EPERM))
		return -1;
	fake_xen.restricted_to = domid;
	return 0;
}

xenevtchn_port_or_error_t xenevtchn_bind_interdomain(xenevtchn_handle *handle,
						     uint32_t domid,
						     evtchn_port_t remote)
{
	if (fault_strikes(EINVAL))
		return -1;
	if (fake_xen.restricted_to != domid)
		fake_xen.bound_before_restriction++;
	fake_xen.remote[++fake_xen.n_ports] = remote;
	return fake_xen.n_ports;
}

xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *handle)
{
	uint32_t port;

	if (read(handle->fds[0], &port, sizeof(port)) != sizeof(port))
		return -1;
	return port;
}

int xenevtchn_unmask(xenevtchn_handle *handle, evtchn_port_t port)
{
	fake_xen.unmasked[port]++;
	return 0;
}

int xenevtchn_notify(xenevtchn_handle *handle, evtchn_port_t port)
{
	fake_xen.notified[port]++;
	return 0;
}
