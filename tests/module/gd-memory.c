// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-memory DOMID DIRECTORY COUNT SEED: grants mapped where the DMA API has memory,
 * on platforms where that means something, and refused on the others. The guest
 * granted COUNT pages filled with pattern SEED, and finds them so again.
 */
#include <sys/utsname.h>

#include "tests/module/card.h"
#include "tests/module/device.h"
#include "tests/module/pattern.h"

static uint32_t domid, directory, count, seed;
static int control;

struct kind {
	const char *name;
	uint32_t flag;
	uint64_t feature;
	bool offered;
	uint32_t caching;
};

static bool machine_is(const char *name)
{
	struct utsname names;

	return !uname(&names) && !strcmp(names.machine, name);
}

static bool domain_is_pv(void)
{
	char text[16] = "";
	int fd = open("/sys/hypervisor/guest_type", O_RDONLY);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		bail_out("/sys/hypervisor/guest_type: %s", strerror(errno));
	close(fd);
	return !strncmp(text, "PV\n", 3);
}

static void test_content(const struct kind *kind, int fd)
{
	uint32_t *pages = buffer_mmap(fd, count, PROT_READ | PROT_WRITE);
	long errors;

	check(pages != MAP_FAILED, "%s: mmap", kind->name);
	errors = pattern_errors(pages, count, seed);
	check(!errors, "%s: the guest's pages are seen, %ld words differ",
	      kind->name, errors);
	pattern_fill(pages, count, seed + 1);
	check(!pattern_errors(pages, count, seed + 1), "%s: can be written",
	      kind->name);
	pattern_fill(pages, count, seed);
	munmap(pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
}

static void test_device(const struct kind *kind,
			const struct gntdmabuf_export *export)
{
	int card = card_open("vgem");
	struct gntdmabuf_query query;
	uint32_t handle;

	check(card >= 0 && !drmPrimeFDToHandle(card, export->fd, &handle),
	      "%s: a device maps it", kind->name);
	device_query(control, export->handle, &query);
	check(query.dma_maps == 1, "%s: and is counted", kind->name);
	close(card);
}

static void test_offered(const struct kind *kind)
{
	struct gntdmabuf_export export;
	struct gntdmabuf_query query;

	check(!device_export_directory(control, domid, directory, count,
				       kind->flag, &export),
	      "%s: export", kind->name);
	device_query(control, export.handle, &query);
	check(query.caching == kind->caching, "%s: caching is told",
	      kind->name);
	check(machine_is("aarch64") ||
	      query.properties & GNTDMABUF_PROPERTY_CONTIGUOUS,
	      "%s: devices find the pages side by side", kind->name);
	test_content(kind, export.fd);
	test_device(kind, &export);
	close(export.fd);
	check(!device_wait(control, export.handle, 5000), "%s: released",
	      kind->name);
}

static void test_kind(const struct kind *kind)
{
	struct gntdmabuf_export export;
	bool offered = device_info(control).features & kind->feature;

	check(offered == kind->offered, "%s: is %s here", kind->name,
	      kind->offered ? "offered" : "not offered");
	if (kind->offered)
		test_offered(kind);
	else
		check(device_export_directory(control, domid, directory, count,
					      kind->flag, &export) ==
		      -EOPNOTSUPP, "%s: refused, not ignored", kind->name);
}

int main(int argc, char **argv)
{
	bool arm64 = machine_is("aarch64"), pv = domain_is_pv();
	const struct kind coherent = {
		"coherent", GNTDMABUF_FLAG_COHERENT,
		GNTDMABUF_FEATURE_EXPORT_COHERENT, !pv,
		arm64 ? GNTDMABUF_CACHING_WRITE_COMBINED :
			GNTDMABUF_CACHING_CACHED,
	};
	const struct kind write_combine = {
		"write-combine", GNTDMABUF_FLAG_WRITE_COMBINE,
		GNTDMABUF_FEATURE_EXPORT_WRITE_COMBINE, arm64,
		GNTDMABUF_CACHING_WRITE_COMBINED,
	};

	if (argc != 5)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	seed = argument(argv, 4);
	control = device_open();
	test_kind(&coherent);
	test_kind(&write_combine);
	return tap_end();
}
