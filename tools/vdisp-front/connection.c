// SPDX-License-Identifier: GPL-2.0-only
/*
 * The connection's life in the store, as displif.h draws it:
 *
 *	back end			front end
 *	InitWait		->	shares rings, publishes them, Initialised
 *	maps them, Connected	->	Connected
 *	lets go, InitWait	<-	Closing; then Closed, and Initialising anew
 *
 * Whatever else the back end's state becomes while we are connected means that
 * it has ended the connection: it restarted, or did not like what it saw.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "tools/common/domain.h"
#include "tools/vdisp-front/clock.h"
#include "tools/vdisp-front/connection.h"

#define WATCH_TOKEN "watch"

struct schema_ids connection_ids(const struct front *front, unsigned int index)
{
	struct schema_ids ids = front->ids;

	ids.index = index;
	return ids;
}

static int state_write(struct front *front, xs_transaction_t transaction,
		       enum xenbus_state state)
{
	return node_write_number(front->store, transaction,
				 &vdispl_nodes[VDISPL_FRONTEND_STATE],
				 &front->ids, state);
}

int connection_set_state(struct front *front, enum xenbus_state state)
{
	return state_write(front, XBT_NULL, state);
}

static void backend_state_update(struct front *front)
{
	struct node_value state;

	if (node_read(front->store, &vdispl_nodes[VDISPL_BACKEND_STATE],
		      &front->ids, &state))
		front->backend_state = XenbusStateUnknown; /* its nodes are gone */
	else
		front->backend_state = state.is.number;
}

/* A watch says that something changed, not what: one look after the last. */
static void watches_take(struct front *front)
{
	char **event;

	while ((event = xs_check_watch(front->store)))
		free(event);
	backend_state_update(front);
}

/* Which port it was does not matter: whoever waits looks at its ring anyway. */
static void ports_take(struct front *front)
{
	int port = xenevtchn_pending(front->evtchn);

	if (port >= 0)
		xenevtchn_unmask(front->evtchn, port);
}

int connection_wait(struct front *front, uint64_t deadline)
{
	struct pollfd fds[] = {
		{ .fd = xenevtchn_fd(front->evtchn), .events = POLLIN },
		{ .fd = xs_fileno(front->store), .events = POLLIN },
	};
	uint64_t now = clock_now_ms();
	int count;

	count = poll(fds, 2, now < deadline ? deadline - now : 0);
	if (count == 0)
		return -ETIMEDOUT;
	if (count < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents)
		ports_take(front);
	if (fds[1].revents)
		watches_take(front);
	return 0;
}

int connection_wait_state(struct front *front, enum xenbus_state state,
			  unsigned int timeout_ms)
{
	uint64_t deadline = clock_now_ms() + timeout_ms;
	int err = 0;

	backend_state_update(front);
	while (front->backend_state != state && !err)
		err = connection_wait(front, deadline);
	return front->backend_state == state ? 0 : err;
}

static int transport_publish(struct front *front, xs_transaction_t transaction,
			     unsigned int index)
{
	const struct front_published *published =
		&front->connectors[index].published;
	const struct schema_ids ids = connection_ids(front, index);
	const struct {
		enum vdispl_node node;
		uint32_t value;
	} nodes[] = {
		{ VDISPL_CONNECTOR_REQ_RING_REF, published->req_ring_ref },
		{ VDISPL_CONNECTOR_REQ_EVENT_CHANNEL, published->req_port },
		{ VDISPL_CONNECTOR_EVT_RING_REF, published->evt_ring_ref },
		{ VDISPL_CONNECTOR_EVT_EVENT_CHANNEL, published->evt_port },
	};
	unsigned int i;
	int err = 0;

	for (i = 0; i < sizeof(nodes) / sizeof(nodes[0]) && !err; i++)
		err = node_write_number(front->store, transaction,
					&vdispl_nodes[nodes[i].node], &ids,
					nodes[i].value);
	return err;
}

/* The newest version both sides know; a back end that names none gets none. */
static int version_publish(struct front *front, xs_transaction_t transaction)
{
	struct node_value versions;
	uint32_t best = 0;
	unsigned int i;
	int err;

	err = node_read(front->store, &vdispl_nodes[VDISPL_BACKEND_VERSIONS],
			&front->ids, &versions);
	if (err)
		return err == -ENOENT ? 0 : err;
	for (i = 0; i < versions.is.n_numbers; i++)
		if (versions.is.numbers[i] <= vdispl_schema.protocol_version)
			best = versions.is.numbers[i]; /* they rise */
	if (best == 0)
		return -EPROTONOSUPPORT;
	return node_write_number(front->store, transaction,
				 &vdispl_nodes[VDISPL_FRONTEND_VERSION],
				 &front->ids, best);
}

int connection_publish(struct front *front, enum xenbus_state new_state)
{
	xs_transaction_t transaction;
	unsigned int i;
	int err;

	do {
		transaction = xs_transaction_start(front->store);
		if (transaction == XBT_NULL)
			return -errno;
		err = version_publish(front, transaction);
		for (i = 0; i < front->n_connectors && !err; i++)
			err = transport_publish(front, transaction, i);
		if (!err)
			err = state_write(front, transaction, new_state);
		if (err) {
			xs_transaction_end(front->store, transaction, true);
			return err;
		}
	} while (!xs_transaction_end(front->store, transaction, false) &&
		 (err = -errno) == -EAGAIN);
	return err == -EAGAIN ? 0 : err;
}

static int accept_wait(struct front *front, unsigned int timeout_ms)
{
	uint64_t deadline = clock_now_ms() + timeout_ms;
	int err = 0;

	backend_state_update(front);
	while (!err) {
		switch (front->backend_state) {
		case XenbusStateConnected:
			return connection_set_state(front,
						    XenbusStateConnected);
		case XenbusStateClosing:
		case XenbusStateClosed:
		case XenbusStateUnknown:
			return -ECONNREFUSED;
		case XenbusStateInitialising:
		case XenbusStateInitWait:
		case XenbusStateInitialised:
		case XenbusStateReconfiguring:
		case XenbusStateReconfigured:
			break;
		}
		err = connection_wait(front, deadline);
	}
	return err;
}

int front_connect(struct front *front, unsigned int timeout_ms)
{
	uint64_t deadline = clock_now_ms() + timeout_ms, now;
	int err;

	err = connection_set_state(front, XenbusStateInitialising);
	if (err)
		return err;
	err = connection_wait_state(front, XenbusStateInitWait, timeout_ms);
	if (err)
		return err;
	err = transport_init(front);
	if (err)
		return err;
	err = connection_publish(front, XenbusStateInitialised);
	if (err)
		goto finish_transport;
	now = clock_now_ms();
	err = accept_wait(front, now < deadline ? deadline - now : 0);
	if (err)
		goto withdraw;
	front->connected = true;
	return 0;

withdraw:
	front_disconnect(front, timeout_ms);
	return err;
finish_transport:
	transport_finish(front);
	return err;
}

/* Whether the back end has let go of what we shared with it. */
static bool backend_is_idle(const struct front *front)
{
	return front->backend_state == XenbusStateInitWait ||
	       front->backend_state == XenbusStateClosed ||
	       front->backend_state == XenbusStateUnknown;
}

int front_disconnect(struct front *front, unsigned int timeout_ms)
{
	uint64_t deadline = clock_now_ms() + timeout_ms;
	int err;

	front->connected = false;
	err = connection_set_state(front, XenbusStateClosing);
	backend_state_update(front);
	while (!err && !backend_is_idle(front))
		err = connection_wait(front, deadline);
	transport_finish(front);
	connection_set_state(front, XenbusStateClosed);
	return backend_is_idle(front) ? 0 : err;
}

int front_wait_end(struct front *front, unsigned int timeout_ms)
{
	uint64_t deadline = clock_now_ms() + timeout_ms;
	int err = 0;

	while (front->backend_state == XenbusStateConnected && !err)
		err = connection_wait(front, deadline);
	return front->backend_state == XenbusStateConnected ? err : 0;
}

static int connector_read(struct front *front, unsigned int index)
{
	struct front_connector *connector = &front->connectors[index];
	const struct schema_ids ids = connection_ids(front, index);
	struct node_value resolution;
	int err;

	connector->req_port = -1;
	connector->evt_port = -1;
	err = node_read(front->store, &vdispl_nodes[VDISPL_CONNECTOR_RESOLUTION],
			&ids, &resolution);
	if (err)
		return err;
	connector->width = resolution.is.width;
	connector->height = resolution.is.height;
	return 0;
}

static int configuration_read(struct front *front, unsigned int devid)
{
	struct node_value backend;
	int err;

	front->ids.devid = devid;
	err = domain_read_own_id(front->store, &front->ids.frontend_domid);
	if (!err)
		err = node_read(front->store,
				&vdispl_nodes[VDISPL_FRONTEND_BACKEND_ID],
				&front->ids, &backend);
	if (!err)
		front->ids.backend_domid = backend.is.number;
	while (!err && front->n_connectors < FRONT_CONNECTORS_MAX) {
		err = connector_read(front, front->n_connectors);
		if (!err)
			front->n_connectors++;
	}
	if (err == -ENOENT && front->n_connectors > 0)
		err = 0; /* that was the end of the list */
	return err;
}

int front_create(struct front **result, unsigned int devid)
{
	char path[SCHEMA_PATH_BYTES];
	struct front *front;
	int err;

	front = calloc(1, sizeof(*front));
	if (!front)
		return -ENOMEM;
	front->request_ms = FRONT_REQUEST_MS;
	front->store = xs_open(0);
	front->evtchn = front->store ? xenevtchn_open(NULL, 0) : NULL;
	front->gntshr = front->evtchn ? xengntshr_open(NULL, 0) : NULL;
	err = front->gntshr ? configuration_read(front, devid) : -errno;
	if (err)
		goto destroy_front;
	schema_path_build(&vdispl_nodes[VDISPL_BACKEND_STATE], &front->ids, path,
			  sizeof(path));
	if (!xs_watch(front->store, path, WATCH_TOKEN)) {
		err = -errno;
		goto destroy_front;
	}
	*result = front;
	return 0;

destroy_front:
	front_destroy(front);
	return err;
}

void front_destroy(struct front *front)
{
	if (!front)
		return;
	if (front->gntshr) {
		transport_finish(front);
		xengntshr_close(front->gntshr);
	}
	if (front->gnttab)
		xengnttab_close(front->gnttab);
	if (front->evtchn)
		xenevtchn_close(front->evtchn);
	xs_close(front->store);
	free(front);
}

unsigned int front_n_connectors(const struct front *front)
{
	return front->n_connectors;
}

void front_get_size(const struct front *front, unsigned int connector,
		    uint32_t *width, uint32_t *height)
{
	*width = front->connectors[connector].width;
	*height = front->connectors[connector].height;
}
