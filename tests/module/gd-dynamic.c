// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-dynamic DOMID DIRECTORY COUNT: importers that can be told to let go, those
 * that cannot or do not, and what becomes of a buffer that is revoked under them.
 */
#include "tests/module/device.h"
#include "tests/module/kernel/gd-importer.h"

#define BIDIRECTIONAL 0		/* enum dma_data_direction */
#define TO_DEVICE 1

static uint32_t domid, directory, count;
static int control;

static struct gntdmabuf_export export_or_die(uint32_t flags)
{
	struct gntdmabuf_export export;
	int err = device_export_directory(control, domid, directory, count,
					  flags, &export);

	if (err)
		bail_out("export: %s", strerror(-err));
	return export;
}

static int importer_attach(int importer, int fd, uint32_t flags)
{
	struct gd_importer_attach attach = { .fd = fd, .flags = flags };

	return device_ioctl(importer, GD_IMPORTER_ATTACH, &attach);
}

static int importer_create(int fd, uint32_t flags)
{
	int importer = open("/dev/gd-importer", O_RDWR | O_CLOEXEC);

	if (importer < 0)
		bail_out("/dev/gd-importer: %s", strerror(errno));
	if (importer_attach(importer, fd, flags))
		bail_out("attach");
	return importer;
}

static int importer_map(int importer, uint32_t direction)
{
	return device_ioctl(importer, GD_IMPORTER_MAP, &direction);
}

static int importer_do(int importer, unsigned long request)
{
	return device_ioctl(importer, request, NULL);
}

static uint32_t importer_told(int importer)
{
	struct gd_importer_status status = { 0 };

	device_ioctl(importer, GD_IMPORTER_STATUS, &status);
	return status.told;
}

static struct gntdmabuf_revoke revoke_handle(uint64_t handle)
{
	struct gntdmabuf_revoke revoke = { .handle = handle };

	check_result(device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke), 0,
		     "revoke");
	return revoke;
}

static uint32_t maps(uint64_t handle)
{
	struct gntdmabuf_query query;

	return device_query(control, handle, &query) ? ~0U : query.dma_maps;
}

static void finish(struct gntdmabuf_export *export, int importer)
{
	close(importer);
	close(export->fd);
	check_result(device_wait(control, export->handle, 5000), 0, "released");
}

/* Mappings are the importer's own affair, of whichever kind it is. */
static void test_maps_when_it_maps(uint32_t flags, const char *kind)
{
	struct gntdmabuf_export export = export_or_die(0);
	int importer = importer_create(export.fd, flags);

	check(maps(export.handle) == 0, "%s: attaching maps nothing", kind);
	check(!importer_map(importer, TO_DEVICE) && maps(export.handle) == 1,
	      "%s: mapping does", kind);
	check(!importer_do(importer, GD_IMPORTER_UNMAP) &&
	      maps(export.handle) == 0, "%s: unmapping ends it", kind);
	finish(&export, importer);
}

static void test_read_only(uint32_t flags, const char *kind)
{
	struct gntdmabuf_export export = export_or_die(GNTDMABUF_FLAG_READ_ONLY);
	int importer = importer_create(export.fd, flags);

	check_result(importer_map(importer, BIDIRECTIONAL), -EACCES, kind);
	check_result(importer_map(importer, TO_DEVICE), 0, kind);
	finish(&export, importer);
}

static void test_told(void)
{
	struct gntdmabuf_export export = export_or_die(0);
	int importer = importer_create(export.fd, 0);

	importer_map(importer, BIDIRECTIONAL);
	revoke_handle(export.handle);
	check(importer_told(importer) == 1, "it is told once");
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it lets go, and the grants go");
	check_result(importer_map(importer, BIDIRECTIONAL), -ENODEV,
		     "it cannot map again");
	check_result(importer_do(importer, GD_IMPORTER_PIN), -ENODEV,
		     "nor pin");
	importer_do(importer, GD_IMPORTER_DETACH);
	check_result(importer_attach(importer, export.fd, 0), -ENODEV,
		     "nor attach");
	finish(&export, importer);
}

static void test_told_later(void)
{
	struct gntdmabuf_export export = export_or_die(0);
	int importer = importer_create(export.fd, GD_IMPORTER_STUBBORN);

	importer_map(importer, BIDIRECTIONAL);
	check(revoke_handle(export.handle).zombies == 1 &&
	      importer_told(importer) == 1, "told, but it does not let go");
	check_result(device_wait(control, export.handle, 50), -ETIMEDOUT,
		     "is waited for");
	importer_do(importer, GD_IMPORTER_UNMAP);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "until it does");
	finish(&export, importer);
}

/* What is scanned out cannot be let go: it is pinned, and asked for afterwards. */
static void test_pinned(void)
{
	struct gntdmabuf_export export = export_or_die(0);
	int importer = importer_create(export.fd, 0);

	check_result(importer_do(importer, GD_IMPORTER_PIN), 0, "pin");
	importer_map(importer, BIDIRECTIONAL);
	check(revoke_handle(export.handle).zombies == 1 && !importer_told(importer),
	      "what is pinned is not asked for");
	check_result(device_wait(control, export.handle, 50), -ETIMEDOUT,
		     "is waited for");
	importer_do(importer, GD_IMPORTER_UNPIN);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "and goes when it is not pinned any more");
	check(importer_told(importer) == 1, "because it was told then");
	finish(&export, importer);
}

static void test_static(void)
{
	struct gntdmabuf_export export = export_or_die(0);
	int importer = importer_create(export.fd, GD_IMPORTER_STATIC);

	importer_map(importer, BIDIRECTIONAL);
	check(revoke_handle(export.handle).zombies == 1 && !importer_told(importer),
	      "one that cannot be told is not");
	importer_do(importer, GD_IMPORTER_UNMAP);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "and waited for until it unmaps");
	finish(&export, importer);
}

/* The kernel maps for the second kind until it is detached. */
static void test_together(uint32_t first, uint32_t second)
{
	struct gntdmabuf_export export = export_or_die(0);
	int a = importer_create(export.fd, first);
	int b = importer_create(export.fd, second);

	check(!importer_map(a, BIDIRECTIONAL) && !importer_map(b, BIDIRECTIONAL),
	      "both kinds map at once");
	check(revoke_handle(export.handle).zombies == 1, "a zombie");
	close(b);
	close(a);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it goes with the last of them");
	close(export.fd);
}

/* A path to a dma-buf keeps it, but not its file. */
static void test_without_a_file(void)
{
	struct gntdmabuf_export export = export_or_die(0);
	char path[64];
	int held;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", export.fd);
	held = open(path, O_PATH | O_CLOEXEC);
	close(export.fd);
	check(held >= 0 && revoke_handle(export.handle).revoked == 1,
	      "what nobody has open is revoked");
	check_result(device_wait(control, export.handle, 5000), 0, "released");
	close(held);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	control = device_open();
	test_maps_when_it_maps(0, "dynamic");
	test_maps_when_it_maps(GD_IMPORTER_STATIC, "static");
	test_read_only(0, "dynamic, read-only");
	test_read_only(GD_IMPORTER_STATIC, "static, read-only");
	test_told();
	test_told_later();
	test_pinned();
	test_static();
	test_together(0, GD_IMPORTER_STATIC);
	test_together(GD_IMPORTER_STATIC, 0);
	test_without_a_file();
	return tap_end();
}
