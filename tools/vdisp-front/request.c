// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "tools/vdisp-front/clock.h"
#include "tools/vdisp-front/connection.h"

static bool connection_ended(const struct front *front)
{
	return front->backend_state != XenbusStateConnected;
}

/*
 * Both wait loops look at the shared page before they believe the store: an
 * answer that came just before the back end left is an answer.
 */
static int answer_wait(struct front *front, struct front_connector *connector,
		       struct xendispl_resp *resp, unsigned int timeout_ms)
{
	uint64_t deadline = clock_now_ms() + timeout_ms;
	int count, err = 0;

	for (;;) {
		count = ring_pop(&connector->ring, resp);
		if (count)
			return count < 0 ? count : 0;
		if (connection_ended(front))
			return -ENOTCONN;
		if (err)
			return err;
		err = connection_wait(front, deadline);
	}
}

int front_request(struct front *front, unsigned int index,
		  struct xendispl_req *req, struct xendispl_resp *resp,
		  unsigned int timeout_ms)
{
	struct front_connector *connector = &front->connectors[index];
	int notify, err;

	if (!front->connected)
		return -EPIPE;
	req->id = connector->next_request_id++;
	notify = ring_push(&connector->ring, req);
	if (notify < 0)
		return notify;
	if (notify && xenevtchn_notify(front->evtchn, connector->req_port) < 0)
		return -errno;
	err = answer_wait(front, connector, resp, timeout_ms);
	if (err)
		return err;
	if (resp->id != req->id || resp->operation != req->operation)
		return -EPROTO;
	return 0;
}

void front_set_request_time(struct front *front, unsigned int timeout_ms)
{
	front->request_ms = timeout_ms;
}

int front_perform(struct front *front, unsigned int connector,
		  struct xendispl_req *req)
{
	struct xendispl_resp resp;
	int err;

	err = front_request(front, connector, req, &resp, front->request_ms);
	if (err)
		return err;
	/* Xen's error numbers are Linux's on every architecture Xen runs on. */
	return resp.status > 0 ? -EPROTO : resp.status;
}

int front_wait_event(struct front *front, unsigned int index,
		     struct xendispl_evt *event, unsigned int timeout_ms)
{
	struct front_connector *connector = &front->connectors[index];
	uint64_t deadline = clock_now_ms() + timeout_ms;
	int count, err = 0;

	if (!front->connected)
		return -EPIPE;
	for (;;) {
		count = events_pop(&connector->events, event);
		if (count)
			return count < 0 ? count : 0;
		if (connection_ended(front))
			return -ENOTCONN;
		if (err)
			return err;
		err = connection_wait(front, deadline);
	}
}

int front_get_edid(struct front *front, unsigned int connector, void *edid)
{
	struct front_buffer *buffer;
	struct xendispl_resp resp;
	struct xendispl_req req;
	int err;

	err = front_buffer_create(front, XENDISPL_EDID_MAX_SIZE, &buffer);
	if (err)
		return err;
	req = operation_get_edid(buffer);
	err = front_request(front, connector, &req, &resp, front->request_ms);
	if (!err && resp.status < 0)
		err = resp.status;
	if (!err && (resp.status > 0 ||
		     resp.op.get_edid.edid_sz > XENDISPL_EDID_MAX_SIZE))
		err = -EPROTO;
	if (!err) {
		err = resp.op.get_edid.edid_sz;
		memcpy(edid, buffer->pixels, err);
	}
	front_buffer_destroy(buffer);
	return err;
}
