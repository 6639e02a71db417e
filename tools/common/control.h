/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a local client and the broker say to each other, over a SOCK_SEQPACKET
 * socket in the file system (mode 0660). A client sends a request, one JSON
 * object in one packet, and waits for the reply, one JSON object in one packet,
 * before it sends the next. Unknown members are ignored.
 *
 * {"command": "list"}
 *	{"devices": [{"domid": 5, "devid": 0, "name": "demo"}, ...]}
 *	The guests' names are printable ASCII; what was not is '?'. A driver domain
 *	learns no names: there they are "dom5".
 *
 * {"command": "show", "domid": 5, "devid": 0}
 *	{"domid": 5, "devid": 0, "name": "demo",
 *	 "state": "waiting" | "starting" | "connected" | "stopping" | "refused" | "closed",
 *	 "reason": "",			why it is refused; otherwise ""
 *	 "buffers": 2, "pages": 1536,	held of the guest's memory
 *	 "max_pages": 7168,		what it may have at most
 *	 "connectors": [{
 *		"index": 0, "id": "VGA-1",	unique-id in the guest's configuration
 *		"width": 1024, "height": 768,	its resolution there
 *		"output": "VGA-1",		or "headless"
 *		"mode": "off" | "zero-copy" | "copy" | "headless",
 *		"reason": "",			why the mode is not zero-copy
 *		"shown": {"width": 1024, "height": 768, "format": "XR24"},
 *						absent when nothing is shown
 *		"flips": 312, "bytes_copied": 0,	since the guest connected
 *		"latency_ms": {"last": 9, "median": 9, "max": 17}
 *						of the last 64 flips: from the ring to
 *						the display's word that it is shown
 *		"mirror": {"output": "VGA-2", "mode": "copy", "reason": "...",
 *			"flips": 300, "bytes_copied": 943718400}
 *						absent when there is none; "headless"
 *						when it is to have one, but has not
 *	 }, ...],
 *	 "buffer_list": [{
 *		"handle": "0x100000001",	the module's
 *		"view": "0x200000001",		and of the mapping that local clients
 *						have of it; absent: there is none
 *		"width": 1024, "height": 768, "format": "XR24"
 *						of the framebuffer in it; absent when
 *						there is none
 *	 }, ...]}
 *
 * {"command": "plane", "domid": 5, "devid": 0, "connector": 0}
 * {"command": "plane", "domid": 5, "devid": 0, "connector": 0, "after": 312}
 *	{"domid": 5, "devid": 0, "connector": 0, "frame": 313,
 *	 "width": 1024, "height": 768, "format": "XR24", "modifier": 0,
 *	 "stride": 4096, "offset": 0, "size": 3145728,
 *	 "buffer": 7, "memory": "guest" | "host"}
 *	and one file descriptor (SCM_RIGHTS): the dma-buf that the connector
 *	shows now. vdispld-control(7) says what one may do with it, and for how
 *	long. With "after" the reply comes when the frame is another than that,
 *	however long it takes; then, while nothing is shown, it ends with "frame"
 *	and no descriptor. Without, that is ENODATA. ENODEV: the guest has gone.
 *	EBUSY: too many wait.
 *
 * {"command": "assign", "output": "VGA-1", "domid": 5, "devid": 0, "connector": 0}
 *	The host connector shows that connector from now on, until its guest is
 *	gone; without the numbers, whose configuration names it. The reply repeats
 *	what was said. A reply that is an error has changed nothing. EPERM: the
 *	client is not root.
 *
 * {"command": "mirror", "output": "VGA-2", "domid": 5, "devid": 0, "connector": 0}
 *	The host connector shows what that connector shows as well, in the place of
 *	another mirror that it had; without the numbers, no longer. Otherwise as
 *	"assign", which ends it, too.
 *
 * {"command": "blank", "output": "VGA-1", "blank": true}
 *	The host connector is turned off, or on again; the same replies.
 *
 * {"command": "orders"}
 *	{"orders": [{"output": "VGA-1", "blank": true},
 *	 {"output": "VGA-2", "blank": false, "domid": 5, "devid": 0, "connector": 0,
 *	  "mirror": true}, ...]}
 *	What the last three have brought about and holds still.
 *
 * {"command": "identify"}
 *	{"outputs": [{"number": 1, "output": "VGA-1"}, ...], "seconds": 5}
 *	Each display shows its number for so long. EPERM as above; ENODEV: there
 *	is no display.
 *
 * {"command": "events"}
 *	{"events": true}
 *	and from then on, without being asked, for each line that is logged about a
 *	device: {"time": 1700000000, "domid": 5, "devid": 0, "name": "demo",
 *	"level": "error" | "warning" | "info" | "debug", "text": "connected"}.
 *	Who does not read them is disconnected.
 *
 * {"command": "trace", "domid": 5, "devid": 0}
 *	{"dropped": 0, "records": [{"time_ns": 81234567, "connector": 0,
 *	 "kind": "request" | "refused" | "response" | "event",
 *	 "octets": "0300100000..."}, ...]}
 *	What went over the device's rings since this client's last "trace", or, for
 *	the first, what goes next; the reply comes when there is something. octets
 *	are the message as displif.h has it, 64 of them; of a refused request only
 *	number and operation, the rest is 0. dropped: how many did not fit before
 *	they were asked for. It goes on until the client asks for something else.
 *	EBUSY: somebody else traces the device. ENODEV: it is not connected.
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
