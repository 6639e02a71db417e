// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "tests/fake/gntdev.h"
#include "tools/libgntdmabuf/gntdmabuf.h"

static struct gntdmabuf *opened(void)
{
	struct gntdmabuf *g = NULL;

	memset(&fake_gntdev, 0, sizeof(fake_gntdev));
	CU_ASSERT_EQUAL_FATAL(gntdmabuf_open(&g), 0);
	return g;
}

static void test_open_is_nonblocking(void)
{
	struct gntdmabuf *g = opened();

	CU_ASSERT_TRUE(fcntl(gntdmabuf_fd(g), F_GETFL) & O_NONBLOCK);
	gntdmabuf_close(g);
	gntdmabuf_close(NULL);
}

static void test_open_says_why_not(void)
{
	struct gntdmabuf *g;

	memset(&fake_gntdev, 0, sizeof(fake_gntdev));
	fake_gntdev.fail_errno = ENOENT;
	CU_ASSERT_EQUAL(gntdmabuf_open(&g), -ENOENT);
	fake_gntdev.fail_malloc = 1;
	CU_ASSERT_EQUAL(gntdmabuf_open(&g), -ENOMEM);
	CU_ASSERT_EQUAL(gntdmabuf_open_fd(-1, &g), -EBADF);
}

static void test_failed_open_fd_leaves_the_descriptor(void)
{
	struct gntdmabuf *g;
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	fake_gntdev.fail_malloc = 1;
	CU_ASSERT_EQUAL(gntdmabuf_open_fd(ends[0], &g), -ENOMEM);
	CU_ASSERT_EQUAL(close(ends[0]), 0);
	close(ends[1]);
}

static void test_export_refs(void)
{
	const uint32_t refs[] = { 8, 9 };
	struct gntdmabuf_buffer buffer;
	struct gntdmabuf *g = opened();

	CU_ASSERT_EQUAL(gntdmabuf_export_refs(g, 5, refs, 2, 0, &buffer), 0);
	CU_ASSERT_EQUAL(fake_gntdev.request, GNTDMABUF_IOCTL_EXPORT);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.domid, 5);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.count, 2);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.flags, 0);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.refs, (uintptr_t)refs);
	CU_ASSERT_EQUAL(buffer.fd, 77);
	CU_ASSERT_EQUAL(buffer.handle, 0x100000001);
	gntdmabuf_close(g);
}

static void test_export_directory(void)
{
	struct gntdmabuf_buffer buffer;
	struct gntdmabuf *g = opened();

	CU_ASSERT_EQUAL(gntdmabuf_export_directory(g, 5, 11, 2025,
						   GNTDMABUF_READ_ONLY,
						   &buffer), 0);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.flags,
			GNTDMABUF_FLAG_DIRECTORY | GNTDMABUF_FLAG_READ_ONLY);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.directory, 11);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.count, 2025);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.refs, 0);
	gntdmabuf_close(g);
}

static void test_unknown_flag_never_reaches_the_kernel(void)
{
	struct gntdmabuf_buffer buffer = { .fd = -1 };
	struct gntdmabuf *g = opened();

	CU_ASSERT_EQUAL(gntdmabuf_export_directory(g, 5, 11, 1, 2, &buffer),
			-EINVAL);
	CU_ASSERT_EQUAL(fake_gntdev.request, 0);
	CU_ASSERT_EQUAL(buffer.fd, -1);
	gntdmabuf_close(g);
}

static void test_errors_come_back_and_errno_stays(void)
{
	struct gntdmabuf_buffer buffer = { .fd = -1 };
	struct gntdmabuf *g = opened();

	errno = EXDEV;
	fake_gntdev.fail_errno = EDQUOT;
	CU_ASSERT_EQUAL(gntdmabuf_export_directory(g, 5, 11, 1, 0, &buffer),
			-EDQUOT);
	CU_ASSERT_EQUAL(errno, EXDEV);
	CU_ASSERT_EQUAL(buffer.fd, -1);
	fake_gntdev.fail_errno = ETIMEDOUT;
	CU_ASSERT_EQUAL(gntdmabuf_wait_released(g, 3, 250), -ETIMEDOUT);
	CU_ASSERT_EQUAL(fake_gntdev.arg.wait.handle, 3);
	CU_ASSERT_EQUAL(fake_gntdev.arg.wait.timeout_ms, 250);
	fake_gntdev.fail_errno = EPERM;
	CU_ASSERT_EQUAL(gntdmabuf_restrict(g, 5, 100), -EPERM);
	CU_ASSERT_EQUAL(fake_gntdev.arg.restriction.domid, 5);
	CU_ASSERT_EQUAL(fake_gntdev.arg.restriction.pages, 100);
	gntdmabuf_close(g);
}

static void test_events(void)
{
	struct gntdmabuf_event event;
	struct gntdmabuf *g = opened();

	CU_ASSERT_EQUAL(gntdmabuf_read_event(g, &event), -EAGAIN);
	fake_gntdev.event.type = GNTDMABUF_EVENT_RELEASED;
	fake_gntdev.event.domid = 5;
	fake_gntdev.event.handle = 0x100000001;
	CU_ASSERT_EQUAL(gntdmabuf_read_event(g, &event), 0);
	CU_ASSERT_EQUAL(event.type, GNTDMABUF_RELEASED);
	CU_ASSERT_EQUAL(event.domid, 5);
	CU_ASSERT_EQUAL(event.handle, 0x100000001);
	CU_ASSERT_EQUAL(gntdmabuf_read_event(g, &event), -EAGAIN);
	gntdmabuf_close(g);
}

TEST_MAIN("libgntdmabuf",
	  TEST(test_open_is_nonblocking),
	  TEST(test_open_says_why_not),
	  TEST(test_failed_open_fd_leaves_the_descriptor),
	  TEST(test_export_refs),
	  TEST(test_export_directory),
	  TEST(test_unknown_flag_never_reaches_the_kernel),
	  TEST(test_errors_come_back_and_errno_stays),
	  TEST(test_events))
