// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/session.h"

#include <errno.h>
#include <string.h>

#include <xen/io/displif.h>

#include "tools/common/log.h"
#include "tools/common/packet.h"

struct message {
	struct worker_message_header header;
	union {
		struct worker_setup setup;
		struct worker_get_plane get_plane;
		struct worker_await_plane await_plane;
		struct worker_set_output set_output;
		struct worker_status status;
		struct worker_plane plane;
	} body;
};

/* The bodies begin where the header ends: no padding may come between. */
_Static_assert(offsetof(struct message, body) == sizeof(struct worker_message_header),
	       "a message is its header and its body");

_Static_assert(WORKER_MAX_CARDS <= PACKET_MAX_FDS, "a setup has all its leases beside it");

/* The size of the body that came, or -errno; -EPIPE: the other end has closed. */
static int message_receive(int fd, struct message *m, int fds[WORKER_MAX_CARDS],
			   size_t *n_fds)
{
	ssize_t length;

	*n_fds = WORKER_MAX_CARDS;
	length = packet_receive(fd, m, sizeof(*m), fds, n_fds);
	if (length < 0 || length >= (ssize_t)sizeof(m->header))
		return length < 0 ? length : length - (ssize_t)sizeof(m->header);
	packet_close_fds(fds, *n_fds);
	return -EBADMSG;
}

/* Never waits: the loop has made the socket one that does not block. */
static int message_send(int fd, enum worker_message_type type, const void *body,
			size_t size, int passed)
{
	struct worker_message_header header = { .type = type };
	const struct iovec parts[] = {
		{ &header, sizeof(header) },
		{ (void *)body, size },
	};

	return packet_send(fd, parts, 2, &passed, passed >= 0);
}

static int connector_check(const struct worker_setup *setup,
			   const struct worker_connector *c)
{
	if (c->card < -1 || c->card >= (int)setup->n_cards)
		return -EINVAL;
	if (!memchr(c->unique_id, 0, sizeof(c->unique_id)) ||
	    !memchr(c->output, 0, sizeof(c->output)))
		return -EINVAL;
	return 0;
}

static int setup_check(const struct message *m, int size, unsigned int n_fds)
{
	const struct worker_setup *setup = &m->body.setup;
	unsigned int i;
	int rc = 0;

	if (m->header.type != WORKER_SETUP || size != sizeof(*setup) ||
	    setup->n_cards > WORKER_MAX_CARDS || setup->n_cards != n_fds ||
	    setup->n_connectors < 1 || setup->n_connectors > WORKER_MAX_CONNECTORS ||
	    setup->version < 1 || setup->version > XENDISPL_PROTOCOL_VERSION_INT ||
	    setup->be_alloc > 1)
		return -EINVAL;
	for (i = 0; !rc && i < WORKER_MAX_PLACES; i++)
		if (worker_setup_has(setup, i))
			rc = connector_check(setup, &setup->connectors[i]);
	return rc;
}

int session_receive_setup(int fd, struct worker_setup *setup,
			  int leases[WORKER_MAX_CARDS])
{
	size_t n_fds;
	struct message m;
	int rc = message_receive(fd, &m, leases, &n_fds);

	if (rc < 0) {
		log_error("no setup from the broker: %s", strerror(-rc));
		return rc;
	}
	rc = setup_check(&m, rc, n_fds);
	if (rc) {
		log_error("the broker's setup makes no sense: is it of another version?");
		packet_close_fds(leases, n_fds);
		return rc;
	}
	*setup = m.body.setup;
	return 0;
}

int session_send_ready(struct session *session)
{
	return message_send(session->fd, WORKER_READY, NULL, 0, -1);
}

static int answer_status(struct session *session)
{
	struct worker_status status;

	memset(&status, 0, sizeof(status));
	session->status(session->context, &status);
	return message_send(session->fd, WORKER_STATUS, &status, sizeof(status), -1);
}

static int answer_plane(struct session *session, enum worker_message_type type,
			uint32_t connector)
{
	struct worker_plane plane;
	int fd = -1;

	memset(&plane, 0, sizeof(plane));
	plane.connector = connector;
	session->plane(session->context, connector, &plane, &fd);
	return message_send(session->fd, type, &plane, sizeof(plane), fd);
}

static int answer_await(struct session *session, const struct worker_await_plane *await)
{
	if (await->connector >= WORKER_MAX_CONNECTORS)
		return -EBADMSG;
	if (session->frame(session->context, await->connector) != await->frame)
		return answer_plane(session, WORKER_NEXT_PLANE, await->connector);
	session->awaited[await->connector] = true;
	return 0;
}

void session_plane_changed(struct session *session, uint32_t connector)
{
	if (!session->awaited[connector])
		return;
	/* A broker that is too busy to take it is told of the next change. */
	if (!answer_plane(session, WORKER_NEXT_PLANE, connector))
		session->awaited[connector] = false;
}

/* Nobody is left who waits: the question is answered, and no longer open. */
static int answer_end_await(struct session *session, uint32_t connector)
{
	if (connector >= WORKER_MAX_CONNECTORS)
		return -EBADMSG;
	session_plane_changed(session, connector);
	return 0;
}

bool session_is_awaited(const struct session *session)
{
	unsigned int i;

	for (i = 0; i < WORKER_MAX_CONNECTORS; i++)
		if (session->awaited[i])
			return true;
	return false;
}

/* What does not go out now stays in the trace. */
void session_trace_added(struct session *session)
{
	static struct worker_trace body;
	unsigned int was_n = session->trace->n, was_first = session->trace->first;
	uint64_t was_dropped = session->trace->dropped;

	if (!session->trace_awaited || (!was_n && !was_dropped))
		return;
	trace_take(session->trace, &body);
	session->trace_awaited = message_send(session->fd, WORKER_TRACE, &body,
					      sizeof(body), -1);
	if (!session->trace_awaited)
		return;
	session->trace->n = was_n;
	session->trace->first = was_first;
	session->trace->dropped = was_dropped;
}

static int trace_await(struct session *session)
{
	session->trace->active = true;
	session->trace_awaited = true;
	session_trace_added(session);
	return 0;
}

/* Whoever waited is answered all the same: each question is. */
static int trace_stop(struct session *session)
{
	static const struct worker_trace none;
	bool due = session->trace_awaited;

	session->trace_awaited = false;
	trace_end(session->trace);
	return due ? message_send(session->fd, WORKER_TRACE, &none, sizeof(none), -1) : 0;
}

/* Another broker has the other end: it knows of no question and awaits nothing. */
static int session_resume(struct session *session)
{
	memset(session->awaited, 0, sizeof(session->awaited));
	session->trace_awaited = false;
	trace_end(session->trace);
	return session_send_ready(session);
}

/* 1: the descriptor is the worker's now. */
static int output_set(struct session *session, const struct worker_set_output *output,
		      const int *fds, unsigned int n_fds)
{
	int rc;

	if (!memchr(output->reason, 0, sizeof(output->reason)) ||
	    !memchr(output->connector.output, 0, sizeof(output->connector.output)) ||
	    output->connector.card != (n_fds ? 0 : -1) || n_fds > 1)
		return -EBADMSG;
	rc = session->set_output(session->context, output, n_fds ? fds[0] : -1);
	return rc ? rc : 1;
}

static int message_answer(struct session *session, const struct message *m, int size,
			  const int *fds, unsigned int n_fds)
{
	if (m->header.type == WORKER_SET_OUTPUT && size == sizeof(m->body.set_output))
		return output_set(session, &m->body.set_output, fds, n_fds);
	if (m->header.type == WORKER_GET_STATUS && size == 0)
		return answer_status(session);
	if (m->header.type == WORKER_GET_PLANE && size == sizeof(m->body.get_plane))
		return answer_plane(session, WORKER_PLANE, m->body.get_plane.connector);
	if (m->header.type == WORKER_AWAIT_PLANE && size == sizeof(m->body.await_plane))
		return answer_await(session, &m->body.await_plane);
	if (m->header.type == WORKER_END_AWAIT && size == sizeof(m->body.get_plane))
		return answer_end_await(session, m->body.get_plane.connector);
	if (m->header.type == WORKER_AWAIT_TRACE && size == 0)
		return trace_await(session);
	if (m->header.type == WORKER_END_TRACE && size == 0)
		return trace_stop(session);
	if (m->header.type == WORKER_RESUME && size == 0)
		return session_resume(session);
	if (m->header.type == WORKER_REFRESH && size == 0) {
		session->refresh(session->context);
		return 0;
	}
	return -EBADMSG;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct session *session = poll->data;
	int fds[WORKER_MAX_CARDS];
	size_t n_fds;
	struct message m;
	int rc = message_receive(session->fd, &m, fds, &n_fds);

	if (rc == -EAGAIN)
		return;
	if (rc >= 0) {
		rc = message_answer(session, &m, rc, fds, n_fds);
		if (rc != 1)
			packet_close_fds(fds, n_fds);
	}
	if (rc >= 0)
		return;
	if (rc != -EPIPE && rc != -ECONNRESET)
		log_error("talk with the broker: %s", strerror(-rc));
	uv_poll_stop(poll);
	uv_stop(poll->loop);
}

int session_start(struct session *session, uv_loop_t *loop)
{
	int rc = uv_poll_init(loop, &session->readable, session->fd);

	if (rc)
		return rc;
	session->readable.data = session;
	return uv_poll_start(&session->readable, UV_READABLE, on_readable);
}
