// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/plane.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/common/dmabuf.h"

static int fail(const char *what, int error)
{
	fprintf(stderr, "vdisplctl: %s: %s\n", what, strerror(error));
	return -error;
}

int plane_ask(struct client *client, struct json_object *device, uint32_t connector,
	      const uint64_t *after, struct json_object **plane, int *fd)
{
	struct json_object *request = client_request("plane", device);
	int ret;

	*fd = -1;
	json_object_object_add(request, "connector", json_object_new_uint64(connector));
	if (after)
		json_object_object_add(request, "after", json_object_new_uint64(*after));
	ret = client_ask(client, request, plane, fd);
	if (ret == -ENOENT)
		fputs("vdisplctl: the guest's screen has just gone\n", stderr);
	return ret;
}

/* The reply's numbers against the buffer as it really is. */
static int picture_of(struct picture *picture, struct json_object *plane, off_t size)
{
	const char *format = control_get_string(plane, "format", "");
	int ret;

	*picture = (struct picture){
		.fourcc = picture_format_parse(format),
		.width = client_number(plane, "width"),
		.height = client_number(plane, "height"),
		.stride = client_number(plane, "stride"),
		.offset = client_number(plane, "offset"),
	};
	ret = picture_check(picture, size);
	if (ret == -EOPNOTSUPP) {
		fprintf(stderr, "vdisplctl: pictures in format \"%s\" are not understood\n",
			format);
		return ret;
	}
	return ret ? fail("the picture does not fit its buffer", -ret) : 0;
}

static int write_all(int fd, const uint8_t *data, size_t size)
{
	ssize_t n;

	for (; size; data += n, size -= n) {
		n = write(fd, data, size);
		if (n < 0)
			return -errno;
	}
	return 0;
}

/*
 * The kernel copies, not we: when the guest takes its pages back meanwhile, reading them
 * would be a SIGBUS, but here it is an EFAULT.
 */
static int buffer_copy(int fd, int memory, size_t size)
{
	void *data = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	int ret;

	if (data == MAP_FAILED)
		return -errno;
	dmabuf_sync(fd, DMA_BUF_SYNC_READ | DMA_BUF_SYNC_START);
	ret = write_all(memory, data, size);
	dmabuf_sync(fd, DMA_BUF_SYNC_READ | DMA_BUF_SYNC_END);
	munmap(data, size);
	return ret;
}

int plane_copy(struct json_object *plane, int fd, struct plane_copy *copy)
{
	off_t size = lseek(fd, 0, SEEK_END);
	int memory, ret;

	ret = picture_of(&copy->picture, plane, size < 0 ? 0 : size);
	if (ret)
		return ret;
	memory = memfd_create("picture", MFD_CLOEXEC);
	if (memory < 0)
		return fail("memory for the picture", errno);
	copy->size = size;
	ret = buffer_copy(fd, memory, copy->size);
	if (!ret)
		copy->data = mmap(NULL, copy->size, PROT_READ, MAP_PRIVATE, memory, 0);
	if (!ret && copy->data == MAP_FAILED)
		ret = -errno;
	close(memory);
	return ret ? fail("reading the picture", -ret) : 0;
}

void plane_copy_end(struct plane_copy *copy)
{
	munmap(copy->data, copy->size);
}
