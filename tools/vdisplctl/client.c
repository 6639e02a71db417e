// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/common/packet.h"

/* The broker gives a worker two seconds; it is never this late itself. */
#define REPLY_SECONDS 10

static int connect_fail(const char *path, int error)
{
	switch (error) {
	case ENOENT:
	case ECONNREFUSED:
		fputs("vdisplctl: vdispld is not running: start it with `systemctl start vdispld`\n",
		      stderr);
		break;
	case EACCES:
	case EPERM:
		fprintf(stderr, "vdisplctl: %s: permission denied: run it as root\n", path);
		break;
	default:
		fprintf(stderr, "vdisplctl: %s: %s\n", path, strerror(error));
	}
	return -error;
}

int client_open(struct client *client, const char *path)
{
	const struct timeval patience = { .tv_sec = REPLY_SECONDS };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int error;

	client->socket = -1;
	if (strlen(path) >= sizeof(address.sun_path))
		return connect_fail(path, ENAMETOOLONG);
	strcpy(address.sun_path, path);
	client->socket = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (client->socket < 0)
		return connect_fail(path, errno);
	if (connect(client->socket, (struct sockaddr *)&address, sizeof(address))) {
		error = errno;
		client_close(client);
		return connect_fail(path, error);
	}
	setsockopt(client->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return 0;
}

void client_close(struct client *client)
{
	if (client->socket >= 0)
		close(client->socket);
	client->socket = -1;
}

static int ask_fail(int error)
{
	fprintf(stderr, "vdisplctl: vdispld %s: see `journalctl -u vdispld`\n",
		error == EAGAIN ? "does not answer" : "has closed the connection");
	return -error;
}

/* 0, or the error that the reply is. */
static int reply_check(struct json_object *reply)
{
	const char *text = control_get_string(reply, "error", NULL);
	uint64_t error = EIO;

	if (!text)
		return 0;
	control_get_u64(reply, "errno", 4095, &error);
	if (error != ENOENT)
		fprintf(stderr, "vdisplctl: %s\n", text);
	return error ? -(int)error : -EIO;
}

/* What may come at any time is waited for as long as it takes. */
static ssize_t reply_wait(struct client *client, int patient, char *packet,
			  int *received, size_t *n_fds)
{
	const size_t room = *n_fds;
	ssize_t n;

	do {
		*n_fds = room;
		n = packet_receive(client->socket, packet, CONTROL_REPLY_BYTES, received,
				   n_fds);
	} while (n == -EAGAIN && patient);
	return n;
}

int client_ask(struct client *client, struct json_object *request,
	       struct json_object **reply, int *fd)
{
	static char packet[CONTROL_REPLY_BYTES];
	size_t n_fds = fd != NULL;
	int received = -1, ret;
	ssize_t n;

	ret = control_send(client->socket, request, -1);
	if (ret) {
		json_object_put(request);
		return ask_fail(-ret);
	}
	n = reply_wait(client, json_object_object_get_ex(request, "after", NULL), packet,
		       &received, &n_fds);
	json_object_put(request);
	if (n < 0)
		return ask_fail(-n);
	if (fd)
		*fd = n_fds ? received : -1;
	*reply = control_parse(packet, n);
	ret = *reply ? reply_check(*reply) : ask_fail(EPROTO);
	if (!ret)
		return 0;
	json_object_put(*reply);
	*reply = NULL;
	packet_close_fds(&received, n_fds);
	return ret;
}

uint64_t client_number(struct json_object *object, const char *key)
{
	uint64_t number = 0;

	control_get_u64(object, key, INT64_MAX, &number);
	return number;
}

struct json_object *client_request(const char *command, struct json_object *device)
{
	struct json_object *request = json_object_new_object();

	json_object_object_add(request, "command", json_object_new_string(command));
	json_object_object_add(request, "domid",
			       json_object_new_uint64(client_number(device, "domid")));
	json_object_object_add(request, "devid",
			       json_object_new_uint64(client_number(device, "devid")));
	return request;
}

struct json_object *client_next(struct client *client)
{
	static char packet[CONTROL_REPLY_BYTES];
	size_t n_fds = 0;
	ssize_t n;

	/* The socket's patience is for replies. */
	do {
		n = packet_receive(client->socket, packet, sizeof(packet), NULL, &n_fds);
	} while (n == -EAGAIN);
	return n < 0 ? NULL : control_parse(packet, (size_t)n);
}

int client_show(struct client *client, struct json_object *entry,
		struct json_object **device)
{
	return client_ask(client, client_request("show", entry), device, NULL);
}
