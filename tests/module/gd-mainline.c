// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-mainline DOMID REF OTHER-REF: mainline's ioctls, which name buffers by the
 * numbers that descriptors had. The two references are pages of the domain's.
 */
#include <pthread.h>
#include <sys/wait.h>

#include "tests/module/device.h"
#include "tests/module/kernel/gd-exporter.h"
#include "tests/module/mainline.h"

#define ROUNDS 200

static uint32_t domid, ref, other_ref;
static int control, exporter;

static int export_ref(uint32_t which)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs op = {
		.count = 1, .domid = domid, .refs = { which },
	};
	int err = device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS, &op);

	return err ? err : (int)op.fd;
}

static int wait_fd(int fd, uint32_t timeout_ms)
{
	struct ioctl_gntdev_dmabuf_exp_wait_released op = { fd, timeout_ms };

	return device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED,
			    &op);
}

/* 0 in both ways that mainline says it. */
static bool is_released(int fd)
{
	int err = wait_fd(fd, 5000);

	return !err || err == -ENOENT;
}

static int memory_create(void)
{
	struct gd_exporter_create create = {
		.kind = GD_EXPORTER_SCATTERED, .count = 1,
	};
	int fd = ioctl(exporter, GD_EXPORTER_CREATE, &create);

	if (fd < 0)
		bail_out("gd-exporter: %s", strerror(errno));
	return fd;
}

static int import_fd(int fd)
{
	struct ioctl_gntdev_dmabuf_imp_to_refs op = {
		.fd = fd, .count = 1, .domid = domid,
	};

	return device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_TO_REFS, &op);
}

static int release_fd(int fd)
{
	struct ioctl_gntdev_dmabuf_imp_release op = { .fd = fd };

	return device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_RELEASE, &op);
}

/* Two buffers that were made with one number, one after the other. */
static void test_number_comes_again(void)
{
	int first = export_ref(ref), copy, second;

	copy = dup(first);
	close(first);
	second = export_ref(other_ref);
	if (!check(first >= 0 && second == first, "a number comes again"))
		return;
	close(copy);
	usleep(100000);
	check_result(wait_fd(second, 0), -ETIMEDOUT,
		     "mainline bug 2: it means the buffer that has it now, not the released one");
	copy = dup(second);
	close(second);
	first = open("/dev/null", O_RDWR);
	check(first == second && wait_fd(first, 50) == -ETIMEDOUT,
	      "mainline bug 2: nor what else has it now");
	close(first);
	close(copy);
	check(is_released(second) && wait_fd(second, 0) == -ENOENT,
	      "until it is released too: ENOENT");
}

static void test_duplicates(void)
{
	int fd = export_ref(ref), copy = fcntl(fd, F_DUPFD_CLOEXEC, 100);
	int stranger = device_open(), keep = control;

	check_result(wait_fd(copy, 0), -ETIMEDOUT,
		     "mainline bug 2: a duplicate names the buffer too");
	control = stranger;
	check(wait_fd(fd, 0) == -ENOENT && wait_fd(copy, 0) == -ENOENT,
	      "but not on another control descriptor");
	control = keep;
	close(stranger);
	close(fd);
	check_result(wait_fd(copy, 50), -ETIMEDOUT,
		     "also when the first is closed");
	close(copy);
	check(is_released(fd), "and both say when it is released");
	check_result(wait_fd(copy, 0), -ENOENT, "or that there is none");
}

static void test_import_numbers(void)
{
	int a = memory_create(), b, keep;

	check_result(import_fd(a), 0, "import");
	keep = dup(a);
	close(a);
	b = memory_create();
	if (!check(a == b && !import_fd(b), "import of another by its number"))
		return;
	check_result(release_fd(keep), -ENOENT,
		     "mainline bug 2: a number that nothing was imported by releases nothing");
	check_result(release_fd(b), 0, "release: the newer");
	check_result(release_fd(b), 0, "release: the older");
	check_result(release_fd(b), -ENOENT, "release: there is none left");
	close(b);
	close(keep);
	check(device_idles(control), "all have ended");
}

static void test_import_and_export_are_apart(void)
{
	int memory = memory_create(), fd = export_ref(ref);

	check(!import_fd(memory), "import");
	check_result(wait_fd(memory, 0), -ENOENT,
		     "waiting for an import's number");
	check_result(release_fd(fd), -ENOENT, "releasing an export's number");
	check_result(import_fd(fd), -EINVAL, "importing an export");
	close(fd);
	close(memory);
	check_result(release_fd(memory), 0,
		     "release by a number that is closed");
	check(device_idles(control), "all have ended");
}

static volatile bool closer_stops;

static void *closer_run(void *arg)
{
	int next = *(int *)arg;

	while (!closer_stops) {
		close(next);
		sched_yield();
	}
	return NULL;
}

/* Mainline touched the buffer after its descriptor had been published. */
static void test_closed_at_once(void)
{
	int next = dup(control), round, fd, failed = 0;
	pthread_t closer;

	close(next);
	if (pthread_create(&closer, NULL, closer_run, &next))
		bail_out("pthread_create");
	for (round = 0; round < ROUNDS; round++) {
		fd = export_ref(ref);
		failed += fd < 0;
		close(fd);
	}
	closer_stops = true;
	pthread_join(closer, NULL);
	check(!failed && device_idles(control),
	      "CVE-2025-38595: a descriptor that another thread closes while the export ends, %d times",
	      ROUNDS);
}

static void test_fields(void)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs op = {
		.flags = GNTDEV_DMA_FLAG_WC, .count = 1, .domid = domid,
		.refs = { ref },
	};
	struct gntdmabuf_query query = { 0 };
	int err;

	err = device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS, &op);
	if (!err) {
		device_query_fd(control, op.fd, &query);
		close(op.fd);
	}
	check(err == -EOPNOTSUPP ||
	      query.caching == GNTDMABUF_CACHING_WRITE_COMBINED,
	      "mainline's write-combine flag is never silently ignored");
	op.flags = GNTDEV_DMA_FLAG_WC | GNTDEV_DMA_FLAG_COHERENT;
	check_result(device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS,
				  &op), -EINVAL, "both of them");
	check_result(export_ref(3999999), -EINVAL,
		     "a reference that nobody granted");
	check_result(wait_fd(-1, 0), -ENOENT, "waiting for number -1");
	check_result(release_fd(-1), -ENOENT, "releasing number -1");
	check_result(import_fd(-1), -EBADF, "importing number -1");
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	domid = argument(argv, 1);
	ref = argument(argv, 2);
	other_ref = argument(argv, 3);
	control = device_open();
	exporter = open("/dev/gd-exporter", O_RDWR | O_CLOEXEC);
	test_number_comes_again();
	test_duplicates();
	test_import_numbers();
	test_import_and_export_are_apart();
	test_closed_at_once();
	test_fields();
	return tap_end();
}
