// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-lifetime DOMID DIRECTORY COUNT: descriptors that are passed on, shared and
 * closed in every order, and what keeps the module.
 */
#include <pthread.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "tests/module/device.h"
#include "tests/module/kernel/gd-device.h"

#define OPENERS 16

static uint32_t domid, directory, count;

static int export_to(int control, struct gntdmabuf_export *export)
{
	return device_export_directory(control, domid, directory, count, 0,
				       export);
}

static void export_or_die(int control, struct gntdmabuf_export *export)
{
	int err = export_to(control, export);

	if (err)
		bail_out("export: %s", strerror(-err));
}

static void fd_send(int socket, int fd)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .header = {
		.cmsg_len = CMSG_LEN(sizeof(int)),
		.cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS,
	} };
	char octet = 'x';
	struct iovec iov = { &octet, 1 };
	struct msghdr message = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	if (sendmsg(socket, &message, 0) != 1)
		bail_out("sendmsg: %s", strerror(errno));
}

static int fd_receive(int socket)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	char octet;
	struct iovec iov = { &octet, 1 };
	struct msghdr message = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	int fd;

	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	return fd;
}

/* Another process, from before there was anything to inherit. */
struct peer {
	pid_t pid;
	int socket;
};

static void peer_start(struct peer *peer, int (*run)(int socket))
{
	int sockets[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets))
		bail_out("socketpair");
	peer->pid = fork();
	if (!peer->pid) {
		close(sockets[0]);
		_exit(run(sockets[1]));
	}
	close(sockets[1]);
	peer->socket = sockets[0];
}

/* Lets it go on; true when it has answered. */
static bool peer_step(struct peer *peer)
{
	char octet = 'x';

	return write(peer->socket, &octet, 1) == 1 &&
	       read(peer->socket, &octet, 1) == 1;
}

static int peer_end(struct peer *peer)
{
	int status = -1;

	close(peer->socket);
	waitpid(peer->pid, &status, 0);
	return status;
}

static bool step_wait(int socket)
{
	char octet;

	return read(socket, &octet, 1) == 1;
}

static void step_done(int socket)
{
	if (write(socket, "x", 1) != 1)
		_exit(100);
}

/* Has a dma-buf, uses it, and closes it in two steps. */
static int buffer_peer(int socket)
{
	int fd = fd_receive(socket);
	uint32_t *pages = buffer_mmap(fd, count, PROT_READ | PROT_WRITE);

	if (pages == MAP_FAILED)
		return 1;
	pages[0] = pages[0];
	step_done(socket);
	step_wait(socket);
	close(fd);
	step_done(socket);
	step_wait(socket);
	munmap(pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	step_done(socket);
	step_wait(socket);
	return 0;
}

static void test_buffer_passed_on(void)
{
	struct gntdmabuf_export export;
	struct peer peer;
	int control;

	peer_start(&peer, buffer_peer);
	control = device_open();
	export_or_die(control, &export);
	fd_send(peer.socket, export.fd);
	check(step_wait(peer.socket),
	      "another process maps a dma-buf that was passed to it");
	close(export.fd);
	check_result(device_wait(control, export.handle, 50), -ETIMEDOUT,
		     "it keeps the buffer when its maker has closed it");
	peer_step(&peer);
	check_result(device_wait(control, export.handle, 50), -ETIMEDOUT,
		     "by its mapping alone as well");
	peer_step(&peer);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "and no longer");
	check(!peer_end(&peer), "the other process ended well");
	close(control);
}

/* Has a control descriptor, exports by it, restricts it, and exits with both. */
static int control_peer(int socket)
{
	struct gntdmabuf_export export;
	int control = fd_receive(socket);

	if (export_to(control, &export) ||
	    device_restrict(control, domid, 2 * count))
		return 1;
	if (write(socket, &export.handle, sizeof(export.handle)) !=
	    sizeof(export.handle))
		return 2;
	step_wait(socket);
	return 0;
}

static void test_control_passed_on(void)
{
	struct gntdmabuf_event_record event;
	struct gntdmabuf_export export;
	uint64_t handle = 0;
	struct peer peer;
	int control;

	peer_start(&peer, control_peer);
	control = device_open();
	fd_send(peer.socket, control);
	check(read(peer.socket, &handle, sizeof(handle)) == sizeof(handle) &&
	      device_wait(control, handle, 0) == -ETIMEDOUT,
	      "a buffer of a process that the control descriptor was passed to has a handle here too");
	domid++;
	check_result(export_to(control, &export), -EPERM,
		     "what that process restricted is restricted here");
	domid--;
	check_result(export_to(control, &export), 0,
		     "and good for what is left");
	check(!peer_end(&peer), "the other process ended well");
	check(device_event(control, &event, 5000) && event.handle == handle,
	      "its end released its buffer, and the event comes here");
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0, "released");
	close(control);
}

static void test_forked(void)
{
	struct gntdmabuf_export export;
	int control = device_open(), status;
	pid_t child;

	export_or_die(control, &export);
	child = fork();
	if (!child)
		_exit(device_wait(control, export.handle, 0) != -ETIMEDOUT);
	check(waitpid(child, &status, 0) == child && !status,
	      "a forked process has the same control descriptor");
	check_result(device_wait(control, export.handle, 50), -ETIMEDOUT,
		     "its end takes nothing away");
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0, "released");
	close(control);
}

static void test_close_between(int watcher)
{
	struct gntdmabuf_export a, b, c;
	int control = device_open();

	export_or_die(control, &a);
	export_or_die(control, &b);
	close(a.fd);
	device_wait(control, a.handle, 5000);
	close(control);
	check(device_info(watcher).module_buffers == 1,
	      "a control descriptor closed between its buffers' ends");
	control = device_open();
	export_or_die(control, &c);
	check(c.handle != a.handle && c.handle != b.handle &&
	      device_wait(control, b.handle, 0) == -ENOENT,
	      "the next one knows nothing of the buffer that is left");
	close(b.fd);
	check_result(device_wait(control, c.handle, 100), -ETIMEDOUT,
		     "whose end is none of its business");
	close(c.fd);
	close(control);
	check(device_idles(watcher), "nothing is left");
}

static void *opener_run(void *arg)
{
	struct gntdmabuf_export export;
	intptr_t failed = 0;
	int control = device_open(), round;

	for (round = 0; round < 4; round++) {
		failed += device_export_directory(control, domid, directory,
						  3, 0, &export) != 0;
		failed += device_info(control).descriptor_pages != 3;
		close(export.fd);
		failed += device_wait(control, export.handle, 20000) != 0;
	}
	close(control);
	return (void *)failed;
}

/* The seed of this had one manager descriptor, and a flag for it. */
static void test_openers(int watcher)
{
	pthread_t threads[OPENERS];
	intptr_t failed = 0;
	void *result;
	int i;

	for (i = 0; i < OPENERS; i++)
		if (pthread_create(&threads[i], NULL, opener_run, NULL))
			bail_out("pthread_create");
	for (i = 0; i < OPENERS; i++) {
		pthread_join(threads[i], &result);
		failed += (intptr_t)result;
	}
	check(!failed, "seed gvt: opened %d times at once, each on its own",
	      OPENERS);
	check(device_idles(watcher), "nothing is left");
}

static int unload(void)
{
	return syscall(SYS_delete_module, "gntdev_dmabuf", O_NONBLOCK) ?
	       -errno : 0;
}

/* One thing at a time is alive. */
static void test_unload(void)
{
	struct gd_device_attach attach = { .mask_bits = 64 };
	struct gntdmabuf_export export;
	int control = device_open();
	int device = open("/dev/gd-device", O_RDWR | O_CLOEXEC);
	uint32_t *pages;

	check_result(unload(), -EWOULDBLOCK,
		     "no unloading while a control descriptor is open");
	export_or_die(control, &export);
	close(control);
	check_result(unload(), -EWOULDBLOCK,
		     "no unloading while a dma-buf is open");
	pages = buffer_mmap(export.fd, count, PROT_READ);
	close(export.fd);
	check_result(unload(), -EWOULDBLOCK,
		     "no unloading while a buffer is mapped");
	munmap(pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	control = device_open();
	device_idles(control);
	export_or_die(control, &export);
	attach.fd = export.fd;
	if (device_ioctl(device, GD_DEVICE_ATTACH, &attach))
		bail_out("gd-device");
	close(export.fd);
	close(control);
	check_result(unload(), -EWOULDBLOCK,
		     "no unloading while a device is attached");
	close(device);
}

/* Revoked and released, but somebody still has the dma-buf. */
static void test_unload_after_revocation(void)
{
	struct gntdmabuf_revoke revoke = { 0 };
	struct gntdmabuf_export export;
	int control = device_open();

	device_idles(control);
	export_or_die(control, &export);
	revoke.handle = export.handle;
	device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke);
	device_wait(control, export.handle, 5000);
	close(control);
	check_result(unload(), -EWOULDBLOCK,
		     "no unloading while a revoked dma-buf is open");
	close(export.fd);
}

int main(int argc, char **argv)
{
	int watcher;

	if (argc != 4)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	watcher = device_open();
	test_buffer_passed_on();
	test_control_passed_on();
	test_forked();
	test_close_between(watcher);
	test_openers(watcher);
	close(watcher);
	test_unload();
	test_unload_after_revocation();
	return tap_end();
}
