/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The control socket: accepts local clients, takes one request at a time from
 * each and sends the reply. What a request means is control_commands.c's.
 */
#ifndef TOOLS_VDISPLD_CONTROL_SERVER_H
#define TOOLS_VDISPLD_CONTROL_SERVER_H

#include <json-c/json.h>
#include <stdbool.h>
#include <uv.h>

struct broker;
struct control_server;

#define CONTROL_MAX_CLIENTS 16
/* Of them, waiting as long as it takes: there is room for others at any time. */
#define CONTROL_MAX_PARKED 8
#define CONTROL_ANSWER_MS 2000	/* a worker's time to answer */

struct control_client {
	struct control_server *server;
	int fd;				/* -1: a free slot, once .closing is over */
	bool waiting;			/* for a worker */
	bool listens;			/* to events */
	bool parked;			/* waits for something that may take long */
	unsigned int n_closing;		/* handles that the loop has not let go yet */
	uv_poll_t poll;
	uv_timer_t timer;
	/* Of the request that waits. */
	uint32_t domid;
	uint32_t devid;
	uint32_t connector;
	bool traces;			/* the device below, not that of the request */
	uint32_t traced_domid;
	uint32_t traced_devid;
	bool wants_next;		/* plane: the first whose frame is not .after */
	uint64_t after;
};

struct control_server {
	struct broker *broker;
	int fd;
	bool listening;			/* paused while every slot is taken */
	uv_poll_t poll;
	struct control_client clients[CONTROL_MAX_CLIENTS];
};

/* Listens at @path; a socket file without a listener is replaced. 0 or -errno. */
int control_server_start(struct control_server *server, struct broker *broker,
			 const char *path);

/* Closes everything; the loop has to run once more. */
void control_server_stop(struct control_server *server);

/* The reply to the client's request; takes over @reply, lends @fd (-1: none). */
void control_client_reply(struct control_client *client, struct json_object *reply,
			  int fd);

/* The same for a failure; @error is a positive errno. */
void control_client_fail(struct control_client *client, int error,
			 const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What the client has not asked for just now; whatever it waits for is still to come. */
void control_client_tell(struct control_client *client, struct json_object *object);

/* The reply will come later; CONTROL_ANSWER_MS at most. */
void control_client_wait(struct control_client *client);

/* The same without an end, but that of the client's connection. */
void control_client_park(struct control_client *client);

/* Whether there is room for one more of these. */
bool control_client_may_park(const struct control_client *client);

#endif
