// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/session.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/common/log.h"

struct message {
	struct worker_message_header header;
	union {
		struct worker_setup setup;
		struct worker_get_plane get_plane;
		struct worker_status status;
		struct worker_plane plane;
	} body;
};

union control {
	char bytes[CMSG_SPACE(sizeof(int) * WORKER_MAX_CARDS)];
	struct cmsghdr alignment;
};

/* The bodies begin where the header ends: no padding may come between. */
_Static_assert(offsetof(struct message, body) == sizeof(struct worker_message_header),
	       "a message is its header and its body");

static unsigned int fds_take(struct msghdr *msg, int fds[WORKER_MAX_CARDS])
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	unsigned int n;

	if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
		return 0;
	n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(fds, CMSG_DATA(c), n * sizeof(int));
	return n;
}

static void fds_close(const int *fds, unsigned int n)
{
	while (n--)
		close(fds[n]);
}

/* The size of the body that came, or -errno; -EPIPE: the other end has closed. */
static int message_receive(int fd, int flags, struct message *m,
			   int fds[WORKER_MAX_CARDS], unsigned int *n_fds)
{
	struct iovec iov = { m, sizeof(*m) };
	union control control;
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	ssize_t length;

	do {
		length = recvmsg(fd, &msg, flags | MSG_CMSG_CLOEXEC);
	} while (length < 0 && errno == EINTR);
	if (length < 0)
		return -errno;
	if (length == 0)
		return -EPIPE;
	*n_fds = fds_take(&msg, fds);
	if (!(msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) &&
	    length >= (ssize_t)sizeof(m->header))
		return length - sizeof(m->header);
	fds_close(fds, *n_fds);
	return -EBADMSG;
}

static int message_send(int fd, enum worker_message_type type, const void *body,
			size_t size, int passed)
{
	struct worker_message_header header = { .type = type };
	struct iovec iov[2] = {
		{ &header, sizeof(header) },
		{ (void *)body, size },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };
	union control control = { .bytes = { 0 } };

	if (passed >= 0) {
		struct cmsghdr *c;

		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(sizeof(int));
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &passed, sizeof(int));
	}
	if (sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return -errno;
	return 0;
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
	    setup->n_connectors < 1 || setup->n_connectors > WORKER_MAX_CONNECTORS)
		return -EINVAL;
	for (i = 0; !rc && i < setup->n_connectors; i++)
		rc = connector_check(setup, &setup->connectors[i]);
	return rc;
}

int session_receive_setup(int fd, struct worker_setup *setup,
			  int leases[WORKER_MAX_CARDS])
{
	unsigned int n_fds = 0;
	struct message m;
	int rc = message_receive(fd, 0, &m, leases, &n_fds);

	if (rc < 0) {
		log_error("no setup from the broker: %s", strerror(-rc));
		return rc;
	}
	rc = setup_check(&m, rc, n_fds);
	if (rc) {
		log_error("the broker's setup makes no sense: is it of another version?");
		fds_close(leases, n_fds);
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

static int answer_plane(struct session *session, uint32_t connector)
{
	struct worker_plane plane;
	int fd = -1;

	memset(&plane, 0, sizeof(plane));
	plane.connector = connector;
	session->plane(session->context, connector, &plane, &fd);
	return message_send(session->fd, WORKER_PLANE, &plane, sizeof(plane), fd);
}

static int message_answer(struct session *session, const struct message *m, int size)
{
	if (m->header.type == WORKER_GET_STATUS && size == 0)
		return answer_status(session);
	if (m->header.type == WORKER_GET_PLANE && size == sizeof(m->body.get_plane))
		return answer_plane(session, m->body.get_plane.connector);
	return -EBADMSG;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct session *session = poll->data;
	int fds[WORKER_MAX_CARDS];
	unsigned int n_fds = 0;
	struct message m;
	int rc = message_receive(session->fd, MSG_DONTWAIT, &m, fds, &n_fds);

	if (rc == -EAGAIN)
		return;
	if (rc >= 0) {
		fds_close(fds, n_fds);
		rc = message_answer(session, &m, rc);
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
