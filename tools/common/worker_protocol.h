/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the broker (vdispld) and a worker (vdispl-worker) say to each other.
 *
 * Transport: a SOCK_SEQPACKET socketpair, fd 3 in the worker from its first
 * instruction. One message a packet: struct worker_message_header, then
 * the body that its type names, of exactly the size that the body's struct has; file
 * descriptors travel beside it (SCM_RIGHTS). Both ends come from one build, so
 * the layout is the compiler's.
 *
 * Life of a worker:
 *
 *	broker					worker
 *	WORKER_SETUP + leases		   ->
 *						opens, maps, binds, drops rights
 *					   <-	WORKER_READY
 *	writes state 4 (Connected)		serves
 *	WORKER_GET_STATUS		   ->
 *					   <-	WORKER_STATUS
 *	WORKER_GET_PLANE		   ->
 *					   <-	WORKER_PLANE (+ a dma-buf)
 *	WORKER_AWAIT_PLANE		   ->
 *					   <-	WORKER_NEXT_PLANE (+ a dma-buf)
 *						at once, or when the plane has changed
 *	WORKER_END_AWAIT		   ->	or now
 *	WORKER_AWAIT_TRACE		   ->	keeps copies of ring messages from now on
 *					   <-	WORKER_TRACE, as soon as there are any
 *	WORKER_END_TRACE		   ->	and no more
 *	WORKER_REFRESH			   ->	looks at the displays again
 *	WORKER_SET_OUTPUT (+ a lease)	   ->	shows a connector elsewhere, or on one output more
 *	WORKER_RESUME			   ->	the broker has been replaced: what the old
 *						one asked or awaited, it wants no more
 *					   <-	WORKER_READY, nothing older after it
 *	closes the socket (or SIGKILL)	   ->	exits; the kernel takes all back
 *
 * A worker that cannot start logs why and exits. Either end closing the socket
 * ends the connection.
 *
 * Trust: the worker trusts the broker. The broker does NOT trust the worker,
 * which a guest may have taken over: it accepts WORKER_READY once, and an
 * answer only to a question that it asked, of the right size, with its strings
 * terminated; anything else ends the worker.
 */
#ifndef TOOLS_COMMON_WORKER_PROTOCOL_H
#define TOOLS_COMMON_WORKER_PROTOCOL_H

#include <stdint.h>

#define WORKER_SOCKET_FD 3

/* The protocol's index is a uint8; libxl and the stock front end stop far earlier. */
#define WORKER_MAX_CONNECTORS 16
/* Display buffers of one guest: far above any front end's need. */
#define WORKER_MAX_BUFFERS 128
/*
 * Where a connector is shown: on its own output, place i for connector i, and perhaps
 * on one more, its mirror, worker_mirror_place(i).
 */
#define WORKER_OUTPUTS_EACH 2
#define WORKER_MAX_PLACES (WORKER_OUTPUTS_EACH * WORKER_MAX_CONNECTORS)
/* Leases: each place's output is one of its own. */
#define WORKER_MAX_CARDS WORKER_MAX_PLACES
#define WORKER_UNIQUE_ID_BYTES 64	/* with the terminator */
#define WORKER_OUTPUT_BYTES 32		/* "VGA-1", "headless"; with the terminator */
#define WORKER_REASON_BYTES 128		/* with the terminator */

/* Of everything in this file: a broker talks to workers of its own version only. */
#define WORKER_PROTOCOL 2

static inline unsigned int worker_mirror_place(unsigned int connector)
{
	return WORKER_MAX_CONNECTORS + connector;
}

static inline unsigned int worker_place_connector(unsigned int place)
{
	return place % WORKER_MAX_CONNECTORS;
}

enum worker_message_type {
	WORKER_SETUP = 1,	/* broker: struct worker_setup, n_cards fds */
	WORKER_READY,		/* worker: no body */
	WORKER_GET_STATUS,	/* broker: no body */
	WORKER_STATUS,		/* worker: struct worker_status */
	WORKER_GET_PLANE,	/* broker: struct worker_get_plane */
	WORKER_PLANE,		/* worker: struct worker_plane, one fd if error is 0 */
	WORKER_REFRESH,		/* broker: no body, no answer */
	WORKER_AWAIT_PLANE,	/* broker: struct worker_await_plane; one a connector */
	WORKER_NEXT_PLANE,	/* worker: as WORKER_PLANE */
	WORKER_SET_OUTPUT,	/* broker: struct worker_set_output, a lease or none; no answer */
	WORKER_AWAIT_TRACE,	/* broker: no body */
	WORKER_TRACE,		/* worker: struct worker_trace */
	WORKER_END_TRACE,	/* broker: no body, no answer */
	WORKER_END_AWAIT,	/* broker: struct worker_get_plane; what is due comes now */
	WORKER_RESUME,		/* broker: no body; WORKER_READY again */
};

struct worker_message_header {
	uint32_t type;		/* enum worker_message_type */
	uint32_t reserved;	/* 0 */
};

/* One connector of the front end, and a host output that shows it. */
struct worker_connector {
	uint32_t req_ring_ref;		/* the rings: not in a mirror's place */
	uint32_t req_event_channel;	/* the guest's port */
	uint32_t evt_ring_ref;
	uint32_t evt_event_channel;	/* the guest's port */
	uint32_t width;			/* pixels */
	uint32_t height;
	char unique_id[WORKER_UNIQUE_ID_BYTES];

	char output[WORKER_OUTPUT_BYTES];	/* host connector's name, or "headless" */
	int32_t card;			/* index into the leases; -1: headless */
	uint32_t connector_id;		/* KMS object ids inside the lease; 0: headless */
	uint32_t crtc_id;
	uint32_t plane_id;		/* the CRTC's primary plane */
	uint32_t never_copy;		/* 1: headless rather than copied */
};

struct worker_setup {
	uint32_t domid;
	uint32_t devid;
	uint32_t uid;			/* to become; also the gid */
	uint32_t n_cards;		/* lease fds beside this message */
	uint32_t n_connectors;		/* 1..WORKER_MAX_CONNECTORS */
	uint32_t log_level;		/* enum log_level */
	uint32_t version;		/* of the display protocol, 1 or 2 */
	uint32_t be_alloc;		/* 1: the guest may ask for memory of ours */
	uint32_t max_buffers;		/* display buffers at once */
	uint64_t max_pages;		/* mapped from the guest and granted to it at once */
	struct worker_connector connectors[WORKER_MAX_PLACES];	/* a mirror is one with a card */
};

/* Is there such a place: of a connector, or of the mirror that one may have? */
static inline int worker_setup_has(const struct worker_setup *setup, unsigned int place)
{
	return place < WORKER_MAX_PLACES &&
	       worker_place_connector(place) < setup->n_connectors;
}

/* The connectors' own places come before their mirrors'. */
#define worker_for_each_place(place, setup)				\
	for ((place) = 0; (place) < WORKER_MAX_PLACES; (place)++)	\
		if (worker_setup_has((setup), (place)))

enum worker_output_mode {
	WORKER_MODE_OFF,		/* the guest has not set a configuration */
	WORKER_MODE_ZERO_COPY,
	WORKER_MODE_COPY,
	WORKER_MODE_HEADLESS,
};

struct worker_connector_status {
	uint32_t mode;			/* enum worker_output_mode */
	uint32_t width;			/* of the framebuffer that is shown; 0 when off */
	uint32_t height;
	uint32_t fourcc;
	uint64_t flips;			/* completed, since the connection began */
	uint64_t bytes_copied;		/* by this process, from guest memory */
	uint32_t latency_last;		/* of flips, ms: see tools/vdispl-worker/latency.h */
	uint32_t latency_median;
	uint32_t latency_max;
	uint32_t reserved;		/* 0 */
	char reason[WORKER_REASON_BYTES]; /* why not zero-copy; "" when it is */
};

/* A display buffer, and the framebuffer in it that the guest attached first. */
struct worker_buffer {
	uint64_t handle;		/* gntdev-dmabuf's */
	uint64_t view;			/* of what local clients have of it; 0: nothing */
	uint32_t width;			/* 0, like the next two: no framebuffer */
	uint32_t height;
	uint32_t fourcc;
	uint32_t reserved;		/* 0 */
};

struct worker_status {
	uint32_t n_connectors;
	uint32_t n_buffers;		/* display buffers that the guest has created */
	uint64_t pages;			/* of guest memory held */
	/* By place; WORKER_MODE_OFF as well where there is no mirror. */
	struct worker_connector_status connectors[WORKER_MAX_PLACES];
	struct worker_buffer buffers[WORKER_MAX_BUFFERS];
};

/*
 * From now on, a connector is shown there; the output of that place is no longer ours.
 * A mirror without a lease is none.
 */
struct worker_set_output {
	uint32_t index;			/* the place */
	char reason[WORKER_REASON_BYTES];	/* why it is headless, if it is */
	struct worker_connector connector;	/* .card: 0 with a lease beside this, or -1 */
};

struct worker_get_plane {
	uint32_t connector;
};

/* Answered as soon as the connector's frame is another one. */
struct worker_await_plane {
	uint32_t connector;
	uint32_t reserved;		/* 0 */
	uint64_t frame;
};

/*
 * The framebuffer that a connector shows now. The dma-buf is read-only and can be taken
 * back: see tools/vdispl-worker/view.h. But where the memory is ours (be-alloc) it is
 * the buffer itself.
 */
struct worker_plane {
	int32_t error;			/* 0 or -errno; -ENODATA: nothing is shown */
	uint32_t connector;
	uint32_t fourcc;
	uint32_t width;
	uint32_t height;
	uint32_t stride;		/* octets */
	uint64_t offset;		/* of the first pixel in the dma-buf, octets */
	uint64_t size;			/* of the dma-buf, octets */
	uint64_t modifier;		/* DRM_FORMAT_MOD_* */
	uint64_t buffer;		/* the same number: the same dma-buf */
	uint64_t frame;			/* counts whatever changed the plane; also beside
					   -ENODATA */
	uint32_t own;			/* 1: memory of ours */
	uint32_t reserved;		/* 0 */
};

enum worker_trace_kind {
	WORKER_TRACE_REQUEST = 1,	/* struct xendispl_req, well-formed */
	WORKER_TRACE_REFUSED,		/* likewise, but only number and operation are there */
	WORKER_TRACE_RESPONSE,		/* struct xendispl_resp */
	WORKER_TRACE_EVENT,		/* struct xendispl_evt */
};

#define WORKER_TRACE_OCTETS 64
#define WORKER_TRACE_RECORDS 64

struct worker_trace_record {
	uint64_t time_ns;		/* CLOCK_MONOTONIC */
	uint32_t kind;			/* enum worker_trace_kind */
	uint32_t connector;
	uint8_t octets[WORKER_TRACE_OCTETS];
};

struct worker_trace {
	uint32_t n;
	uint32_t reserved;		/* 0 */
	uint64_t dropped;		/* behind the last answer's, for want of room */
	struct worker_trace_record records[WORKER_TRACE_RECORDS];
};

#endif
