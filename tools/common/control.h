/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a local client and the broker say to each other, over a SOCK_SEQPACKET
 * socket in the file system (mode 0660). A client sends a request, one JSON
 * object in one packet, and waits for the reply, one JSON object in one packet,
 * before it sends the next. Unknown members are ignored.
 *
 * {"command": "list"}
 *	{"devices": [{"domid": 5, "devid": 0, "name": "demo"}, ...]}
 *	The guests' names are printable ASCII; what was not is '?'.
 *
 * {"command": "show", "domid": 5, "devid": 0}
 *	{"domid": 5, "devid": 0, "name": "demo",
 *	 "state": "waiting" | "starting" | "connected" | "stopping" | "refused" | "closed",
 *	 "reason": "",			why it is refused; otherwise ""
 *	 "buffers": 2, "pages": 1536,	held of the guest's memory
 *	 "connectors": [{
 *		"index": 0, "id": "VGA-1",	unique-id in the guest's configuration
 *		"width": 1024, "height": 768,	its resolution there
 *		"output": "VGA-1",		or "headless"
 *		"mode": "off" | "zero-copy" | "copy" | "headless",
 *		"reason": "",			why the mode is not zero-copy
 *		"shown": {"width": 1024, "height": 768, "format": "XR24"},
 *						absent when nothing is shown
 *		"flips": 312, "bytes_copied": 0	since the guest connected
 *	 }, ...]}
 *
 * {"command": "plane", "domid": 5, "devid": 0, "connector": 0}
 *	{"width": 1024, "height": 768, "format": "XR24", "stride": 4096,
 *	 "offset": 0, "size": 3145728, "frame": 313}
 *	and one file descriptor (SCM_RIGHTS): the dma-buf that the connector
 *	shows now. It is the guest's own memory: it may change at any time.
 *
 * A request that fails is answered {"error": "text for a person", "errno": 2}.
 * What is not understood at all is answered with EINVAL and the connection
 * closed.
 */
#ifndef TOOLS_COMMON_CONTROL_H
#define TOOLS_COMMON_CONTROL_H

#include <json-c/json.h>
#include <stddef.h>

#define CONTROL_SOCKET_PATH "/run/vdispld.sock"
#define CONTROL_REQUEST_BYTES 4096	/* longest request */
#define CONTROL_REPLY_BYTES 65536	/* longest reply */

/*
 * Parses a packet: a JSON object that the caller puts, or NULL when it is
 * anything else, or nested deeper than this protocol goes.
 */
struct json_object *control_parse(const char *packet, size_t length);

/*
 * The member as a number between 0 and @max: 0, -ENOENT when there is none,
 * -EINVAL when it is no such number.
 */
int control_get_u64(struct json_object *object, const char *key, uint64_t max,
		    uint64_t *value);

/* The member as a string, or @otherwise. Lives as long as @object. */
const char *control_get_string(struct json_object *object, const char *key,
			       const char *otherwise);

/* Sends an object in one packet, with an fd beside it unless @fd is -1. */
int control_send(int socket, struct json_object *object, int fd);

/* A DRM fourcc as text, "XR24" for instance; what is not printable is '?'. */
void control_format_name(uint32_t fourcc, char name[5]);

#endif
