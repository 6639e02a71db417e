/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vdisplctl's end of the control socket. What goes wrong here is said on
 * standard error, with the remedy, so a caller only passes the failure on.
 */
#ifndef TOOLS_VDISPLCTL_CLIENT_H
#define TOOLS_VDISPLCTL_CLIENT_H

#include <json-c/json.h>
#include <stdint.h>

struct client {
	int socket;
};

/* 0 or -errno. */
int client_open(struct client *client, const char *path);
void client_close(struct client *client);

/*
 * Sends @request, which it puts, and waits for the reply, which the caller puts.
 * @fd receives the descriptor beside it, -1 for none; NULL: none is wanted. A
 * reply that is an error is said and is -errno, but -ENOENT is not said: the
 * device has gone, and the caller knows what that means.
 */
int client_ask(struct client *client, struct json_object *request,
	       struct json_object **reply, int *fd);

/*
 * What comes unasked after the reply, which the caller puts; waits for it, however long.
 * NULL: there is no more.
 */
struct json_object *client_next(struct client *client);

/* "show" for an entry of a list's reply. */
int client_show(struct client *client, struct json_object *entry,
		struct json_object **device);

/* A request about a device: the command, domid and devid are filled. */
struct json_object *client_request(const char *command, struct json_object *device);

/* The member as a number; 0 when it is missing. */
uint64_t client_number(struct json_object *object, const char *key);

#endif
