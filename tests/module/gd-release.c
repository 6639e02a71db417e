// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-release DOMID DIRECTORY COUNT REF: who learns when that a buffer is released,
 * in whatever order things are closed. REF is one of the data references.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "tests/module/mainline.h"
#include "tests/module/device.h"

#define WAITERS 8

static uint32_t domid, directory, count, ref;

static void export_or_die(int control, struct gntdmabuf_export *export)
{
	int err = device_export_directory(control, domid, directory, count, 0,
					  export);

	if (err)
		bail_out("export: %s", strerror(-err));
}

static void test_wait(int control)
{
	struct gntdmabuf_export export;
	struct gntdmabuf_query query;

	export_or_die(control, &export);
	check_result(device_wait(control, export.handle, 0), -ETIMEDOUT,
		     "asking, while it is in use");
	check_result(device_wait(control, export.handle, 50), -ETIMEDOUT,
		     "waiting, while it is in use");
	check_result(device_wait(control, export.handle + 1, 0), -ENOENT,
		     "a handle that is still to come");
	check_result(device_wait(control, 0, 0), -ENOENT, "handle 0");
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "seed gntdev: closing the dma-buf frees it, and waiting tells when");
	check_result(device_wait(control, export.handle, 0), 0,
		     "asking about what was released");
	check(!device_query(control, export.handle, &query) &&
	      query.state == GNTDMABUF_STATE_RELEASED, "its state says so");
}

static void test_handles_are_never_reused(int control)
{
	struct gntdmabuf_export a, b;

	export_or_die(control, &a);
	close(a.fd);
	device_wait(control, a.handle, 5000);
	export_or_die(control, &b);
	check(a.fd == b.fd && a.handle != b.handle,
	      "a descriptor's number comes again, a handle does not");
	check_result(device_wait(control, a.handle, 0), 0,
		     "the old handle is released");
	check_result(device_wait(control, b.handle, 0), -ETIMEDOUT,
		     "the new one is not");
	close(b.fd);
	device_wait(control, b.handle, 5000);
}

static void test_handles_of_others(int control)
{
	struct gntdmabuf_export export;
	struct gntdmabuf_query query;
	int other = device_open();

	export_or_die(control, &export);
	check_result(device_wait(other, export.handle, 0), -ENOENT,
		     "another control descriptor does not know the handle");
	check(!device_query_fd(other, export.fd, &query) && !query.handle &&
	      query.pages == count, "but may ask about the dma-buf it has");
	check_result(device_query_fd(other, other, &query), -ENXIO,
		     "what is no dma-buf");
	check_result(device_query_fd(other, 1000, &query), -EBADF,
		     "what is not open");
	close(other);
	close(export.fd);
	device_wait(control, export.handle, 5000);
}

struct waiter {
	pthread_t thread;
	int control;
	uint64_t handle;
	int result;
};

static void *waiter_run(void *arg)
{
	struct waiter *waiter = arg;

	waiter->result = device_wait(waiter->control, waiter->handle,
				     GNTDMABUF_WAIT_FOREVER);
	return NULL;
}

static void test_all_waiters_wake(int control)
{
	struct waiter waiters[WAITERS];
	struct gntdmabuf_export export;
	int i, woken = 0;

	export_or_die(control, &export);
	for (i = 0; i < WAITERS; i++) {
		waiters[i].control = control;
		waiters[i].handle = export.handle;
		pthread_create(&waiters[i].thread, NULL, waiter_run,
			       &waiters[i]);
	}
	usleep(50000);
	close(export.fd);
	for (i = 0; i < WAITERS; i++) {
		pthread_join(waiters[i].thread, NULL);
		woken += !waiters[i].result;
	}
	check(woken == WAITERS, "mainline bug 1: %d of %d waiters are woken",
	      woken, WAITERS);
}

static void test_waiter_can_be_killed(int control)
{
	struct gntdmabuf_export export;
	pid_t child;
	int status;

	export_or_die(control, &export);
	child = fork();
	if (!child)
		_exit(device_wait(control, export.handle,
				  GNTDMABUF_WAIT_FOREVER) != 0);
	usleep(50000);
	kill(child, SIGKILL);
	check(waitpid(child, &status, 0) == child && WIFSIGNALED(status),
	      "a waiter can be killed");
	close(export.fd);
	device_wait(control, export.handle, 5000);
}

static void test_events(void)
{
	struct gntdmabuf_event_record event, events[4];
	struct gntdmabuf_export a, b;
	int control = device_open();

	export_or_die(control, &a);
	export_or_die(control, &b);
	check(!device_event(control, &event, 50), "no event while in use");
	close(a.fd);
	check(device_event(control, &event, 5000) &&
	      event.type == GNTDMABUF_EVENT_RELEASED && event.domid == domid &&
	      event.handle == a.handle, "the event of the first");
	check_result(device_wait(control, a.handle, 0), 0,
		     "said when it was really released");
	check(!device_event(control, &event, 50), "it comes once");
	close(b.fd);
	device_wait(control, b.handle, 5000);
	export_or_die(control, &a);
	close(a.fd);
	device_wait(control, a.handle, 5000);
	usleep(50000);
	check(read(control, events, sizeof(event) - 1) < 0 && errno == EINVAL,
	      "room for less than an event");
	check(read(control, events, sizeof(events)) == 2 * sizeof(event) &&
	      events[0].handle == b.handle && events[1].handle == a.handle,
	      "two events in their order");
	close(control);
}

static void test_event_survives_a_bad_read(void)
{
	struct gntdmabuf_event_record event;
	struct gntdmabuf_export export;
	int control = device_open();
	void *unwritable = mmap(NULL, 4096, PROT_NONE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	export_or_die(control, &export);
	close(export.fd);
	device_wait(control, export.handle, 5000);
	usleep(50000);
	check(read(control, unwritable, sizeof(event)) < 0 && errno == EFAULT,
	      "an event that cannot be handed over");
	munmap(unwritable, 4096);
	check(device_event(control, &event, 1000) &&
	      event.handle == export.handle, "is not lost");
	close(control);
}

/* The seed of this: a buffer whose manager's descriptor is closed first. */
static void test_close_order(int watcher)
{
	struct gntdmabuf_export export;
	struct gntdmabuf_query query;
	volatile uint32_t *pages;
	int control = device_open(), copy;

	export_or_die(control, &export);
	close(control);
	pages = buffer_mmap(export.fd, count, PROT_READ | PROT_WRITE);
	check(pages != MAP_FAILED,
	      "seed gvt: the buffer works when its manager's descriptor was closed first");
	close(export.fd);
	pages[0] = pages[0];
	usleep(100000);
	check(device_info(watcher).module_buffers == 1,
	      "a mapping alone keeps it");
	munmap((void *)pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	usleep(300000);
	check(device_info(watcher).module_buffers == 0, "and then it is gone");

	control = device_open();
	export_or_die(control, &export);
	copy = dup(export.fd);
	check(!device_query_fd(watcher, copy, &query) && !query.handle,
	      "a duplicate of the descriptor names the buffer");
	close(export.fd);
	check_result(device_wait(control, export.handle, 50), -ETIMEDOUT,
		     "and keeps it");
	close(copy);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "until it is closed too");
	close(control);
}

static int mainline_wait(int control, uint32_t fd, uint32_t timeout_ms)
{
	struct ioctl_gntdev_dmabuf_exp_wait_released op = { fd, timeout_ms };

	return device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED,
			    &op);
}

static int mainline_export(int control, uint32_t flags, uint32_t n)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs op = {
		.flags = flags,
		.count = n,
		.domid = domid,
		.refs = { ref },
	};
	int err = device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS, &op);

	return err ? err : (int)op.fd;
}

static void test_mainline(void)
{
	struct gntdmabuf_event_record event;
	int control = device_open();
	int fd = mainline_export(control, 0, 1);

	check(fd >= 0, "mainline's export");
	check_result(mainline_wait(control, fd, 0), -ETIMEDOUT,
		     "mainline's wait, while in use");
	check_result(mainline_wait(control, fd + 1, 0), -ENOENT,
		     "mainline's wait, unknown descriptor");
	fcntl(fd, F_DUPFD, 100);
	close(fd);
	check_result(mainline_wait(control, fd, 50), -ETIMEDOUT,
		     "mainline's wait by a number that is closed");
	close(100);
	check(!mainline_wait(control, fd, 5000) ||
	      mainline_wait(control, fd, 0) == -ENOENT, "mainline's wait");
	check_result(mainline_wait(control, fd, 0), -ENOENT,
		     "mainline's wait, released before");
	check(!device_event(control, &event, 100), "it makes no events");
	check_result(mainline_export(control, 0, 0), -EINVAL,
		     "mainline's export of nothing");
	check_result(mainline_export(control, 3, 1), -EINVAL,
		     "mainline's export, both kinds of memory");
	check_result(mainline_export(control, 0, 0xffffffff), -EINVAL,
		     "mainline's export of too much");
	close(control);
}

int main(int argc, char **argv)
{
	int control;

	if (argc != 5)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	ref = argument(argv, 4);
	control = device_open();
	test_wait(control);
	test_handles_are_never_reused(control);
	test_handles_of_others(control);
	test_all_waiters_wake(control);
	test_waiter_can_be_killed(control);
	test_events();
	test_event_survives_a_bad_read();
	test_close_order(control);
	test_mainline();
	return tap_end();
}
