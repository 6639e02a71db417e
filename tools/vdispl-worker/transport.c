// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/transport.h"

#include <errno.h>
#include <sys/mman.h>
#include <xengnttab.h>

#include "tools/common/log.h"
#include "tools/common/pages.h"
#include "xenstore-schema/generated/vdispl_schema.h"

static int page_map(xengnttab_handle *gnttab, uint32_t domid, uint32_t ref,
		    unsigned int connector, enum vdispl_node node, void **page)
{
	*page = xengnttab_map_grant_ref(gnttab, domid, ref, PROT_READ | PROT_WRITE);
	if (*page)
		return 0;
	log_error("connector %u: %s: reference %u cannot be mapped: %m", connector,
		  vdispl_nodes[node].name, ref);
	return -EACCES;
}

static int port_bind(struct transport *t, uint32_t domid, uint32_t remote,
		     unsigned int connector, enum vdispl_node node, evtchn_port_t *port)
{
	xenevtchn_port_or_error_t local;

	local = xenevtchn_bind_interdomain(t->evtchn, domid, remote);
	if (local < 0) {
		log_error("connector %u: %s: port %u cannot be bound: %m",
			  connector, vdispl_nodes[node].name, remote);
		return -EACCES;
	}
	*port = local;
	return 0;
}

/* munmap gives the grant back too: a mapping outlives the device's handle. */
static void page_unmap(void *page)
{
	if (page)
		munmap(page, PAGES_OCTETS);
}

static int ring_open(struct transport *t, xengnttab_handle *gnttab,
		     const struct worker_setup *setup, unsigned int index)
{
	const struct worker_connector *c = &setup->connectors[index];
	struct ring *ring = &t->rings[index];
	void *requests = NULL, *events = NULL;
	int rc;

	rc = page_map(gnttab, setup->domid, c->req_ring_ref, index,
		      VDISPL_CONNECTOR_REQ_RING_REF, &requests);
	if (!rc)
		rc = page_map(gnttab, setup->domid, c->evt_ring_ref, index,
			      VDISPL_CONNECTOR_EVT_RING_REF, &events);
	if (!rc)
		rc = port_bind(t, setup->domid, c->req_event_channel, index,
			       VDISPL_CONNECTOR_REQ_EVENT_CHANNEL,
			       &ring->request_port);
	if (!rc)
		rc = port_bind(t, setup->domid, c->evt_event_channel, index,
			       VDISPL_CONNECTOR_EVT_EVENT_CHANNEL,
			       &ring->event_port);
	if (rc) {
		page_unmap(requests);
		page_unmap(events);
		return rc;
	}
	ring->evtchn = t->evtchn;
	ring_init(ring, requests, events);
	t->n_rings++;
	return 0;
}

static int evtchn_open_restricted(struct transport *t, uint32_t domid)
{
	t->evtchn = xenevtchn_open(NULL, 0);
	if (!t->evtchn) {
		log_error("event channels: %m");
		return -ENODEV;
	}
	if (xenevtchn_restrict(t->evtchn, domid) < 0) {
		log_error("event channels: cannot be restricted to domain %u: %m",
			  domid);
		return -EPERM;
	}
	return 0;
}

int transport_open(struct transport *t, const struct worker_setup *setup)
{
	xengnttab_handle *gnttab;
	unsigned int i;
	int rc;

	t->n_rings = 0;
	gnttab = xengnttab_open(NULL, 0);
	if (!gnttab) {
		log_error("grant device: %m");
		return -ENODEV;
	}
	rc = evtchn_open_restricted(t, setup->domid);
	for (i = 0; !rc && i < setup->n_connectors; i++)
		rc = ring_open(t, gnttab, setup, i);
	xengnttab_close(gnttab);
	if (rc)
		transport_close(t);
	return rc;
}

/* .serve has told the log why; without the loop, the process ends. */
static void transport_fail(struct transport *t)
{
	uv_poll_stop(&t->wakeup);
	uv_idle_stop(&t->resume);
	uv_stop(t->wakeup.loop);
}

static void ring_serve(struct transport *t, unsigned int index)
{
	int rc = t->serve(t->context, index);

	if (rc < 0)
		transport_fail(t);
	t->backlog[index] = rc > 0;
	if (rc == 0)
		xenevtchn_unmask(t->evtchn, t->rings[index].request_port);
}

static void on_resume(uv_idle_t *idle)
{
	struct transport *t = idle->data;
	unsigned int i;
	bool more = false;

	for (i = 0; i < t->n_rings && uv_is_active((uv_handle_t *)idle); i++) {
		if (t->backlog[i])
			ring_serve(t, i);
		more |= t->backlog[i];
	}
	if (!more)
		uv_idle_stop(idle);
}

/*
 * One port a wake-up. The event pages' ports carry nothing that we need: they
 * stay masked after the first notification, which costs the guest its own time.
 */
static void on_wakeup(uv_poll_t *poll, int status, int events)
{
	struct transport *t = poll->data;
	xenevtchn_port_or_error_t port = xenevtchn_pending(t->evtchn);
	unsigned int i;

	if (port < 0)
		return;
	for (i = 0; i < t->n_rings; i++) {
		if (t->rings[i].request_port != (evtchn_port_t)port)
			continue;
		ring_serve(t, i);
		if (t->backlog[i])
			uv_idle_start(&t->resume, on_resume);
	}
}

int transport_start(struct transport *t, uv_loop_t *loop)
{
	int rc = uv_poll_init(loop, &t->wakeup, xenevtchn_fd(t->evtchn));

	if (rc)
		return rc;
	uv_idle_init(loop, &t->resume);
	t->wakeup.data = t;
	t->resume.data = t;
	return uv_poll_start(&t->wakeup, UV_READABLE, on_wakeup);
}

void transport_close(struct transport *t)
{
	unsigned int i;

	for (i = 0; i < t->n_rings; i++) {
		page_unmap(t->rings[i].requests.sring);
		page_unmap(t->rings[i].events);
	}
	t->n_rings = 0;
	if (t->evtchn)
		xenevtchn_close(t->evtchn);
	t->evtchn = NULL;
}
