// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-attach DOMID DIRECTORY COUNT SEED: what a device that maps a buffer gets, by
 * way of gd-device.ko. COUNT is at least 20.
 */
#include "tests/module/device.h"
#include "tests/module/kernel/gd-device.h"
#include "tests/module/pattern.h"

enum { BIDIRECTIONAL, TO_DEVICE, FROM_DEVICE, NONE };

static int control;
static uint32_t domid, directory, count, seed;

static int attacher_open(void)
{
	int fd = open("/dev/gd-device", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		bail_out("no gd-device");
	return fd;
}

static int attach_reaching(int device, int dmabuf, uint32_t mask_bits)
{
	struct gd_device_attach attach = { dmabuf, mask_bits };

	return device_ioctl(device, GD_DEVICE_ATTACH, &attach);
}

static int attach(int device, int dmabuf)
{
	return attach_reaching(device, dmabuf, 64);
}

static int map(int device, uint32_t slot, uint32_t direction,
	       struct gd_device_map *map)
{
	*map = (struct gd_device_map) { .slot = slot, .direction = direction };
	return device_ioctl(device, GD_DEVICE_MAP, map);
}

static int unmap(int device, uint32_t slot)
{
	return device_ioctl(device, GD_DEVICE_UNMAP, &slot);
}

static int do_it(int device, unsigned long request)
{
	return device_ioctl(device, request, NULL);
}

static struct gntdmabuf_query query(const struct gntdmabuf_export *export)
{
	struct gntdmabuf_query query;

	if (device_query(control, export->handle, &query))
		bail_out("query");
	return query;
}

static void export_or_die(uint32_t flags, struct gntdmabuf_export *export)
{
	int err = device_export_directory(control, domid, directory, count,
					  flags, export);

	if (err)
		bail_out("export: %s", strerror(-err));
}

static void release(struct gntdmabuf_export *export)
{
	close(export->fd);
	check_result(device_wait(control, export->handle, 5000), 0,
		     "it is released");
}

/* Mainline looked at the direction before there was a table. */
static void test_first_map(void)
{
	struct gntdmabuf_export export;
	struct gd_device_map m;
	int device = attacher_open(), err;

	export_or_die(0, &export);
	attach(device, export.fd);
	check(query(&export).attachments == 1 && !query(&export).dma_maps,
	      "attaching maps nothing yet");
	err = map(device, 0, NONE, &m);
	check(err == -EINVAL,
	      "seed gntdev: the first map, without a direction, is refused and not taken for a cached one");
	err = map(device, 0, BIDIRECTIONAL, &m);
	check(!err && m.table && m.address, "the first map makes a table");
	check(is_pv() ? m.longest == GNTDMABUF_PAGE_SIZE &&
			m.segments == count : m.longest <= 65536,
	      "mainline bug 6: segments are no longer than a page (PV) or than the device takes: %u of them, the longest %u",
	      m.segments, m.longest);
	check(!unmap(device, 0) && !query(&export).dma_maps &&
	      query(&export).attachments == 1,
	      "seed gntdev: unmap unmaps at once, not at detach");
	check(!do_it(device, GD_DEVICE_DETACH) && !query(&export).attachments,
	      "detach detaches");
	close(device);
	release(&export);
}

static void test_no_cached_table(void)
{
	struct gntdmabuf_export export;
	struct gd_device_map a, b;
	int device = attacher_open();

	export_or_die(0, &export);
	attach(device, export.fd);
	check(!map(device, 0, BIDIRECTIONAL, &a) &&
	      !map(device, 1, BIDIRECTIONAL, &b) && a.table != b.table,
	      "seed gntdev: a second map is no copy of a cached table");
	check(query(&export).dma_maps == 2, "both are counted");
	check(!unmap(device, 0) && query(&export).dma_maps == 1,
	      "one is unmapped, the other stays");
	check(!map(device, 0, TO_DEVICE, &a),
	      "seed gntdev: two directions at once on one attachment");
	check(!unmap(device, 0) && !map(device, 0, FROM_DEVICE, &a),
	      "and another one after that");
	close(device);
	check(!query(&export).dma_maps && !query(&export).attachments,
	      "closing the device gives back everything");
	release(&export);
}

static void test_several_devices(void)
{
	static const uint32_t directions[] = {
		BIDIRECTIONAL, TO_DEVICE, FROM_DEVICE, BIDIRECTIONAL,
	};
	struct gntdmabuf_export export;
	struct gd_device_map maps[4];
	int devices[4], i, good = 0;

	export_or_die(0, &export);
	for (i = 0; i < 4; i++) {
		devices[i] = attacher_open();
		good += !attach(devices[i], export.fd) &&
			!map(devices[i], 0, directions[i], &maps[i]);
	}
	check(good == 4 && query(&export).dma_maps == 4 &&
	      query(&export).attachments == 4,
	      "four devices at once, in three directions");
	check(maps[0].address == maps[1].address &&
	      maps[0].address == maps[3].address,
	      "all see the same memory, none a copy");
	check(attach(devices[0], export.fd) == -EBUSY,
	      "(this device attaches once)");
	close(export.fd);
	check_result(device_wait(control, export.handle, 50), -ETIMEDOUT,
		     "devices alone keep the buffer");
	for (i = 0; i < 4; i++)
		close(devices[i]);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "until the last one lets go");
}

/* Guests' pages lie above 16 MiB, and so does all that stands in for them. */
static void test_no_bounce_buffer(void)
{
	struct gntdmabuf_export export;
	struct gd_device_map m;
	int device = attacher_open();

	export_or_die(0, &export);
	check_result(attach_reaching(device, export.fd, 24), 0,
		     "a device that reaches 16 MiB attaches");
	check_result(map(device, 0, BIDIRECTIONAL, &m), -EIO,
		     "mainline bug 6: what it cannot reach is refused, not bounced");
	check(!query(&export).dma_maps, "nothing is mapped");
	do_it(device, GD_DEVICE_DETACH);
	check(!attach_reaching(device, export.fd, 64) &&
	      !map(device, 0, BIDIRECTIONAL, &m),
	      "one that reaches everything maps the same buffer");
	close(device);
	release(&export);
}

static void test_read_only(void)
{
	struct gntdmabuf_export export;
	struct gd_device_map m;
	int device = attacher_open();

	export_or_die(GNTDMABUF_FLAG_READ_ONLY, &export);
	attach(device, export.fd);
	check_result(map(device, 0, BIDIRECTIONAL, &m), -EACCES,
		     "read-only, for a device that reads and writes");
	check_result(map(device, 0, FROM_DEVICE, &m), -EACCES,
		     "read-only, for a device that writes");
	check_result(map(device, 0, TO_DEVICE, &m), 0,
		     "mainline bug 5: read-only, for a device that reads");
	check_result(do_it(device, GD_DEVICE_VMAP), -EACCES,
		     "read-only, for the kernel, which would write");
	close(device);
	release(&export);
}

static void test_vmap(void)
{
	struct gd_device_word first = { .page = 0 }, last = { .page = count - 1 };
	struct gntdmabuf_export export;
	int device = attacher_open();
	uint32_t *pages;

	export_or_die(0, &export);
	pages = buffer_mmap(export.fd, count, PROT_READ | PROT_WRITE);
	attach(device, export.fd);
	if (!check_result(do_it(device, GD_DEVICE_VMAP), 0, "vmap"))
		return;
	check(query(&export).vmaps == 1, "it is counted");
	first.value = 111;
	last.value = 222;
	check(!device_ioctl(device, GD_DEVICE_WORD, &first) &&
	      first.value == pattern_word(seed, 0, 0) &&
	      !device_ioctl(device, GD_DEVICE_WORD, &last) &&
	      last.value == pattern_word(seed, count - 1, 0),
	      "the kernel reads the guest's first and last page");
	check(pages[0] == 111 &&
	      pages[(size_t)(count - 1) * PATTERN_WORDS] == 222,
	      "and what it writes is seen by CPU mappings");
	pages[0] = pattern_word(seed, 0, 0);
	pages[(size_t)(count - 1) * PATTERN_WORDS] =
		pattern_word(seed, count - 1, 0);
	check(!do_it(device, GD_DEVICE_VUNMAP) && !query(&export).vmaps,
	      "vunmap");
	munmap(pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	close(device);
	release(&export);
}

/* As a page on its way through a socket would be. */
static void test_page_held(void)
{
	struct gntdmabuf_export export;
	int device = attacher_open();

	export_or_die(0, &export);
	attach(device, export.fd);
	if (do_it(device, GD_DEVICE_VMAP) || do_it(device, GD_DEVICE_HOLD))
		bail_out("hold");
	do_it(device, GD_DEVICE_DETACH);
	close(export.fd);
	check(device_wait(control, export.handle, 300) == -ETIMEDOUT &&
	      query(&export).state == GNTDMABUF_STATE_RELEASING &&
	      query(&export).pending == count,
	      "mainline fix dbe97cff7dd9: closing does not wait for a page that somebody holds, and nothing is unmapped");
	do_it(device, GD_DEVICE_DROP);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it is released when the page is");
	close(device);
}

static void test_revoked(void)
{
	struct gntdmabuf_revoke revoke = { 0 };
	struct gntdmabuf_export export;
	struct gd_device_map m;
	int device = attacher_open(), late = attacher_open();

	export_or_die(0, &export);
	attach(device, export.fd);
	map(device, 0, BIDIRECTIONAL, &m);
	do_it(device, GD_DEVICE_VMAP);
	revoke.handle = export.handle;
	check(!device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke) &&
	      revoke.zombies == 1, "revoked under a mapping and a vmap");
	do_it(device, GD_DEVICE_VUNMAP);
	check_result(do_it(device, GD_DEVICE_VMAP), 0,
		     "who has it mapped can still look, or a guest's death would make dma_buf_vmap() warn");
	check_result(map(device, 1, BIDIRECTIONAL, &m), -ENODEV,
		     "a new map of an old attachment is refused");
	check_result(attach(late, export.fd), -ENODEV,
		     "a new attachment is refused");
	check(!unmap(device, 0) &&
	      device_wait(control, export.handle, 50) == -ETIMEDOUT,
	      "the vmap alone keeps the grants");
	check(!do_it(device, GD_DEVICE_VUNMAP) &&
	      !device_wait(control, export.handle, 5000),
	      "when it goes they go, although the device is attached");
	check_result(map(device, 0, BIDIRECTIONAL, &m), -ENODEV,
		     "a map after that is refused");
	check_result(do_it(device, GD_DEVICE_VMAP), -ENODEV,
		     "so is a vmap");
	check_result(do_it(device, GD_DEVICE_DETACH), 0,
		     "detaching from what is gone");
	close(device);
	close(late);
	close(export.fd);
}

int main(int argc, char **argv)
{
	if (argc != 5)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	seed = argument(argv, 4);
	control = device_open();
	test_first_map();
	test_no_cached_table();
	test_several_devices();
	test_no_bounce_buffer();
	test_read_only();
	test_vmap();
	test_page_held();
	test_revoked();
	check(device_idles(control), "nothing is left");
	return tap_end();
}
