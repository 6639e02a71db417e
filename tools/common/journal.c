// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/journal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define ENTRY_BYTES 2048

static int journal = -1;
static const char *identifier;

/* As syslog(3) counts: err, warning, info, debug. */
static int priority(enum log_level level)
{
	static const int priorities[] = { 3, 4, 6, 7 };

	return priorities[level];
}

/* The lines have no control characters: each field is a line. */
static int entry_send(enum log_level level, const char *fields, const char *text)
{
	char entry[ENTRY_BYTES];
	int length = snprintf(entry, sizeof(entry),
			      "PRIORITY=%d\nSYSLOG_IDENTIFIER=%s\n%sMESSAGE=%s\n",
			      priority(level), identifier, fields, text);

	if (length >= (int)sizeof(entry))
		return -EMSGSIZE;
	if (send(journal, entry, length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return -errno;
	return 0;
}

static int stream_is(const char *stream, int fd)
{
	char name[64];
	struct stat info;

	if (!stream || fstat(fd, &info))
		return 0;
	snprintf(name, sizeof(name), "%llu:%llu", (unsigned long long)info.st_dev,
		 (unsigned long long)info.st_ino);
	return !strcmp(stream, name);
}

int journal_start(const char *program, const char *stream, int fd,
		  const char *socket_path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int ret;

	if (!stream_is(stream, fd))
		return -ENOTTY;
	if (strlen(socket_path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, socket_path);
	journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (journal < 0)
		return -errno;
	if (connect(journal, (struct sockaddr *)&address, sizeof(address))) {
		ret = -errno;
		journal_stop();
		return ret;
	}
	identifier = program;
	log_set_sink(entry_send);
	return 0;
}

void journal_stop(void)
{
	log_set_sink(NULL);
	if (journal >= 0)
		close(journal);
	journal = -1;
}
