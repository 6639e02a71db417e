// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0's link to the host. Two of QEMU's PCI devices, chosen because every
 * architecture has them, and they need neither DMA (a PVH dom0 here has no IOMMU)
 * nor interrupts nor a driver:
 *
 * - a serial port that nobody else opens: a byte written there is on the host at
 *   once, as QEMU does not wait for a baud rate;
 * - an ivshmem window: memory that both sides see, for files.
 *
 *   hostlink line < LINES     sends text to the host
 *   hostlink send < FILE      puts FILE into the window
 *   hostlink wait             until the host has answered what was sent
 *   hostlink receive > FILE   takes what the host has put into the window
 *   hostlink stop             returns when the host wants the scenario to end
 *
 * Who may write to the window when is settled by lines: dom0 asks by one, and
 * then only the host touches the window until it sets `answered`.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEVICES "/sys/bus/pci/devices"
#define DATA 4096

/* The serial port's registers, and when it has sent what it was given. */
#define UART_TX 0
#define UART_LSR 5
#define UART_LSR_TEMT 0x40

static const struct id {
	const char *vendor, *device;
} serial_id = { "0x1b36", "0x0002" }, window_id = { "0x1af4", "0x1110" };

/* The start of the window; watch.sh writes the same offsets. */
struct window {
	volatile uint64_t answered;
	volatile uint64_t length; /* of what follows at DATA */
	volatile uint64_t stop;
};

static struct window *window;
static size_t window_size;

static int attribute_is(const char *device, const char *name, const char *value)
{
	char path[512], text[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), DEVICES "/%s/%s", device, name);
	file = fopen(path, "r");
	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	text[strcspn(text, "\n")] = '\0';
	return !strcmp(text, value);
}

/* A device that has a driver is enabled already. */
static int device_enable(const char *device)
{
	char path[512];
	int fd, ret = 0;

	snprintf(path, sizeof(path), DEVICES "/%s/enable", device);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -errno;
	if (write(fd, "1", 1) != 1 && errno != EBUSY)
		ret = -errno;
	close(fd);
	return ret;
}

static int resource_open(const char *device, const char *resource)
{
	char path[512];
	int fd, ret;

	ret = device_enable(device);
	if (ret)
		return ret;
	snprintf(path, sizeof(path), DEVICES "/%s/%s", device, resource);
	fd = open(path, O_RDWR);
	return fd < 0 ? -errno : fd;
}

/* A file descriptor for @resource of the first such device. */
static int device_open(const struct id *id, const char *resource)
{
	DIR *dir = opendir(DEVICES);
	struct dirent *entry;
	int ret = -ENODEV;

	if (!dir)
		return -errno;
	while (ret == -ENODEV && (entry = readdir(dir)))
		if (attribute_is(entry->d_name, "vendor", id->vendor) &&
		    attribute_is(entry->d_name, "device", id->device))
			ret = resource_open(entry->d_name, resource);
	closedir(dir);
	return ret;
}

static int window_open(void)
{
	int fd = device_open(&window_id, "resource2");
	struct stat st;
	int ret = 0;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st)) {
		ret = -errno;
		goto close_file;
	}
	window_size = st.st_size;
	window = mmap(NULL, window_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		      0);
	if (window == MAP_FAILED)
		ret = -errno;
close_file:
	close(fd);
	return ret;
}

static int window_send(void)
{
	char *data = (char *)window + DATA;
	size_t room = window_size - DATA, used = 0;
	ssize_t n;

	while (used < room && (n = read(0, data + used, room - used)) > 0)
		used += n;
	window->answered = 0;
	window->length = used;
	return used == room ? -EFBIG : 0;
}

/*
 * Spins instead of sleeping: with -icount sleep=off an idle machine skips
 * time, and then the guests' time-outs would depend on how fast the host is.
 */
static int window_wait(void)
{
	while (!window->answered)
		sched_yield();
	return 0;
}

static int window_receive(void)
{
	const char *data = (const char *)window + DATA;
	size_t length = window->length, done = 0;
	ssize_t n;

	if (length > window_size - DATA)
		return -EINVAL;
	while (done < length) {
		n = write(1, data + done, length - done);
		if (n < 0)
			return -errno;
		done += n;
	}
	return 0;
}

static int window_stop(void)
{
	while (!window->stop)
		sleep(1);
	window->stop = 0;
	return 0;
}

static int byte_send(int port, char byte)
{
	unsigned char status;

	do {
		if (pread(port, &status, 1, UART_LSR) != 1)
			return -errno;
	} while (!(status & UART_LSR_TEMT));
	return pwrite(port, &byte, 1, UART_TX) == 1 ? 0 : -errno;
}

static int line_send(void)
{
	int port = device_open(&serial_id, "resource0");
	char text[4096];
	int ret = 0;
	ssize_t n, i;

	if (port < 0)
		return port;
	while (!ret && (n = read(0, text, sizeof(text))) > 0)
		for (i = 0; i < n && !ret; i++)
			ret = byte_send(port, text[i]);
	close(port);
	return ret ? ret : n < 0 ? -errno : 0;
}

static const struct command {
	const char *name;
	int (*run)(void);
	int needs_window;
} commands[] = {
	{ "line", line_send, 0 },	{ "send", window_send, 1 },
	{ "wait", window_wait, 1 },	{ "receive", window_receive, 1 },
	{ "stop", window_stop, 1 },
};

int main(int argc, char **argv)
{
	const char *name = argc == 2 ? argv[1] : "";
	int ret = -EINVAL;
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(name, commands[i].name))
			continue;
		ret = commands[i].needs_window ? window_open() : 0;
		if (!ret)
			ret = commands[i].run();
	}
	if (ret)
		fprintf(stderr, "hostlink %s: %s\n", name, strerror(-ret));
	return ret ? 1 : 0;
}
