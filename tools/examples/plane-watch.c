// SPDX-License-Identifier: GPL-2.0-only
/*
 * plane-watch DOMID DEVID CONNECTOR [COUNT]: says for each picture that a guest shows how
 * bright it is on the whole, and when its memory is taken back. What the replies mean, and
 * what a client may rely on, stands in vdispld-control(7).
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct json_object *ask(int socket, char **target, const char *after, int *fd)
{
	static char packet[65536];
	union {
		char octets[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} room;
	struct iovec part = { packet, sizeof(packet) - 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1,
		.msg_control = room.octets, .msg_controllen = sizeof(room.octets) };
	ssize_t n;

	n = snprintf(packet, sizeof(packet), "{\"command\": \"plane\", \"domid\": %s, "
		     "\"devid\": %s, \"connector\": %s, \"after\": %s}", target[0],
		     target[1], target[2], after);
	if (send(socket, packet, n, MSG_NOSIGNAL) < 0)
		return NULL;
	n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	if (n <= 0)
		return NULL;
	*fd = -1;
	if (CMSG_FIRSTHDR(&message))
		memcpy(fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
	packet[n] = '\0';
	return json_tokener_parse(packet);
}

static uint64_t number(struct json_object *plane, const char *key)
{
	return json_object_get_uint64(json_object_object_get(plane, key));
}

/*
 * The mean of all octets, or -1: the guest has given the memory up. Read by way of a pipe:
 * a system call says EFAULT where our own reading would end in SIGBUS.
 */
static int brightness(const uint8_t *pixels, size_t size)
{
	uint8_t octets[4096];
	uint64_t sum = 0;
	size_t at, i;
	int ends[2];

	if (pipe(ends))
		return -1;
	for (at = 0; at < size; at += sizeof(octets)) {
		if (write(ends[1], pixels + at, sizeof(octets)) < 0 ||
		    read(ends[0], octets, sizeof(octets)) < 0)
			break;
		for (i = 0; i < sizeof(octets); i++)
			sum += octets[i];
	}
	close(ends[0]);
	close(ends[1]);
	return at < size ? -1 : (int)(sum / size);
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { AF_UNIX, "/run/vdispld.sock" };
	int control = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	unsigned long count = argc > 4 ? strtoul(argv[4], NULL, 0) : -1UL;
	char after[24] = "0";
	uint8_t *pixels = MAP_FAILED;
	struct json_object *plane, *error;
	size_t size = 0;
	int fd;

	if (argc < 4 || connect(control, (void *)&address, sizeof(address)))
		return 2;
	while (count-- && (plane = ask(control, argv + 1, after, &fd))) {
		/* Whatever is new, the picture before may be gone. */
		if (pixels != MAP_FAILED && brightness(pixels, size) < 0)
			printf("frame %s: taken back\n", after);
		if (json_object_object_get_ex(plane, "error", &error))
			return !printf("end: %s\n", json_object_get_string(error));
		if (pixels != MAP_FAILED)
			munmap(pixels, size);
		size = fd < 0 ? 0 : number(plane, "size");
		pixels = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
		close(fd);
		snprintf(after, sizeof(after), "%llu",
			 (unsigned long long)number(plane, "frame"));
		printf("frame %s: brightness %d\n", after,
		       pixels == MAP_FAILED ? -1 : brightness(pixels, size));
		fflush(stdout);
		json_object_put(plane);
	}
	return 0;
}
