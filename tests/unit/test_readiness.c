// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/fake/xenstore.h"
#include "tools/vdispld/readiness.h"

#define STATUS "/local/domain/7/drivers/vdispld/status"

/* The service manager's end, bound to NAME, which $NOTIFY_SOCKET has then. */
static int manager_create(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	memcpy(address.sun_path, name, strlen(name));
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	CU_ASSERT_EQUAL_FATAL(bind(fd, (void *)&address, strlen(name) +
				   offsetof(struct sockaddr_un, sun_path)), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

/* It has been told once, and that is all. */
static void manager_was_told(int fd)
{
	char text[64];

	CU_ASSERT_EQUAL_FATAL(recv(fd, text, sizeof(text), 0), 7);
	CU_ASSERT(!memcmp(text, "READY=1", 7));
	CU_ASSERT_EQUAL(recv(fd, text, sizeof(text), 0), -1);
	close(fd);
}

static void test_tells_a_path(void)
{
	char directory[] = "/tmp/readiness.XXXXXX", path[64];
	int fd;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/notify", directory);
	fd = manager_create(path);
	CU_ASSERT_EQUAL(readiness_tell(), 0);
	manager_was_told(fd);
	unlink(path);
	CU_ASSERT_EQUAL(readiness_tell(), -ENOENT);
	rmdir(directory);
}

static void test_tells_an_abstract_name(void)
{
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "@readiness.%d", getpid());
	fd = manager_create(name);
	CU_ASSERT_EQUAL(readiness_tell(), 0);
	manager_was_told(fd);
	CU_ASSERT_EQUAL(readiness_tell(), -ECONNREFUSED);
}

/* As long as the address allows, which leaves no room for a NUL. */
static void test_tells_the_longest_name(void)
{
	char name[sizeof(((struct sockaddr_un *)0)->sun_path) + 1];
	int fd;

	memset(name, 'x', sizeof(name));
	snprintf(name, sizeof(name), "@%d", getpid());
	name[strlen(name)] = 'x';
	name[sizeof(name) - 1] = '\0';
	fd = manager_create(name);
	CU_ASSERT_EQUAL(readiness_tell(), 0);
	manager_was_told(fd);
}

static void test_nobody_asked(void)
{
	unsetenv("NOTIFY_SOCKET");
	CU_ASSERT_EQUAL(readiness_tell(), 0);
}

static void test_refuses_what_is_no_socket(void)
{
	char name[sizeof(((struct sockaddr_un *)0)->sun_path) + 2];

	setenv("NOTIFY_SOCKET", "", 1);
	CU_ASSERT_EQUAL(readiness_tell(), -EINVAL);
	setenv("NOTIFY_SOCKET", "notify", 1);
	CU_ASSERT_EQUAL(readiness_tell(), -EINVAL);
	memset(name, 'x', sizeof(name));
	name[0] = '/';
	name[sizeof(name) - 1] = '\0';
	setenv("NOTIFY_SOCKET", name, 1);
	CU_ASSERT_EQUAL(readiness_tell(), -EINVAL);
}

static void test_stands_in_the_store_while_it_serves(void)
{
	struct xs_handle *xs;

	fake_store_reset();
	fake_store_set("/local/domain/7", "", 7);
	xs = xs_open(0);
	CU_ASSERT_EQUAL(readiness_publish(xs, 7), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(fake_store_get(STATUS));
	CU_ASSERT_STRING_EQUAL(fake_store_get(STATUS), "ready");
	readiness_withdraw(xs, 7);
	CU_ASSERT_PTR_NULL(fake_store_get(STATUS));
	fake_store_fail(1, ENOSPC);
	CU_ASSERT_EQUAL(readiness_publish(xs, 7), -ENOSPC);
	CU_ASSERT_PTR_NULL(fake_store_get(STATUS));
	xs_close(xs);
}

TEST_MAIN("readiness",
	  TEST(test_tells_a_path),
	  TEST(test_tells_an_abstract_name),
	  TEST(test_tells_the_longest_name),
	  TEST(test_nobody_asked),
	  TEST(test_refuses_what_is_no_socket),
	  TEST(test_stands_in_the_store_while_it_serves))
