/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A front end of Xen's para-virtual display protocol (displif) in user space,
 * for guests whose kernel has no driver for it, and for tests of back ends.
 *
 *	struct front *front;
 *	struct front_buffer *buffer;
 *	struct xendispl_req req;
 *
 *	front_create(&front, 0);			the guest's first vdispl device
 *	front_connect(front, 5000);
 *	front_get_size(front, 0, &width, &height);	of connector 0
 *	front_buffer_create(front, width * height * 4, &buffer);
 *	req = operation_dbuf_create(1, width, height, 32, buffer);
 *	front_perform(front, 0, &req);
 *	req = operation_fb_attach(1, 2, width, height, fourcc);
 *	front_perform(front, 0, &req);
 *	req = operation_set_config(2, 0, 0, width, height, 32);
 *	front_perform(front, 0, &req);			the picture is on the screen
 *	req = operation_pg_flip(2);
 *	front_perform(front, 0, &req);
 *	front_wait_event(front, 0, &event, 3000);	and now the next one
 *	front_disconnect(front, 5000);
 *	front_buffer_destroy(buffer);
 *	front_destroy(front);
 *
 * Needed in the guest: /dev/xen/xenbus, /dev/xen/evtchn (module xen-evtchn) and
 * /dev/xen/gntalloc (module xen-gntalloc, whose parameter `limit` is a number of
 * pages: 1024 unless it is raised, and 1024x768 takes 769 for each buffer); for
 * buffers of the back end's also /dev/xen/gntdev (module xen-gntdev). The
 * kernel's own driver, drm_xen_front, must not be loaded.
 *
 * One thread. Functions return 0 or -errno and print nothing. They wait inside
 * poll(2), never longer than the time-out that they are given. -ENOTCONN: the
 * back end has ended the connection; front_disconnect() and front_connect()
 * make a new one.
 */
#ifndef TOOLS_VDISP_FRONT_FRONT_H
#define TOOLS_VDISP_FRONT_FRONT_H

#include <stdbool.h>

#include "tools/vdisp-front/protocol.h"

#define FRONT_CONNECTORS_MAX 16
/* For an answer, unless told otherwise: what the stock driver grants the back end, too. */
#define FRONT_REQUEST_MS     3000

struct front;

/*
 * Opens the devices above and reads the configuration of vdispl device @devid.
 * -ENOENT: the guest has no such device (or not these device files).
 */
int front_create(struct front **front, unsigned int devid);

/* Frees everything but buffers; tells the back end nothing. Takes NULL. */
void front_destroy(struct front *front);

/*
 * Waits for the back end to be ready, shares a request ring and an event page
 * for each connector and waits until it has accepted them. -ETIMEDOUT: it did
 * not in time; -ECONNREFUSED: it closed instead. On failure nothing is left
 * shared.
 */
int front_connect(struct front *front, unsigned int timeout_ms);

/*
 * Closes the connection and takes the rings back; the back end forgets all
 * buffers and framebuffers. -ETIMEDOUT: it did not say that it has; the rings
 * are gone from here all the same.
 */
int front_disconnect(struct front *front, unsigned int timeout_ms);

/* Waits for the back end to end the connection: 0, or -ETIMEDOUT if it does not. */
int front_wait_end(struct front *front, unsigned int timeout_ms);

unsigned int front_n_connectors(const struct front *front);
void front_get_size(const struct front *front, unsigned int connector,
		    uint32_t *width, uint32_t *height);

/*
 * Sends @req on @connector's ring and waits for the answer; sets the request's
 * id. 0: *resp is the answer, whatever its status says. -ETIMEDOUT; -ENOTCONN;
 * -EPROTO: the answer was not to this request, or the ring is broken; -EPIPE:
 * there is no connection.
 */
int front_request(struct front *front, unsigned int connector,
		  struct xendispl_req *req, struct xendispl_resp *resp,
		  unsigned int timeout_ms);

/* How long front_perform() and front_get_edid() wait from now on: FRONT_REQUEST_MS. */
void front_set_request_time(struct front *front, unsigned int timeout_ms);

/* front_request() within that time, and the status of the answer as -errno. */
int front_perform(struct front *front, unsigned int connector,
		  struct xendispl_req *req);

/*
 * Asks for the description (EDID) of the monitor at @connector and copies it to
 * @edid, XENDISPL_EDID_MAX_SIZE octets. Returns its size or -errno; -EOPNOTSUPP: there is none.
 */
int front_get_edid(struct front *front, unsigned int connector, void *edid);

/* Waits for the next event of @connector. Errors as front_request() has them. */
int front_wait_event(struct front *front, unsigned int connector,
		     struct xendispl_evt *event, unsigned int timeout_ms);

/* Pages shared with the back end, and the directory that names them. */
struct front_buffer {
	struct front *front;
	void *pixels;		/* NULL: the back end's, not mapped yet */
	bool back_end;		/* the pages are the back end's */
	uint32_t size;		/* octets, as asked for */
	uint32_t n_refs, *refs; /* of the pages, size rounded up */
	uint32_t *directory;	/* its pages, one after the other */
	uint32_t n_directory_refs, *directory_refs;
};

/*
 * Allocates @size octets, zeroed, and shares them with the back end. -ENOSPC: more
 * than xen-gntalloc's `limit` allows, or no grant reference is left. The buffer
 * outlives the connection, but not @front.
 */
int front_buffer_create(struct front *front, uint32_t size,
			struct front_buffer **buffer);

/*
 * A buffer of the back end's memory (be-alloc), in two steps: this shares an empty
 * directory, operation_dbuf_create() asks for the pages, and when the back end
 * has answered, front_buffer_map() finds their references in the directory and
 * maps them at .pixels. -EINVAL: there is a reference 0 among them.
 */
int front_buffer_reserve(struct front *front, uint32_t size,
			 struct front_buffer **buffer);
int front_buffer_map(struct front_buffer *buffer);

/*
 * Unmaps the back end's pages; operation_dbuf_destroy() comes after that.
 */
void front_buffer_unmap(struct front_buffer *buffer);

/*
 * Takes the pages back. Before that the back end has to be told to destroy the
 * display buffer; pages that it still holds are lost until it lets go. Takes NULL.
 */
void front_buffer_destroy(struct front_buffer *buffer);

/*
 * Requests, ready to be sent. DBUF_* and FB_* belong on connector 0's ring, the
 * others on that of the connector in question. Cookies are numbers of the
 * caller's choice, but not 0.
 */
struct xendispl_req operation_dbuf_create(uint64_t dbuf_cookie, uint32_t width,
					  uint32_t height, uint32_t bpp,
					  const struct front_buffer *buffer);
struct xendispl_req operation_dbuf_destroy(uint64_t dbuf_cookie);
struct xendispl_req operation_fb_attach(uint64_t dbuf_cookie,
					uint64_t fb_cookie, uint32_t width,
					uint32_t height, uint32_t fourcc);
struct xendispl_req operation_fb_detach(uint64_t fb_cookie);
struct xendispl_req operation_set_config(uint64_t fb_cookie, uint32_t x,
					 uint32_t y, uint32_t width,
					 uint32_t height, uint32_t bpp);
struct xendispl_req operation_reset_config(void);
struct xendispl_req operation_pg_flip(uint64_t fb_cookie);
/* @buffer: XENDISPL_EDID_MAX_SIZE octets at least. */
struct xendispl_req operation_get_edid(const struct front_buffer *buffer);

#endif
