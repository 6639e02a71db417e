// SPDX-License-Identifier: GPL-2.0-only
/* What the stress does with imports, and with buffers of other processes. */
#include <sys/socket.h>

#include "tests/module/stress/worker.h"

/*
 * 64 KiB. A thread may bring what another one imports into a card, because the number that
 * it has in mind has become that one's; and Linux's exporters do not ask a device how long
 * a segment may be that it is to map. Most take 64 KiB, and DMA_API_DEBUG_SG looks.
 */
#define MAX_IMPORT_PAGES 16

static void message_init(struct msghdr *message, struct iovec *iov,
			 char *control, size_t size)
{
	static char byte;

	*iov = (struct iovec){ &byte, 1 };
	*message = (struct msghdr){
		.msg_iov = iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = size,
	};
}

void try_pass(struct thread *t)
{
	char control[CMSG_SPACE(sizeof(int))] = "";
	struct cmsghdr *header;
	struct msghdr message;
	struct iovec iov;
	int fd = slot_any(t).fd;

	message_init(&message, &iov, control, sizeof(control));
	header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	tried(STRESS_PASS,
	      sendmsg(socket_to_send(), &message, 0) < 0 ? -errno : 0);
}

void try_receive(struct thread *t)
{
	char control[CMSG_SPACE(sizeof(int))] = "";
	struct cmsghdr *header;
	struct msghdr message;
	struct iovec iov;
	uint32_t *page;
	int fd;

	message_init(&message, &iov, control, sizeof(control));
	if (recvmsg(socket_to_receive(), &message, MSG_CMSG_CLOEXEC) < 0)
		return;
	header = CMSG_FIRSTHDR(&message);
	if (!header)
		return;
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	page = buffer_mmap(fd, 1, PROT_READ);
	if (page != MAP_FAILED) {
		tried(STRESS_RECEIVE, page_touch(page, false));
		munmap(page, GNTDMABUF_PAGE_SIZE);
	}
	close(fd);
}

static int memory_any(struct thread *t, uint32_t pages)
{
	int fd = below(t, 2) ? memory_of_user(pages) : -1;

	return fd >= 0 ? fd : memory_of_card(card_with_memory(), pages, DRM_RDWR);
}

void try_import(struct thread *t)
{
	const struct guest *guest = guest_any(t);
	uint32_t refs[MAX_IMPORT_PAGES];
	struct gntdmabuf_import import = {
		.count = 1 + below(t, MAX_IMPORT_PAGES),
		.flags = below(t, 2) ? GNTDMABUF_FLAG_DIRECTORY : 0,
	};
	int control = control_any(t);

	if (!guest)
		return;
	import.domid = guest->domid;
	if (import.flags)
		import.directory = guest->mapper;
	else
		import.refs = (uintptr_t)refs;
	import.fd = memory_any(t, import.count);
	if (import.fd < 0)
		return;
	if (tried(STRESS_IMPORT,
		  device_ioctl(control, GNTDMABUF_IOCTL_IMPORT, &import)))
		slot_replace(t, (struct slot){ .control = control,
					       .fd = import.fd,
					       .handle = import.handle,
					       .import = true });
	else
		close(import.fd);
}

void try_import_mainline(struct thread *t)
{
	struct ioctl_gntdev_dmabuf_imp_to_refs op = { .count = 1 };
	const struct guest *guest = guest_any(t);
	int control = control_any(t);

	if (!guest)
		return;
	op.domid = guest->domid;
	op.fd = memory_any(t, 1);
	if (op.fd == (uint32_t)-1)
		return;
	if (tried(STRESS_IMPORT_MAINLINE,
		  device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_TO_REFS, &op)))
		slot_replace(t, (struct slot){ .control = control,
					       .fd = op.fd, .import = true,
					       .mainline = true });
	else
		close(op.fd);
}
