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

static void test_import(void)
{
	struct gntdmabuf *g = opened();
	uint64_t handle = 0;
	uint32_t refs[3];

	CU_ASSERT_EQUAL(gntdmabuf_import_refs(g, 5, 9, 7, refs, 3, 0, &handle),
			0);
	CU_ASSERT_EQUAL(fake_gntdev.request, GNTDMABUF_IOCTL_IMPORT);
	CU_ASSERT_EQUAL(fake_gntdev.arg.import.fd, 9);
	CU_ASSERT_EQUAL(fake_gntdev.arg.import.offset, 7);
	CU_ASSERT_EQUAL(fake_gntdev.arg.import.refs, (uintptr_t)refs);
	CU_ASSERT_EQUAL(fake_gntdev.arg.import.directory, 0);
	CU_ASSERT_EQUAL(handle, 0x100000002);
	CU_ASSERT_EQUAL(gntdmabuf_import_directory(g, 5, 9, 7, 11, 3,
						   GNTDMABUF_READ_ONLY,
						   &handle), 0);
	CU_ASSERT_EQUAL(fake_gntdev.arg.import.flags,
			GNTDMABUF_FLAG_DIRECTORY | GNTDMABUF_FLAG_READ_ONLY);
	CU_ASSERT_EQUAL(fake_gntdev.arg.import.directory, 11);
	CU_ASSERT_EQUAL(fake_gntdev.arg.import.refs, 0);
	CU_ASSERT_EQUAL(gntdmabuf_import_refs(g, 5, 9, 0, refs, 3, 2, &handle),
			-EINVAL);
	CU_ASSERT_EQUAL(gntdmabuf_release(g, handle), 0);
	CU_ASSERT_EQUAL(fake_gntdev.request, GNTDMABUF_IOCTL_RELEASE);
	CU_ASSERT_EQUAL(fake_gntdev.arg.release.handle, handle);
	gntdmabuf_close(g);
}

static void test_unknown_flag_never_reaches_the_kernel(void)
{
	struct gntdmabuf_buffer buffer = { .fd = -1 };
	struct gntdmabuf *g = opened();

	CU_ASSERT_EQUAL(gntdmabuf_export_directory(g, 5, 11, 1, 8, &buffer),
			-EINVAL);
	CU_ASSERT_EQUAL(fake_gntdev.request, 0);
	CU_ASSERT_EQUAL(buffer.fd, -1);
	gntdmabuf_close(g);
}

static void test_memory_kinds(void)
{
	struct gntdmabuf_buffer buffer;
	const uint32_t ref = 8;
	struct gntdmabuf *g = opened();

	CU_ASSERT_EQUAL(gntdmabuf_export_refs(g, 5, &ref, 1,
					      GNTDMABUF_WRITE_COMBINE, &buffer),
			0);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.flags,
			GNTDMABUF_FLAG_WRITE_COMBINE);
	CU_ASSERT_EQUAL(gntdmabuf_export_refs(g, 5, &ref, 1, GNTDMABUF_COHERENT,
					      &buffer), 0);
	CU_ASSERT_EQUAL(fake_gntdev.arg.export.flags, GNTDMABUF_FLAG_COHERENT);
	gntdmabuf_close(g);
}

static void test_revoke(void)
{
	struct gntdmabuf_revocation revocation;
	struct gntdmabuf *g = opened();

	CU_ASSERT_EQUAL(gntdmabuf_revoke(g, 9, &revocation), 0);
	CU_ASSERT_EQUAL(fake_gntdev.request, GNTDMABUF_IOCTL_REVOKE);
	CU_ASSERT_EQUAL(fake_gntdev.arg.revoke.handle, 9);
	CU_ASSERT_EQUAL(fake_gntdev.arg.revoke.flags, 0);
	CU_ASSERT_EQUAL(revocation.revoked, 3);
	CU_ASSERT_EQUAL(revocation.zombies, 2);
	CU_ASSERT_EQUAL(gntdmabuf_revoke_domain(g, 5, NULL), 0);
	CU_ASSERT_EQUAL(fake_gntdev.arg.revoke.flags, GNTDMABUF_REVOKE_DOMAIN);
	CU_ASSERT_EQUAL(fake_gntdev.arg.revoke.domid, 5);
	CU_ASSERT_EQUAL(fake_gntdev.arg.revoke.handle, 0);
	CU_ASSERT_EQUAL(gntdmabuf_revoke_on_close(g, 1), 0);
	CU_ASSERT_EQUAL(fake_gntdev.request, GNTDMABUF_IOCTL_POLICY);
	CU_ASSERT_EQUAL(fake_gntdev.arg.policy.flags,
			GNTDMABUF_POLICY_REVOKE_ON_CLOSE);
	CU_ASSERT_EQUAL(gntdmabuf_revoke_on_close(g, 0), 0);
	CU_ASSERT_EQUAL(fake_gntdev.arg.policy.flags, 0);
	fake_gntdev.fail_errno = ENOENT;
	CU_ASSERT_EQUAL(gntdmabuf_revoke(g, 9, NULL), -ENOENT);
	gntdmabuf_close(g);
}

static void test_query(void)
{
	struct gntdmabuf_status status = { .handle = 1 };
	struct gntdmabuf *g = opened();

	fake_gntdev.status = (struct gntdmabuf_query) {
		.handle = 9, .generation = 2, .state = GNTDMABUF_STATE_REVOKED,
		.domid = 5, .pages = 7, .offset = 12,
		.caching = GNTDMABUF_CACHING_INCOHERENT,
		.properties = GNTDMABUF_PROPERTY_READ_ONLY, .attachments = 21,
		.dma_maps = 22, .cpu_maps = 23, .vmaps = 24, .pending = 25,
	};
	CU_ASSERT_EQUAL(gntdmabuf_query(g, 9, &status), 0);
	CU_ASSERT_EQUAL(fake_gntdev.arg.query.handle, 9);
	CU_ASSERT_EQUAL(fake_gntdev.arg.query.flags, 0);
	CU_ASSERT_TRUE(status.handle == 9 && status.generation == 2 &&
		       status.state == GNTDMABUF_BUFFER_REVOKED &&
		       status.domid == 5 && status.pages == 7 &&
		       status.offset == 12);
	CU_ASSERT_TRUE(status.caching == GNTDMABUF_CPU_INCOHERENT &&
		       status.properties == GNTDMABUF_IS_READ_ONLY &&
		       status.attachments == 21 && status.dma_maps == 22 &&
		       status.cpu_maps == 23 && status.vmaps == 24 &&
		       status.pending == 25);
	CU_ASSERT_EQUAL(gntdmabuf_query_fd(g, 77, &status), 0);
	CU_ASSERT_EQUAL(fake_gntdev.arg.query.fd, 77);
	CU_ASSERT_EQUAL(fake_gntdev.arg.query.flags, GNTDMABUF_QUERY_FD);
	CU_ASSERT_EQUAL(fake_gntdev.arg.query.handle, 0);
	fake_gntdev.fail_errno = ENXIO;
	CU_ASSERT_EQUAL(gntdmabuf_query_fd(g, 0, &status), -ENXIO);
	CU_ASSERT_EQUAL(status.handle, 9);
	gntdmabuf_close(g);
}

static void test_info(void)
{
	struct gntdmabuf_device device;
	struct gntdmabuf *g = opened();

	fake_gntdev.info = (struct gntdmabuf_info) {
		.features = GNTDMABUF_FEATURE_IMPORT, .max_buffer_pages = 11,
		.descriptor_limit = 12, .descriptor_pages = 13,
		.domain_limit = 14, .module_limit = 15, .module_pages = 16,
		.module_buffers = 17, .module_zombies = 18, .restricted = 1,
		.domid = 5,
	};
	CU_ASSERT_EQUAL(gntdmabuf_info(g, &device), 0);
	CU_ASSERT_EQUAL(fake_gntdev.request, GNTDMABUF_IOCTL_INFO);
	CU_ASSERT_TRUE(device.features == GNTDMABUF_CAN_IMPORT &&
		       device.buffer_limit == 11 &&
		       device.descriptor_limit == 12 &&
		       device.descriptor_pages == 13 &&
		       device.domain_limit == 14);
	CU_ASSERT_TRUE(device.module_limit == 15 && device.module_pages == 16 &&
		       device.module_buffers == 17 &&
		       device.module_zombies == 18 && device.restricted == 1 &&
		       device.domid == 5);
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
	  TEST(test_import),
	  TEST(test_unknown_flag_never_reaches_the_kernel),
	  TEST(test_memory_kinds),
	  TEST(test_revoke),
	  TEST(test_query),
	  TEST(test_info),
	  TEST(test_errors_come_back_and_errno_stays),
	  TEST(test_events))
