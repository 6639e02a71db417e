// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/readiness.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/common/node.h"

int readiness_publish(struct xs_handle *xs, uint32_t own_domid)
{
	const struct schema_ids ids = { .backend_domid = own_domid };

	return node_write(xs, XBT_NULL, &vdispl_nodes[VDISPL_SERVICE_STATUS], &ids,
			  "ready");
}

void readiness_withdraw(struct xs_handle *xs, uint32_t own_domid)
{
	const struct schema_ids ids = { .backend_domid = own_domid };

	node_remove(xs, &vdispl_nodes[VDISPL_SERVICE_STATUS], &ids);
}

int readiness_tell(void)
{
	static const char ready[] = "READY=1";
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *name = getenv("NOTIFY_SOCKET");
	size_t length;
	int fd, ret = 0;

	if (!name)
		return 0;
	length = strlen(name);
	if ((name[0] != '/' && name[0] != '@') || length > sizeof(address.sun_path))
		return -EINVAL;
	memcpy(address.sun_path, name, length);
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (sendto(fd, ready, sizeof(ready) - 1, MSG_NOSIGNAL, (void *)&address,
		   offsetof(struct sockaddr_un, sun_path) + length) < 0)
		ret = -errno;
	close(fd);
	return ret;
}
