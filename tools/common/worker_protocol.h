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
 *	WORKER_SETUP + one lease per card  ->
 *						opens, maps, binds, drops rights
 *					   <-	WORKER_READY
 *	writes state 4 (Connected)		serves
 *	WORKER_GET_STATUS		   ->
 *					   <-	WORKER_STATUS
 *	WORKER_GET_PLANE		   ->
 *					   <-	WORKER_PLANE (+ a dma-buf)
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
/* Different cards that the connectors of one device may be spread over. */
#define WORKER_MAX_CARDS 4
#define WORKER_UNIQUE_ID_BYTES 64	/* with the terminator */
#define WORKER_OUTPUT_BYTES 32		/* "VGA-1", "headless"; with the terminator */
#define WORKER_REASON_BYTES 128		/* with the terminator */

enum worker_message_type {
	WORKER_SETUP = 1,	/* broker: struct worker_setup, n_cards fds */
	WORKER_READY,		/* worker: no body */
	WORKER_GET_STATUS,	/* broker: no body */
	WORKER_STATUS,		/* worker: struct worker_status */
	WORKER_GET_PLANE,	/* broker: struct worker_get_plane */
	WORKER_PLANE,		/* worker: struct worker_plane, one fd if error is 0 */
};

struct worker_message_header {
	uint32_t type;		/* enum worker_message_type */
	uint32_t reserved;	/* 0 */
};

/* One connector of the front end, and the host output that shows it. */
struct worker_connector {
	uint32_t req_ring_ref;
	uint32_t req_event_channel;	/* the guest's port */
	uint32_t evt_ring_ref;
	uint32_t evt_event_channel;	/* the guest's port */
	uint32_t width;			/* "resolution", pixels */
	uint32_t height;
	char unique_id[WORKER_UNIQUE_ID_BYTES];

	char output[WORKER_OUTPUT_BYTES];	/* host connector's name, or "headless" */
	int32_t card;			/* index into the leases; -1: headless */
	uint32_t connector_id;		/* KMS object ids inside the lease; 0: headless */
	uint32_t crtc_id;
	uint32_t plane_id;		/* the CRTC's primary plane */
};

struct worker_setup {
	uint32_t domid;
	uint32_t devid;
	uint32_t uid;			/* to become; also the gid */
	uint32_t n_cards;		/* lease fds beside this message */
	uint32_t n_connectors;		/* 1..WORKER_MAX_CONNECTORS */
	uint32_t log_level;		/* enum log_level */
	uint64_t max_pages;		/* of guest memory held at once, all buffers together */
	struct worker_connector connectors[WORKER_MAX_CONNECTORS];
};

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
	char reason[WORKER_REASON_BYTES]; /* why not zero-copy; "" when it is */
};

struct worker_status {
	uint32_t n_connectors;
	uint32_t n_buffers;		/* display buffers that the guest has created */
	uint64_t pages;			/* of guest memory held */
	struct worker_connector_status connectors[WORKER_MAX_CONNECTORS];
};

struct worker_get_plane {
	uint32_t connector;
};

/* The framebuffer that a connector shows now; the dma-buf is the guest's own memory. */
struct worker_plane {
	int32_t error;			/* 0 or -errno; -ENODATA: nothing is shown */
	uint32_t connector;
	uint32_t fourcc;
	uint32_t width;
	uint32_t height;
	uint32_t stride;		/* octets */
	uint64_t offset;		/* of the first pixel in the dma-buf, octets */
	uint64_t size;			/* of the dma-buf, octets */
	uint64_t frame;			/* counts completed flips and configurations */
};

#endif
