// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-devices DOMID DIRECTORY COUNT SEED: devices attached to a buffer, by way of
 * vgem and the graphics card. The objections that the export of mainline's gntdev
 * met in review are cases here.
 */
#include "tests/module/card.h"
#include "tests/module/device.h"
#include "tests/module/pattern.h"

static uint32_t domid, directory, count, seed;
static int control;

static struct gntdmabuf_query query_of(const struct gntdmabuf_export *export)
{
	struct gntdmabuf_query query;

	if (device_query(control, export->handle, &query))
		bail_out("query");
	return query;
}

static void handle_close(int card, uint32_t handle)
{
	struct drm_gem_close arg = { .handle = handle };

	drmIoctl(card, DRM_IOCTL_GEM_CLOSE, &arg);
}

/* As the card's driver maps it: by the dma-buf's own mmap operation. */
static void test_mmap_through_the_card(int card, uint32_t handle)
{
	struct drm_mode_map_dumb map = { .handle = handle };
	size_t size = (size_t)count * GNTDMABUF_PAGE_SIZE;
	uint32_t *pages;

	if (drmIoctl(card, DRM_IOCTL_MODE_MAP_DUMB, &map)) {
		check(errno == EINVAL || errno == EOPNOTSUPP,
		      "the card's driver does not map what is not its own");
		return;
	}
	pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, card,
		     map.offset);
	check(pages != MAP_FAILED && !pattern_errors(pages, count, seed),
	      "the guest's pages are seen through the card");
	munmap(pages, size);
}

static void test_card(const char *driver, const struct gntdmabuf_export *export)
{
	int card = card_open(driver);
	uint32_t handle = 0, again = 0;
	struct gntdmabuf_query query;
	int err;

	printf("# %s\n", driver);
	if (!check(card >= 0, "there is a card with %s", driver))
		return;
	err = drmPrimeFDToHandle(card, export->fd, &handle);
	if (!check(!err, "it imports the buffer (%s)", strerror(err ? errno : 0)))
		goto close_card;
	query = query_of(export);
	check(query.attachments == 1 && query.dma_maps == 1,
	      "one attachment, mapped on the first map");
	check(!drmPrimeFDToHandle(card, export->fd, &again) && again == handle,
	      "a second import is the first");
	test_mmap_through_the_card(card, handle);
	handle_close(card, handle);
	query = query_of(export);
	check(!query.attachments && !query.dma_maps,
	      "unmap unmaps, detach detaches");
close_card:
	close(card);
}

static void test_two_devices(const struct gntdmabuf_export *export)
{
	int vgem = card_open("vgem"), cirrus = card_open("cirrus");
	uint32_t a = 0, b = 0;

	if (vgem < 0 || cirrus < 0)
		return;
	check(!drmPrimeFDToHandle(vgem, export->fd, &a) &&
	      !drmPrimeFDToHandle(cirrus, export->fd, &b),
	      "two devices at once");
	check(query_of(export).dma_maps == 2, "each has a table of its own");
	close(vgem);
	check(query_of(export).dma_maps == 1, "one goes, the other stays");
	close(cirrus);
	check(query_of(export).dma_maps == 0, "the other goes");
}

/* Cards map for reading and writing: a read-only buffer is not for them. */
static void test_read_only(void)
{
	struct gntdmabuf_export export;
	int card = card_open("vgem");
	uint32_t handle;

	if (device_export_directory(control, domid, directory, count,
				    GNTDMABUF_FLAG_READ_ONLY, &export))
		bail_out("export");
	check(drmPrimeFDToHandle(card, export.fd, &handle) && errno == EACCES,
	      "a read-only buffer refuses a device that may write");
	check(!query_of(&export).attachments, "and it is detached again");
	close(card);
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it is released");
}

/* The card holds the buffer when nobody else does. */
static void test_outlives_its_descriptors(void)
{
	struct gntdmabuf_export export;
	int card = card_open("vgem"), other = device_open();
	uint32_t handle;

	if (device_export_directory(other, domid, directory, count, 0, &export))
		bail_out("export");
	check(!drmPrimeFDToHandle(card, export.fd, &handle), "import");
	close(export.fd);
	close(other);
	usleep(100000);
	test_mmap_through_the_card(card, handle);
	check(device_info(control).module_buffers == 1,
	      "the buffer outlives its descriptor and its control descriptor");
	close(card);
}

int main(int argc, char **argv)
{
	struct gntdmabuf_export export;

	if (argc != 5)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	seed = argument(argv, 4);
	control = device_open();
	if (device_export_directory(control, domid, directory, count, 0,
				    &export))
		bail_out("export");
	test_card("vgem", &export);
	test_card("cirrus", &export);
	test_two_devices(&export);
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it is released");
	test_read_only();
	test_outlives_its_descriptors();
	return tap_end();
}
