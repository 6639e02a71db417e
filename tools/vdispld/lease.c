// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/lease.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <xf86drmMode.h>

#include "tools/common/log.h"

int lease_create(struct lease *lease, int card_fd, const uint32_t *objects,
		 size_t n_objects)
{
	int fd;

	lease->card_fd = card_fd;
	lease->lessee_id = 0;
	/* libdrm answers with the fd or -errno. */
	fd = drmModeCreateLease(card_fd, objects, n_objects, O_CLOEXEC,
				&lease->lessee_id);
	lease->fd = fd < 0 ? -1 : fd;
	return fd < 0 ? fd : 0;
}

void lease_close_fd(struct lease *lease)
{
	if (lease->fd >= 0)
		close(lease->fd);
	lease->fd = -1;
}

void lease_revoke(struct lease *lease)
{
	int ret;

	lease_close_fd(lease);
	if (!lease->lessee_id)
		return;
	/*
	 * -ENOENT: it ended when its last fd was closed, as it mostly does. -EACCES:
	 * the card is another program's now, and then it will have to.
	 */
	ret = drmModeRevokeLease(lease->card_fd, lease->lessee_id);
	if (ret && ret != -ENOENT && ret != -EACCES)
		log_warning("lease %u: revoke: %s", lease->lessee_id, strerror(-ret));
	lease->lessee_id = 0;
}
