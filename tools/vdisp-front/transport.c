// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "tools/vdisp-front/connection.h"

static int port_bind(struct front *front)
{
	int port = xenevtchn_bind_unbound_port(front->evtchn,
					       front->ids.backend_domid);

	return port < 0 ? -errno : port;
}

static int connector_init(struct front *front,
			  struct front_connector *connector)
{
	uint32_t refs[2];

	connector->pages = xengntshr_share_pages(
		front->gntshr, front->ids.backend_domid, 2, refs, 1);
	if (!connector->pages)
		return -errno;
	ring_init(&connector->ring, connector->pages);
	events_init(&connector->events,
		    (char *)connector->pages + PROTOCOL_PAGE_SIZE);
	connector->next_request_id = 0;
	connector->req_port = port_bind(front);
	if (connector->req_port < 0)
		return connector->req_port;
	connector->evt_port = port_bind(front);
	if (connector->evt_port < 0)
		return connector->evt_port;
	connector->published = (struct front_published){
		.req_ring_ref = refs[0],
		.req_port = connector->req_port,
		.evt_ring_ref = refs[1],
		.evt_port = connector->evt_port,
	};
	return 0;
}

int transport_init(struct front *front)
{
	unsigned int i;
	int err;

	for (i = 0; i < front->n_connectors; i++) {
		err = connector_init(front, &front->connectors[i]);
		if (err) {
			transport_finish(front);
			return err;
		}
	}
	return 0;
}

void transport_finish(struct front *front)
{
	unsigned int i;

	for (i = 0; i < front->n_connectors; i++) {
		struct front_connector *connector = &front->connectors[i];

		if (connector->req_port >= 0)
			xenevtchn_unbind(front->evtchn, connector->req_port);
		if (connector->evt_port >= 0)
			xenevtchn_unbind(front->evtchn, connector->evt_port);
		if (connector->pages)
			xengntshr_unshare(front->gntshr, connector->pages, 2);
		connector->req_port = -1;
		connector->evt_port = -1;
		connector->pages = NULL;
	}
}
