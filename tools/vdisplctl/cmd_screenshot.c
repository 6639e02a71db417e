// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <errno.h>
#include <linux/dma-buf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/client.h"
#include "tools/vdisplctl/picture.h"
#include "tools/vdisplctl/png.h"
#include "tools/vdisplctl/target.h"

struct shot {
	struct picture picture;
	const uint8_t *data;
};

static void shot_row(void *data, uint32_t y, uint8_t *rgb)
{
	const struct shot *shot = data;

	picture_row(&shot->picture, shot->data, y, rgb);
}

/* Around our reading, so that the CPU sees what the guest has written. */
static void buffer_sync(int fd, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = flags | DMA_BUF_SYNC_READ };
	int ret;

	do {
		ret = ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
	} while (ret && (errno == EINTR || errno == EAGAIN));
}

static int fail(const char *what, int error)
{
	fprintf(stderr, "vdisplctl: %s: %s\n", what, strerror(error));
	return -error;
}

/* The reply's numbers against the buffer as it really is. */
static int shot_check(struct shot *shot, struct json_object *plane, int fd)
{
	const char *format = control_get_string(plane, "format", "");
	off_t size = lseek(fd, 0, SEEK_END);
	int ret;

	shot->picture = (struct picture){
		.fourcc = picture_format_parse(format),
		.width = client_number(plane, "width"),
		.height = client_number(plane, "height"),
		.stride = client_number(plane, "stride"),
		.offset = client_number(plane, "offset"),
	};
	if (size < 0)
		return fail("the picture's buffer", errno);
	ret = picture_check(&shot->picture, size);
	if (ret == -EOPNOTSUPP) {
		fprintf(stderr, "vdisplctl: pictures in format \"%s\" are not understood\n",
			format);
		return ret;
	}
	if (ret)
		return fail("the picture does not fit its buffer", -ret);
	return 0;
}

/*
 * A copy of the buffer, to be freed: writing the file takes long enough for the
 * guest to draw its next picture.
 */
static uint8_t *buffer_copy(int fd, uint64_t size)
{
	uint8_t *copy = malloc(size);
	void *data = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	if (copy && data != MAP_FAILED) {
		buffer_sync(fd, DMA_BUF_SYNC_START);
		memcpy(copy, data, size);
		buffer_sync(fd, DMA_BUF_SYNC_END);
		munmap(data, size);
		return copy;
	}
	if (data != MAP_FAILED)
		munmap(data, size);
	free(copy);
	return NULL;
}

static int shot_write(struct json_object *plane, int fd, const char *path)
{
	struct shot shot;
	uint8_t *copy;
	int ret;

	ret = shot_check(&shot, plane, fd);
	if (ret)
		return ret;
	copy = buffer_copy(fd, lseek(fd, 0, SEEK_END));
	if (!copy)
		return fail("reading the picture", errno);
	shot.data = copy;
	ret = png_write_file(path, shot.picture.width, shot.picture.height, shot_row,
			     &shot);
	free(copy);
	return ret ? fail(path, -ret) : 0;
}

static int screenshot(struct client *client, const struct target *target,
		      const char *path)
{
	struct json_object *device, *request, *plane;
	uint32_t connector;
	int fd = -1, ret;

	ret = target_find(client, target, &device, &connector);
	if (ret)
		return ret;
	request = client_request("plane", device);
	json_object_object_add(request, "connector", json_object_new_uint64(connector));
	ret = client_ask(client, request, &plane, &fd);
	json_object_put(device);
	if (ret == -ENOENT)
		fprintf(stderr, "vdisplctl: %s has just gone\n", target->domain);
	if (ret)
		return ret;
	ret = fd < 0 ? fail("vdispld sent no picture", EPROTO) : shot_write(plane, fd, path);
	if (fd >= 0)
		close(fd);
	json_object_put(plane);
	return ret;
}

int cmd_screenshot(const char *socket_path, int argc, char **argv)
{
	struct client client;
	struct target target;
	int ret;

	if (argc != 2) {
		fputs("usage: vdisplctl screenshot DOMAIN[:CONNECTOR] FILE.png\n", stderr);
		return COMMAND_USAGE;
	}
	if (target_parse(argv[0], &target)) {
		fprintf(stderr, "vdisplctl: %s: want a domain's name or id, and perhaps :CONNECTOR\n",
			argv[0]);
		return COMMAND_USAGE;
	}
	if (client_open(&client, socket_path))
		return COMMAND_FAILED;
	ret = screenshot(&client, &target, argv[1]);
	client_close(&client);
	return ret ? COMMAND_FAILED : COMMAND_DONE;
}
