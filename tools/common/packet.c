// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/packet.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union ancillary {
	char octets[CMSG_SPACE(PACKET_MAX_FDS * sizeof(int))];
	struct cmsghdr align;
};

int packet_send(int socket, const struct iovec *parts, size_t n_parts,
		const int *fds, size_t n_fds)
{
	union ancillary ancillary = { 0 };
	struct msghdr message = {
		.msg_iov = (struct iovec *)parts,
		.msg_iovlen = n_parts,
	};
	struct cmsghdr *control;
	ssize_t n;

	if (n_fds > PACKET_MAX_FDS)
		return -EINVAL;
	if (n_fds > 0) {
		message.msg_control = ancillary.octets;
		message.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		control = CMSG_FIRSTHDR(&message);
		control->cmsg_level = SOL_SOCKET;
		control->cmsg_type = SCM_RIGHTS;
		control->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(control), fds, n_fds * sizeof(int));
	}
	do {
		n = sendmsg(socket, &message, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

/* Takes every descriptor that came, so that none is left open by mistake. */
static size_t fds_take(struct msghdr *message, int *taken)
{
	struct cmsghdr *control;
	size_t n = 0, n_here;

	for (control = CMSG_FIRSTHDR(message); control;
	     control = CMSG_NXTHDR(message, control)) {
		if (control->cmsg_level != SOL_SOCKET ||
		    control->cmsg_type != SCM_RIGHTS)
			continue;
		n_here = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		if (n_here > PACKET_MAX_FDS - n)
			n_here = PACKET_MAX_FDS - n;
		memcpy(taken + n, CMSG_DATA(control), n_here * sizeof(int));
		n += n_here;
	}
	return n;
}

ssize_t packet_receive(int socket, void *data, size_t size, int *fds,
		       size_t *n_fds)
{
	union ancillary ancillary;
	struct iovec part = { .iov_base = data, .iov_len = size };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = ancillary.octets,
		.msg_controllen = sizeof(ancillary.octets),
	};
	int taken[PACKET_MAX_FDS];
	size_t n_taken, room = *n_fds;
	ssize_t n;

	*n_fds = 0;
	do {
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	n_taken = fds_take(&message, taken);
	if (n_taken > room || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
		packet_close_fds(taken, n_taken);
		return -EMSGSIZE;
	}
	/* No packet of ours is empty, so length 0 is the end of the stream. */
	if (n == 0) {
		packet_close_fds(taken, n_taken);
		return -EPIPE;
	}
	if (n_taken > 0)
		memcpy(fds, taken, n_taken * sizeof(int));
	*n_fds = n_taken;
	return n;
}

void packet_close_fds(int *fds, size_t n_fds)
{
	while (n_fds-- > 0) {
		if (fds[n_fds] >= 0)
			close(fds[n_fds]);
		fds[n_fds] = -1;
	}
}
