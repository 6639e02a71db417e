// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moves files between dom0 and the host through QEMU's ivshmem device: memory
 * that both sides see. It needs no DMA, so it works where a PVH dom0 has no
 * IOMMU, and no driver.
 *
 *   hostmem send < FILE     puts FILE into the window, marks it as unanswered
 *   hostmem wait            until the host has answered
 *   hostmem receive > FILE  takes what the host has put there
 *
 * The window starts with two 64-bit words, answered and length; the data
 * follow at DATA. Who may write when is settled by the lines on the second
 * serial port: dom0 asks there, and then only the host touches the window until
 * it sets answered.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEVICES "/sys/bus/pci/devices"
#define DATA 4096

struct window {
	volatile uint64_t answered;
	volatile uint64_t length;
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

static int window_map(const char *device)
{
	char path[512];
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), DEVICES "/%s/enable", device);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, "1", 1) != 1)
		return -errno;
	close(fd);
	snprintf(path, sizeof(path), DEVICES "/%s/resource2", device);
	fd = open(path, O_RDWR);
	if (fd < 0 || fstat(fd, &st))
		return -errno;
	window_size = st.st_size;
	window = mmap(NULL, window_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return window == MAP_FAILED ? -errno : 0;
}

static int window_open(void)
{
	DIR *dir = opendir(DEVICES);
	struct dirent *entry;
	int ret = -ENODEV;

	if (!dir)
		return -errno;
	while (ret == -ENODEV && (entry = readdir(dir)))
		if (attribute_is(entry->d_name, "vendor", "0x1af4") &&
		    attribute_is(entry->d_name, "device", "0x1110"))
			ret = window_map(entry->d_name);
	closedir(dir);
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

int main(int argc, char **argv)
{
	int ret = window_open();

	if (ret) {
		fprintf(stderr, "hostmem: no window to the host: %s\n", strerror(-ret));
		return 1;
	}
	if (argc == 2 && !strcmp(argv[1], "send"))
		ret = window_send();
	else if (argc == 2 && !strcmp(argv[1], "wait"))
		ret = window_wait();
	else if (argc == 2 && !strcmp(argv[1], "receive"))
		ret = window_receive();
	else
		ret = -EINVAL;
	if (ret)
		fprintf(stderr, "hostmem: %s\n", strerror(-ret));
	return ret ? 1 : 0;
}
