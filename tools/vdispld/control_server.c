// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/control_server.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/common/packet.h"
#include "tools/vdispld/broker.h"
#include "tools/vdispld/control_commands.h"
#include "tools/vdispld/control_events.h"
#include "tools/vdispld/control_trace.h"

static void client_accept(uv_poll_t *poll, int status, int events);

static void server_listen(struct control_server *server, bool listening)
{
	if (server->fd < 0 || server->listening == listening)
		return;
	server->listening = listening;
	if (listening)
		uv_poll_start(&server->poll, UV_READABLE, client_accept);
	else
		uv_poll_stop(&server->poll);
}

static void client_handle_closed(uv_handle_t *handle)
{
	struct control_client *client = handle->data;

	/* A slot is free again. */
	if (--client->n_closing == 0)
		server_listen(client->server, true);
}

static void client_close(struct control_client *client)
{
	if (client->fd < 0)
		return;
	if (client->waiting)
		control_command_abandon(client);
	control_trace_end(client);
	client->waiting = false;
	client->parked = false;
	uv_poll_stop(&client->poll);
	close(client->fd);
	client->fd = -1;
	client->n_closing = 2;
	uv_close((uv_handle_t *)&client->poll, client_handle_closed);
	uv_close((uv_handle_t *)&client->timer, client_handle_closed);
}

static void client_readable(uv_poll_t *poll, int status, int events)
{
	struct control_client *client = poll->data;
	char packet[CONTROL_REQUEST_BYTES];
	struct json_object *request;
	size_t n_fds = 0;
	ssize_t n;

	n = packet_receive(client->fd, packet, sizeof(packet), NULL, &n_fds);
	if (n == -EAGAIN)
		return;
	if (n < 0) {
		client_close(client);
		return;
	}
	request = control_parse(packet, n);
	if (!request) {
		control_client_fail(client, EINVAL, "the request is not a JSON object");
		client_close(client);
		return;
	}
	control_command_run(client, request);
	json_object_put(request);
}

static void client_overdue(uv_timer_t *timer)
{
	struct control_client *client = timer->data;

	control_command_abandon(client);
	control_client_fail(client, ETIMEDOUT,
			    "the worker of dom%u/%u does not answer",
			    client->domid, client->devid);
}

void control_client_wait(struct control_client *client)
{
	client->waiting = true;
	/* One request at a time: the next waits in the socket. */
	uv_poll_stop(&client->poll);
	uv_timer_start(&client->timer, client_overdue, CONTROL_ANSWER_MS, 0);
}

static void client_hung_up(uv_poll_t *poll, int status, int events)
{
	client_close(poll->data);
}

void control_client_park(struct control_client *client)
{
	client->waiting = true;
	client->parked = true;
	uv_timer_stop(&client->timer);
	uv_poll_start(&client->poll, UV_DISCONNECT, client_hung_up);
}

bool control_client_may_park(const struct control_client *client)
{
	unsigned int i, n = 0;

	for (i = 0; i < CONTROL_MAX_CLIENTS; i++)
		n += client->server->clients[i].parked;
	return n < CONTROL_MAX_PARKED;
}

static void client_send(struct control_client *client, struct json_object *object, int fd)
{
	int ret = object ? control_send(client->fd, object, fd) : -ENOMEM;

	json_object_put(object);
	/* It did not fetch what came earlier, or has gone. */
	if (ret)
		client_close(client);
}

void control_client_reply(struct control_client *client, struct json_object *reply,
			  int fd)
{
	if (client->waiting) {
		client->waiting = false;
		client->parked = false;
		uv_timer_stop(&client->timer);
		uv_poll_start(&client->poll, UV_READABLE, client_readable);
	}
	client_send(client, reply, fd);
}

void control_client_tell(struct control_client *client, struct json_object *object)
{
	client_send(client, object, -1);
}

void control_client_fail(struct control_client *client, int error,
			 const char *format, ...)
{
	struct json_object *reply = json_object_new_object();
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	json_object_object_add(reply, "error", json_object_new_string(text));
	json_object_object_add(reply, "errno", json_object_new_int(error));
	control_client_reply(client, reply, -1);
}

static struct control_client *client_slot(struct control_server *server)
{
	unsigned int i;

	for (i = 0; i < CONTROL_MAX_CLIENTS; i++)
		if (server->clients[i].fd < 0 && !server->clients[i].n_closing)
			return &server->clients[i];
	return NULL;
}

static void client_accept(uv_poll_t *poll, int status, int events)
{
	struct control_server *server = poll->data;
	struct control_client *client = client_slot(server);
	uv_loop_t *loop = poll->loop;
	int fd;

	if (!client) {
		server_listen(server, false);
		return;
	}
	fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	if (uv_poll_init(loop, &client->poll, fd)) {
		close(fd);
		return;
	}
	uv_timer_init(loop, &client->timer);
	client->fd = fd;
	client->listens = false;
	client->poll.data = client->timer.data = client;
	uv_poll_start(&client->poll, UV_READABLE, client_readable);
}

/* Somebody else's live socket is not ours to remove. */
static int socket_bind(int fd, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int probe, ret;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	probe = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return -errno;
	ret = connect(probe, (struct sockaddr *)&address, sizeof(address));
	ret = ret ? -errno : -EADDRINUSE;
	close(probe);
	if (ret == -EADDRINUSE || ret == -EAGAIN)
		return -EADDRINUSE;
	if (ret == -ECONNREFUSED)
		unlink(path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return -errno;
	return 0;
}

int control_server_start(struct control_server *server, struct broker *broker,
			 const char *path)
{
	mode_t mask;
	unsigned int i;
	int ret;

	*server = (struct control_server){ .broker = broker };
	for (i = 0; i < CONTROL_MAX_CLIENTS; i++) {
		server->clients[i].server = server;
		server->clients[i].fd = -1;
	}
	server->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (server->fd < 0)
		return -errno;
	mask = umask(0117);	/* from its first moment, 0660 */
	ret = socket_bind(server->fd, path);
	umask(mask);
	if (ret)
		goto close_socket;
	ret = -errno;
	if (listen(server->fd, CONTROL_MAX_CLIENTS))
		goto close_socket;
	ret = uv_poll_init(broker->loop, &server->poll, server->fd);
	if (ret)
		goto close_socket;
	server->poll.data = server;
	server_listen(server, true);
	broker->event = control_events_send;
	broker->event_data = server;
	return 0;

close_socket:
	close(server->fd);
	server->fd = -1;
	return ret;
}

void control_server_stop(struct control_server *server)
{
	unsigned int i;

	if (server->fd < 0)
		return;
	server->broker->event = NULL;
	for (i = 0; i < CONTROL_MAX_CLIENTS; i++)
		client_close(&server->clients[i]);
	server_listen(server, false);
	close(server->fd);
	server->fd = -1;
	uv_close((uv_handle_t *)&server->poll, NULL);
}
