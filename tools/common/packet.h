/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets with file descriptors beside them, over a SOCK_SEQPACKET socket.
 * Never blocks on a non-blocking socket. Every function returns 0 or more, or
 * -errno; received descriptors are close-on-exec and the caller's to close.
 */
#ifndef TOOLS_COMMON_PACKET_H
#define TOOLS_COMMON_PACKET_H

#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

#define PACKET_MAX_FDS 32

/* Sends the parts as one packet, with @n_fds (up to PACKET_MAX_FDS) beside it. */
int packet_send(int socket, const struct iovec *parts, size_t n_parts,
		const int *fds, size_t n_fds);

/*
 * Receives one packet: its length. On entry *n_fds is the room in @fds, on
 * return what came. -EPIPE: the other end has closed. -EMSGSIZE: the packet or
 * its descriptors did not fit; nothing is kept of it.
 */
ssize_t packet_receive(int socket, void *data, size_t size, int *fds,
		       size_t *n_fds);

/* Closes the descriptors and sets them to -1. */
void packet_close_fds(int *fds, size_t n_fds);

#endif
